import { SampleWindow } from './sample-window.js'

/** One median for `now`, and one for `calm`, is taken from at least so much. */
const NOW_BLOCK = { ms: 150, samples: 10 }
const CALM_BLOCK = { ms: 5000, samples: 50 }
/** How far towards a new median what was known moves: single blocks are noisy. */
const STEP = 0.5
/** A median so much lower is no noise: a slow-down is over, and is believed to be at once. */
const CLEAR_FALL = 0.6
/** Calm latency may double in this time, no faster, so that a slow-down does not become the measure of itself. */
const CALM_DOUBLES_IN_MS = 120_000
/** While frozen it still rises, but so slowly that an attack of hours does not matter and a slower origin is accepted in days. */
const FROZEN_DOUBLES_IN_MS = 4 * 3_600_000
const LONGEST_STEP_MS = 60_000

/**
 * How long each activity takes when the origin is not busy, from visits that found it so.
 *
 * Two answers, for two questions. `now`: what would an answer take at this moment if nothing queued? It follows the
 * origin up and down and is what the concurrency limit compares with. `calm`: what does it take on a normal day? It
 * falls quickly and rises slowly, and hardly at all while the platform is distressed; people are told about this one.
 */
export class UnloadedLatency {
  #now: Float64Array
  #calm: Float64Array
  #nowBlocks: SampleWindow[]
  #calmBlocks: SampleWindow[]
  #calmAt: Float64Array
  /** When anything was last learned. */
  learnedAt = Number.NEGATIVE_INFINITY
  frozen = false

  /** @param activities how many activities there are; further ones share the last place. */
  constructor(activities: number) {
    this.#now = new Float64Array(activities)
    this.#calm = new Float64Array(activities)
    this.#nowBlocks = Array.from({ length: activities }, newNowBlock)
    this.#calmBlocks = Array.from({ length: activities }, newCalmBlock)
    this.#calmAt = new Float64Array(activities)
  }

  /** The activities have changed. @param former by the new index, the old one; -1 for one that is new */
  rearrange(former: readonly number[]): void {
    const moved = (values: Float64Array) => Float64Array.from(former, (index) => values[index] ?? 0)
    this.#now = moved(this.#now)
    this.#calm = moved(this.#calm)
    this.#calmAt = moved(this.#calmAt)
    this.#nowBlocks = former.map((index) => this.#nowBlocks[index] ?? newNowBlock())
    this.#calmBlocks = former.map((index) => this.#calmBlocks[index] ?? newCalmBlock())
  }

  /** In milliseconds; 0 until it is known. */
  now(activity: number): number {
    return this.#now[this.#clamp(activity)] ?? 0
  }

  /** In milliseconds; 0 until it is known. */
  calm(activity: number): number {
    return this.#calm[this.#clamp(activity)] ?? 0
  }

  /**
   * Takes the latency of a visit that found the origin not busy.
   * @param probed whether all edges had stepped back. Only then may what is known of now rise above what is calm: one
   *   edge alone may have few requests at an origin that the others keep full.
   */
  learn(activity: number, latencyMs: number, now: number, probed = false): void {
    const at = this.#clamp(activity)
    const nowBlock = this.#nowBlocks[at]
    nowBlock?.add(latencyMs, now)
    if (nowBlock?.full(now)) this.#learnNow(at, nowBlock.takeMedian(), now, probed)
    const calmBlock = this.#calmBlocks[at]
    calmBlock?.add(latencyMs, now)
    if (calmBlock?.full(now)) this.#learnCalm(at, calmBlock.takeMedian(), now)
  }

  #learnNow(at: number, median: number, now: number, probed: boolean): void {
    const known = this.#now[at] ?? 0
    const believed = known === 0 || median < CLEAR_FALL * known
    const target = believed ? median : known + STEP * (median - known)
    const most = known === 0 || probed ? Number.POSITIVE_INFINITY : Math.max(known, this.#calm[at] ?? 0)
    this.#now[at] = Math.min(target, most)
    // The first guess at a calm day, for the time until there is a better one.
    if (this.#calm[at] === 0) this.#calm[at] = median
    this.learnedAt = now
  }

  #learnCalm(at: number, median: number, now: number): void {
    const known = this.#calm[at] ?? 0
    const target = known + STEP * (median - known)
    const elapsedMs = Math.min(LONGEST_STEP_MS, now - (this.#calmAt[at] ?? now))
    const doublesInMs = this.frozen ? FROZEN_DOUBLES_IN_MS : CALM_DOUBLES_IN_MS
    this.#calm[at] = Math.min(target, known * 2 ** (elapsedMs / doublesInMs))
    this.#calmAt[at] = now
  }

  #clamp(activity: number): number {
    return Math.min(Math.max(0, activity), this.#now.length - 1)
  }
}

function newNowBlock(): SampleWindow {
  return new SampleWindow(NOW_BLOCK.ms, NOW_BLOCK.samples)
}

function newCalmBlock(): SampleWindow {
  return new SampleWindow(CALM_BLOCK.ms, CALM_BLOCK.samples)
}
