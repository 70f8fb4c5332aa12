/** A flood shows in the short stretch, a slow rise in the long one. In seconds. */
const STRETCHES_S = [2, 10, 60]
const REMEMBERED_S = 60
/** More than so many times what the hour brings, and more than so many visits, is worth a look. */
const ALARM_FACTOR = 3
const ALARM_VISITS = 30
/** So many times the visits of the half minute before are sudden. */
const RISE_FACTOR = 2
const LOAD_S = 2

/** Visits of each of the last sixty seconds. */
export class VisitRate {
  readonly #seconds = new Float64Array(REMEMBERED_S)
  #passed = 0
  #now = 0

  /** @param visits how many */
  add(visits: number): void {
    this.#now += visits
  }

  /** The second is over. */
  tick(): void {
    this.#seconds[this.#passed++ % REMEMBERED_S] = this.#now
    this.#now = 0
  }

  /** The shortest stretch that brought far more visits than `normalPerSecond`, in seconds; null when none did. */
  alarmingStretch(normalPerSecond: number): number | null {
    for (const stretch of STRETCHES_S) {
      const visits = this.sum(stretch)
      if (visits >= ALARM_VISITS && visits > ALARM_FACTOR * normalPerSecond * stretch) return stretch
    }
    return null
  }

  /** Whether the last two seconds brought far more than the half minute before them. */
  get rises(): boolean {
    const visits = this.sum(2)
    return visits >= ALARM_VISITS && visits > (RISE_FACTOR * this.#sum(3, 32)) / 15
  }

  /** Visits a second, over the last few. */
  get load(): number {
    return this.sum(LOAD_S) / LOAD_S
  }

  /** Visits of the last so many seconds that are over. */
  sum(seconds: number): number {
    return this.#sum(1, seconds)
  }

  /** Visits of the seconds from `from` to `to` ago. */
  #sum(from: number, to: number): number {
    let visits = 0
    for (let back = from; back <= Math.min(to, this.#passed); back++) {
      visits += this.#seconds[(this.#passed - back) % REMEMBERED_S] ?? 0
    }
    return visits
  }
}
