import { CAPS } from './caps.js'

/** How long one slot of the pacer is; load is even down to this grain. */
export const SLOT_MS = 10
/** What a stalled attack may catch up on at once. More would turn a hiccup of the generator into a burst. */
const CATCH_UP_MS = 500

/**
 * Open-loop pacing: how many things are due now for a rate that may change over time, however slowly the target answers.
 * Carries fractions over, so that 0.4 a slot becomes two every five slots. Owns no timer.
 */
export class Pacer {
  readonly #ratePerSecond: (atMs: number) => number
  readonly #catchUpMs: number
  #last: number
  #owed = 0
  /** What was given up because the process stalled for longer than it may catch up on. */
  skipped = 0

  /** @param ratePerSecond at a time; what is above the cap is cut to it */
  constructor(ratePerSecond: (atMs: number) => number, now: number, catchUpMs = CATCH_UP_MS) {
    this.#catchUpMs = catchUpMs
    this.#ratePerSecond = ratePerSecond
    this.#last = now
  }

  /** How many are due since the last call. */
  due(now: number): number {
    const elapsed = Math.max(0, now - this.#last)
    const rate = Math.min(CAPS.requestsPerSecond, Math.max(0, this.#ratePerSecond(now)))
    this.#last = now
    this.#owed += (rate * elapsed) / 1000
    const most = 1 + (rate * this.#catchUpMs) / 1000
    if (this.#owed > most) {
      this.skipped += Math.floor(this.#owed - most)
      this.#owed = most
    }
    const due = Math.floor(this.#owed)
    this.#owed -= due
    return due
  }
}
