import type { Tier } from '../traffic/tier.js'

/** Activities come back so long after one another, or sooner where they are many: the last within `allWithinMs`. */
const NEXT_MS = { each: 3_000, allWithinMs: 15_000 }
/** When the origin suffers again within this of the first that came back, the next try waits longer. */
const TOO_SOON_MS = 30_000
const WAIT_MS = { first: 2_500, longest: 20_000 }

/**
 * Which activities wait while the origin suffers. All that can wait do so at once; they come back one after another, each
 * after a look at whether the origin bears it. Owns no clock: call `update` about four times a second.
 */
export class SlowedActivities {
  /** By place in the configuration; those that cannot wait never do. */
  readonly #deferrable: readonly number[]
  #slowed: readonly number[] = []
  #calmSince: number | null = null
  #firstBackAt = Number.NEGATIVE_INFINITY
  #lastBackAt = Number.NEGATIVE_INFINITY
  #waitMs = 0

  constructor(tiers: readonly Tier[]) {
    this.#deferrable = tiers.flatMap((tier, index) => (tier === 'deferrable' ? [index] : []))
  }

  /** Those that wait, by place in the configuration. */
  get slowed(): readonly number[] {
    return this.#slowed
  }

  /** @param stressed whether the origin suffers */
  update(stressed: boolean, now: number): void {
    if (stressed) this.#slowAll(now)
    else if (this.#slowed.length > 0) this.#giveBack(now)
    else if (now - this.#lastBackAt > TOO_SOON_MS) this.#waitMs = 0
  }

  #slowAll(now: number): void {
    const already = this.#slowed.length === this.#deferrable.length
    const tooSoon = !already && now - this.#firstBackAt <= TOO_SOON_MS
    if (tooSoon) this.#waitMs = Math.min(WAIT_MS.longest, Math.max(WAIT_MS.first, 2 * this.#waitMs))
    this.#slowed = this.#deferrable
    this.#calmSince = null
  }

  #giveBack(now: number): void {
    this.#calmSince ??= now
    const none = this.#slowed.length === this.#deferrable.length
    const nextAt = none ? this.#calmSince + this.#waitMs : this.#lastBackAt + this.#betweenMs
    if (now < nextAt) return
    this.#slowed = this.#slowed.slice(1)
    this.#lastBackAt = now
    if (none) this.#firstBackAt = now
  }

  get #betweenMs(): number {
    return Math.min(NEXT_MS.each, NEXT_MS.allWithinMs / Math.max(1, this.#deferrable.length))
  }
}
