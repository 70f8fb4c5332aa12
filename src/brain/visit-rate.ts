const REMEMBERED_S = 60
/** Fewer visits than so many are worth no look. */
const ALARM_VISITS = 30
/** So many times the visits of the half minute before are sudden. */
const RISE_FACTOR = 2
const LOAD_S = 2

/** From when on it is alarming. */
export interface AlarmBound {
  /** More than so many times what the hour brings is worth a look. */
  factor: number
  /** A flood shows in a short stretch, a slow rise in a long one: ascending, in whole seconds up to 60. */
  stretchesS: readonly number[]
}

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

  /**
   * The shortest stretch that brought far more visits than `normalPerSecond`, in seconds; null when none did.
   * @param begunS how long the second under way has lasted, 0..1: its visits count, and the oldest second's in part
   */
  alarmingStretch(normalPerSecond: number, { factor, stretchesS }: AlarmBound, begunS = 0): number | null {
    // What was not alarming when the second began is so only by what came since.
    if (begunS > 0 && this.#now < ALARM_VISITS / 4) return null
    let visits = this.#now
    let place = this.#place
    let back = 0
    for (const stretch of stretchesS) {
      for (; back < stretch; back++) {
        place = place === 0 ? REMEMBERED_S - 1 : place - 1
        visits += this.#seconds[place] as number
      }
      const lately = visits - begunS * (this.#seconds[place] as number)
      if (lately >= ALARM_VISITS && lately > factor * normalPerSecond * stretch) return stretch
    }
    return null
  }

  /** Whether the last two seconds brought far more than the half minute before them. @param begunS see `alarmingStretch` */
  rises(begunS = 0): boolean {
    const visits = this.lately(2, begunS)
    return visits >= ALARM_VISITS && visits > (RISE_FACTOR * (this.lately(32, begunS) - visits)) / 15
  }

  /** Visits a second, over the last few. @param begunS see `alarmingStretch` */
  load(begunS = 0): number {
    return this.lately(LOAD_S, begunS) / LOAD_S
  }

  /** Visits of the last so many seconds. @param begunS see `alarmingStretch` */
  lately(seconds: number, begunS = 0): number {
    let visits = this.#now
    let place = this.#place
    for (let back = 0; back < seconds; back++) {
      place = place === 0 ? REMEMBERED_S - 1 : place - 1
      visits += this.#seconds[place] as number
    }
    return visits - begunS * (this.#seconds[place] as number)
  }
}
