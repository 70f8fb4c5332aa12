import type { Level } from '../detect/level.js'
import type { Verdict } from '../mitigate/judge.js'

/** What came in a stretch of time, and what would have been done. */
export interface Stretch {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly visits: Record<Verdict, number>
  /** By rule, the visits that it met. */
  readonly rules: Map<number, number>
  /** The worst of the stretch. */
  level: Level
}

const FIRST_WIDTH_MS = 60_000
const MOST_STRETCHES = 4_096
const WORSE: readonly Level[] = ['calm', 'strained', 'attack', 'severe']

/**
 * What came over time. Bounded: when there are too many stretches each is made twice as long, so that a log of years has
 * no more of them than one of days. Times may come in any order.
 */
export class Timeline {
  widthMs = FIRST_WIDTH_MS
  #stretches = new Map<number, Stretch>()
  #last: Stretch | null = null

  /** The stretch of a time. */
  at(now: number): Stretch {
    const at = Math.floor(now / this.widthMs) * this.widthMs
    if (this.#last?.at === at) return this.#last
    let stretch = this.#stretches.get(at)
    if (stretch === undefined) {
      if (this.#stretches.size >= MOST_STRETCHES) {
        this.#coarsen()
        return this.at(now)
      }
      stretch = { at, visits: noVisits(), rules: new Map(), level: 'calm' }
      this.#stretches.set(at, stretch)
    }
    this.#last = stretch
    return stretch
  }

  /** In the order of time; those in which nothing came are left out. */
  get stretches(): Stretch[] {
    return [...this.#stretches.values()].sort((a, b) => a.at - b.at)
  }

  #coarsen(): void {
    const before = this.#stretches
    this.widthMs *= 2
    this.#stretches = new Map()
    this.#last = null
    for (const stretch of before.values()) mergeInto(this.at(stretch.at), stretch)
  }
}

/** Adds what came in one stretch to another. */
export function mergeInto(into: Stretch, { visits, rules, level }: Stretch): void {
  for (const verdict of Object.keys(visits) as Verdict[]) into.visits[verdict] += visits[verdict]
  for (const [rule, hits] of rules) into.rules.set(rule, (into.rules.get(rule) ?? 0) + hits)
  into.level = worse(into.level, level)
}

export function worse(a: Level, b: Level): Level {
  return WORSE.indexOf(a) >= WORSE.indexOf(b) ? a : b
}

export function noVisits(): Record<Verdict, number> {
  return { serve: 0, slow: 0, challenge: 0, refuse: 0, drop: 0 }
}
