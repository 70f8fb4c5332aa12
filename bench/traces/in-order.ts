import type { LabelledVisit } from './visit.js'

/** What one visitor does from `atMs` on: visits in any order, none earlier. */
export interface Session {
  atMs: number
  visits: LabelledVisit[]
}

/**
 * The visits of sessions that overlap, in the order of time. Holds only the sessions that have begun and not ended.
 * @param sessions by `atMs`, ascending
 */
export function* visitsInOrder(sessions: Iterable<Session>): Generator<LabelledVisit> {
  const waiting = new EarliestFirst()
  for (const { atMs, visits } of sessions) {
    for (let next = waiting.peek(); next !== undefined && next.timeMs <= atMs; next = waiting.peek()) {
      waiting.take()
      yield next
    }
    for (const visit of visits) waiting.add(visit)
  }
  for (let next = waiting.take(); next !== undefined; next = waiting.take()) yield next
}

/** Several streams of visits, each in the order of time, as one. */
export function* merged(streams: readonly Iterable<LabelledVisit>[]): Generator<LabelledVisit> {
  const sources = streams.map((stream) => stream[Symbol.iterator]())
  const heads = sources.map((source) => next(source))
  for (;;) {
    let earliest = -1
    for (let i = 0; i < heads.length; i++) {
      if ((heads[i]?.timeMs ?? Infinity) < (heads[earliest]?.timeMs ?? Infinity)) earliest = i
    }
    const visit = heads[earliest]
    const source = sources[earliest]
    if (visit === undefined || source === undefined) return
    yield visit
    heads[earliest] = next(source)
  }
}

function next(source: Iterator<LabelledVisit>): LabelledVisit | undefined {
  const { done, value } = source.next()
  return done ? undefined : value
}

/** A binary heap by time; among equal times the one added first, so that a seed gives the same trace everywhere. */
class EarliestFirst {
  readonly #heap: { visit: LabelledVisit; added: number }[] = []
  #added = 0

  peek(): LabelledVisit | undefined {
    return this.#heap[0]?.visit
  }

  add(visit: LabelledVisit): void {
    const heap = this.#heap
    const entry = { visit, added: this.#added++ }
    let place = heap.length
    heap.push(entry)
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = heap[parent]
      if (above === undefined || !before(entry, above)) break
      heap[place] = above
      place = parent
    }
    heap[place] = entry
  }

  take(): LabelledVisit | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first?.visit
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      const left = heap[child]
      const right = heap[child + 1]
      if (left === undefined) break
      if (right !== undefined && before(right, left)) child++
      const below = heap[child]
      if (below === undefined || !before(below, last)) break
      heap[place] = below
      place = child
    }
    heap[place] = last
    return first.visit
  }
}

function before(a: { visit: LabelledVisit; added: number }, b: { visit: LabelledVisit; added: number }): boolean {
  return a.visit.timeMs < b.visit.timeMs || (a.visit.timeMs === b.visit.timeMs && a.added < b.added)
}
