import { SampleWindow } from './sample-window.js'

/** A block of this many samples gives one median. */
const BLOCK = 8
/** How far a new median moves what was known: all the way down or half the way up would follow single blocks too closely. */
const STEP = 0.5
/** Calm latency may double in this time, no faster, so that a slow-down does not become the measure of itself. */
const CALM_DOUBLES_IN_MS = 600_000
/** While frozen it still rises, ten times slower: an origin that is slower for good must not look distressed for good. */
const FROZEN_DOUBLES_IN_MS = 6_000_000
const LONGEST_STEP_MS = 60_000

/**
 * How long each activity takes when the origin is not busy, from visits that found it so.
 *
 * Two answers, for two questions. `now`: what would an answer take at this moment if nothing queued? It follows the
 * origin up and down and is what the concurrency limit compares with. `calm`: what does it take on a normal day? It
 * falls quickly and rises slowly, and hardly at all while the platform is distressed; people are told about this one.
 */
export class UnloadedLatency {
  readonly #blocks: SampleWindow[]
  readonly #now: Float64Array
  readonly #calm: Float64Array
  readonly #learnedAt: Float64Array
  frozen = false

  /** @param activities how many activities there are; further ones share the last place. */
  constructor(activities: number) {
    this.#blocks = Array.from({ length: activities }, () => new SampleWindow(0, BLOCK))
    this.#now = new Float64Array(activities)
    this.#calm = new Float64Array(activities)
    this.#learnedAt = new Float64Array(activities)
  }

  /** In milliseconds; 0 until it is known. */
  now(activity: number): number {
    return this.#now[this.#clamp(activity)] ?? 0
  }

  /** In milliseconds; 0 until it is known. */
  calm(activity: number): number {
    return this.#calm[this.#clamp(activity)] ?? 0
  }

  /** Takes the latency of a visit during which the origin was not busy. */
  learn(activity: number, latencyMs: number, now: number): void {
    const at = this.#clamp(activity)
    const block = this.#blocks[at]
    block?.add(latencyMs, now)
    if (!block?.full(now)) return
    const median = block.takeMedian()

    const known = this.#now[at] ?? 0
    this.#now[at] = known === 0 ? median : known + STEP * (median - known)

    const calm = this.#calm[at] ?? 0
    if (calm === 0) this.#calm[at] = median
    else if (median < calm) this.#calm[at] = calm + STEP * (median - calm)
    else {
      const elapsedMs = Math.min(LONGEST_STEP_MS, now - (this.#learnedAt[at] ?? now))
      const doublesInMs = this.frozen ? FROZEN_DOUBLES_IN_MS : CALM_DOUBLES_IN_MS
      this.#calm[at] = Math.min(median, calm * 2 ** (elapsedMs / doublesInMs))
    }
    this.#learnedAt[at] = now
  }

  #clamp(activity: number): number {
    return Math.min(Math.max(0, activity), this.#now.length - 1)
  }
}
