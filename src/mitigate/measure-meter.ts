import type { RuleHits } from './judge.js'

/** What acts again because many visits met it does so for this long, and longer while they go on; by then the brain knows. */
const AWAKE_MS = 2_000
const WINDOW_MS = 1_000

/** What a measure meets where visits are judged, and whether that wakes one that only counts. */
export class MeasureMeter {
  hits: RuleHits
  /** Null: it acts. Else it does once so many visits within a second meet it. */
  wakesAt: number | null = null
  #awakeUntil = Number.NEGATIVE_INFINITY
  #windowFrom = Number.NEGATIVE_INFINITY
  #inWindow = 0

  constructor(id: number) {
    this.hits = noHits(id)
  }

  /** A visit meets it. */
  met(now: number): void {
    if (this.wakesAt === null) return
    if (now - this.#windowFrom >= WINDOW_MS) {
      this.#windowFrom = now
      this.#inWindow = 0
    }
    if (++this.#inWindow >= this.wakesAt) this.#awakeUntil = now + AWAKE_MS
  }

  acts(now: number): boolean {
    return this.wakesAt === null || now < this.#awakeUntil
  }

  /** It is known now whether a visit that was let in was of a person. */
  lookedAt(isPerson: boolean): void {
    if (isPerson) this.hits.people++
    else this.hits.passed++
  }

  /** What was met since the last call; null when nothing was. */
  take(): RuleHits | null {
    const { hits } = this
    if (hits.visits + hits.passed + hits.people === 0) return null
    this.hits = noHits(hits.id)
    return hits
  }
}

function noHits(id: number): RuleHits {
  return { id, visits: 0, pages: 0, passed: 0, people: 0 }
}
