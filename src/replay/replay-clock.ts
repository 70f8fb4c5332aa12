/** Times further apart than this are believed only when so many lines in a row say so. */
const JUMP_MS = 3_600_000
const BELIEVED_AFTER = 20

/** Logs are in whole seconds, or finer than anybody needs. */
const WHOLE_MS = 1_000
const FINE_MS = 250

/**
 * The clock of a log. Lines are written when requests end, so that their times go back a little: the clock does not. A
 * single line from another year does not move it, in either direction; a log that begins anew does.
 */
export class ReplayClock {
  #now = Number.NaN
  #strays = 0
  #ahead = false
  #stepMs = WHOLE_MS

  /** How fine the log's times are known, in milliseconds: seconds until one of them has a fraction. Divides a second. */
  get stepMs(): number {
    return this.#stepMs
  }

  /** @returns the time of the log, and whether it has begun anew at an earlier one */
  read(time: number): { now: number; anew: boolean } {
    if (time % WHOLE_MS !== 0) this.#stepMs = FINE_MS
    if (Number.isNaN(this.#now)) this.#now = time
    const apart = time - this.#now
    if (Math.abs(apart) <= JUMP_MS) {
      this.#strays = 0
      this.#now = Math.max(this.#now, time)
      return { now: this.#now, anew: false }
    }
    const ahead = apart > 0
    this.#strays = ahead === this.#ahead ? this.#strays + 1 : 1
    this.#ahead = ahead
    if (this.#strays < BELIEVED_AFTER) return { now: this.#now, anew: false }
    this.#strays = 0
    this.#now = time
    return { now: time, anew: !ahead }
  }
}
