import type { Visitor } from './visitor.js'

/** Visitors between two actions, by when they go on. At most as many as the population lets in. */
export class ThinkingVisitors {
  /** Latest first, so that the next one is taken from the end. */
  readonly #waiting: { visitor: Visitor; readyAt: number }[] = []

  add(visitor: Visitor, readyAt: number): void {
    let low = 0
    let high = this.#waiting.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#waiting[middle]?.readyAt ?? 0) > readyAt) low = middle + 1
      else high = middle
    }
    this.#waiting.splice(low, 0, { visitor, readyAt })
  }

  /** Who has thought longest past their time; null when everybody is still thinking. */
  takeReady(now: number): Visitor | null {
    const next = this.#waiting.at(-1)
    if (next === undefined || next.readyAt > now) return null
    this.#waiting.pop()
    return next.visitor
  }

  sendHome(): void {
    for (const { visitor } of this.#waiting.splice(0)) visitor.leave()
  }
}
