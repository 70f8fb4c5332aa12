import { DEMANDS, type Demand } from '../challenge/evidence.js'

/** What passes goes on being the excess when it is so much of what is met, and so many times what is normal … */
const PASSING = { share: 0.2, perSecond: 1, factor: 3 }
/** … taken over so many seconds, for so long. Those that passed before what is asked for has changed are not counted. */
const OVER_S = 3
const RISES_AFTER_MS = 3_000
/** A harder demand is tried without after so long; when that was wrong, the next try waits twice as long. */
const FALLS_AFTER_MS = { first: 60_000, longest: 600_000 }

/** What was met in a second. */
export interface MetInSecond {
  /** Visits for something else than files. */
  pages: number
  /** Those of them that had shown what is asked for, and did not behave as people do. */
  passed: number
}

/**
 * What a measure asks to be shown. It asks for more only when what shows enough goes on being the excess, never because much
 * comes; where the hardest is passed too it stays: a harder one would only keep people out. Owns no clock: call `tick` once
 * a second.
 */
export class DemandLadder {
  readonly #least: number
  #step: number
  readonly #pages = new Float64Array(OVER_S)
  readonly #passed = new Float64Array(OVER_S)
  #seconds = 0
  #passingSince: number | null = null
  #changedAt: number
  #fallsAfterMs = FALLS_AFTER_MS.first
  #fellAt = Number.NEGATIVE_INFINITY
  /** Visits a second that pass and seem to be of no people, over the last few. */
  passedPerSecond = 0

  constructor(least: Demand, now: number) {
    this.#least = DEMANDS.indexOf(least)
    this.#step = this.#least
    this.#changedAt = now
  }

  get demand(): Demand {
    return DEMANDS[this.#step] ?? 'work'
  }

  /**
   * @param normalPerSecond what the measure would meet on an ordinary day
   * @returns whether something else is asked for from now on
   */
  tick(met: MetInSecond, normalPerSecond: number, now: number): 'harder' | 'easier' | null {
    this.#passed[this.#seconds % OVER_S] = met.passed
    this.#pages[this.#seconds++ % OVER_S] = met.pages
    this.passedPerSecond = sum(this.#passed) / OVER_S
    const least = Math.max(PASSING.perSecond, PASSING.factor * normalPerSecond)
    const passing = this.passedPerSecond > least && sum(this.#passed) >= PASSING.share * sum(this.#pages)
    this.#passingSince = passing ? (this.#passingSince ?? now) : null
    if (this.#passingSince !== null && now - this.#passingSince >= RISES_AFTER_MS) return this.#rise(now)
    // While something passes there is nothing to be given back.
    if (passing) this.#changedAt = now
    return now - this.#changedAt >= this.#fallsAfterMs ? this.#fall(now) : null
  }

  #rise(now: number): 'harder' | null {
    if (this.#step === DEMANDS.length - 1) return null
    const tooSoon = now - this.#fellAt <= this.#fallsAfterMs
    this.#fallsAfterMs = tooSoon ? Math.min(FALLS_AFTER_MS.longest, 2 * this.#fallsAfterMs) : FALLS_AFTER_MS.first
    this.#move(1, now)
    return 'harder'
  }

  #fall(now: number): 'easier' | null {
    if (this.#step === this.#least) return null
    this.#fellAt = now
    this.#move(-1, now)
    return 'easier'
  }

  #move(steps: number, now: number): void {
    this.#step += steps
    this.#changedAt = now
    this.#passingSince = null
    this.#passed.fill(0)
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
