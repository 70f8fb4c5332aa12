/** Browsers have asked for the files of a page within this time; see page-followers.ts. */
const LOOKED_AT_AFTER_MS = 1_000
/** Visits that wait to be looked at. When more come than this within a second, the others are looked at at once. */
const MOST_WAITING = 1_024

/**
 * Visits that were let in because of what they had shown, until it can be told whether they were of people: a browser asks
 * for the files of a page a moment later. Bounded. Owns no clock.
 */
export class LetIn {
  readonly #measures = new Int32Array(MOST_WAITING)
  readonly #clients = new Int32Array(MOST_WAITING)
  readonly #times = new Float64Array(MOST_WAITING)
  #first = 0
  #waiting = 0

  /** @returns false when there are too many: who it was must be told at once */
  add(measure: number, client: number, now: number): boolean {
    if (this.#waiting === MOST_WAITING) return false
    const place = (this.#first + this.#waiting++) % MOST_WAITING
    this.#measures[place] = measure
    this.#clients[place] = client
    this.#times[place] = now
    return true
  }

  /** Those that were let in long enough ago, oldest first; they wait no more. */
  take(now: number, tell: (measure: number, client: number) => void): void {
    while (this.#waiting > 0 && now - (this.#times[this.#first] ?? now) >= LOOKED_AT_AFTER_MS) {
      tell(this.#measures[this.#first] ?? 0, this.#clients[this.#first] ?? 0)
      this.#first = (this.#first + 1) % MOST_WAITING
      this.#waiting--
    }
  }
}
