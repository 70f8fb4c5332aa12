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
  /** Of the second that is under way. */
  #place = 0
  #now = 0

  /** @param visits how many */
  add(visits: number): void {
    this.#now += visits
  }

  /** The second is over. */
  tick(): void {
    this.#seconds[this.#place] = this.#now
    this.#place = (this.#place + 1) % REMEMBERED_S
    this.#now = 0
  }

  /** The shortest stretch that brought far more visits than `normalPerSecond`, in seconds; null when none did. */
  alarmingStretch(normalPerSecond: number): number | null {
    let visits = 0
    let place = this.#place
    let back = 0
    for (const stretch of STRETCHES_S) {
      for (; back < stretch; back++) {
        place = place === 0 ? REMEMBERED_S - 1 : place - 1
        visits += this.#seconds[place] as number
      }
      if (visits >= ALARM_VISITS && visits > ALARM_FACTOR * normalPerSecond * stretch) return stretch
    }
    return null
  }

  /** Whether the last two seconds brought far more than the half minute before them. */
  get rises(): boolean {
    const visits = this.sum(2)
    return visits >= ALARM_VISITS && visits > (RISE_FACTOR * (this.sum(32) - visits)) / 15
  }

  /** Visits a second, over the last few. */
  get load(): number {
    return this.sum(LOAD_S) / LOAD_S
  }

  /** Visits of the last so many seconds that are over. */
  sum(seconds: number): number {
    let visits = 0
    let place = this.#place
    for (let back = 0; back < seconds; back++) {
      place = place === 0 ? REMEMBERED_S - 1 : place - 1
      visits += this.#seconds[place] as number
    }
    return visits
  }
}
