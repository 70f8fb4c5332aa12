import type { Anomaly, AnomalyScore } from '../baseline/anomaly.js'
import type { Baseline } from '../baseline/baseline.js'
import { hourOfWeek } from '../baseline/hour-of-week.js'
import type { MinerInput, NormalInput, Significance } from '../explain/miner-input.js'
import type { RulesInForce } from '../mitigate/rules-in-force.js'
import type { RecentVisits } from './recent-visits.js'
import { rowOf, type VisitMarks } from './visit-marks.js'
import type { Watchfulness } from './watchfulness.js'

/** What came lately, to be searched for what it has in common; the answer goes to `Defence.found`. */
export interface Search
  extends Pick<
    MinerInput,
    'attack' | 'exempt' | 'unseen' | 'expected' | 'expectedTouchable' | 'fleets' | 'significance' | 'limits'
  > {
  /** The same object for as long as it stays the same. */
  normal: NormalVisits
  /** Visits a second that a rule could touch. */
  perSecond: number
  score: AnomalyScore
}

export interface NormalVisits extends Omit<NormalInput, 'seed'> {
  /** Of the week; the sample is another one when this changes. */
  hour: number
  perSecond: number
  /** Visits a second that a rule could touch. */
  suspectsPerSecond: number
}

/** Normal visits that a search compares with: the more, the less a single network decides what a rule seems to touch. */
const NORMAL_MOST = 20_000
/** Fewer visits than this that a rule could touch are not searched; a newsletter's pictures alone are none of them. */
const LEAST_SUSPECTS = 20
/** What is taken for chance: far below what ordinary days of a real log bring by themselves. */
const SIGNIFICANCE: Significance = { clients: -30, visits: -60 }

export interface CloserLookOptions {
  baseline: Baseline
  anomaly: Anomaly
  recent: RecentVisits
  marks: VisitMarks
  rules: RulesInForce
  isUnseen: (column: number, id: number) => boolean
}

/** Once more came than usual: whether it is worth a search, and what the search compares. */
export class CloserLook {
  readonly #baseline: Baseline
  readonly #anomaly: Anomaly
  readonly #recent: RecentVisits
  readonly #marks: VisitMarks
  readonly #rules: RulesInForce
  readonly #isUnseen: (column: number, id: number) => boolean
  #normal: NormalVisits | null = null

  constructor({ baseline, anomaly, recent, marks, rules, isUnseen }: CloserLookOptions) {
    this.#baseline = baseline
    this.#anomaly = anomaly
    this.#recent = recent
    this.#marks = marks
    this.#rules = rules
    this.#isUnseen = isUnseen
  }

  /**
   * @param stretch seconds that brought too much
   * @param begunS how long the second under way has lasted, 0..1
   * @returns null when too little of it could be touched by a rule
   */
  take(stretch: number, begunS: number, { lookS, suspectsFactor, takesOff }: Watchfulness, now: number): Search | null {
    const seconds = Math.max(stretch, lookS)
    const score = this.#recent.takeScore(this.#anomaly)
    const normal = this.#normalAt(hourOfWeek(now))
    const least = Math.max(LEAST_SUSPECTS, suspectsFactor * normal.suspectsPerSecond * seconds)
    // Most of what is sudden are the files of a few pages: that costs no closer look.
    if (this.#recent.suspects.lately(seconds, begunS) < least) return null
    const attack = this.#recent.since(now - 1000 * seconds)
    const exempt = Uint8Array.from({ length: attack.length }, (_, row) => Number(this.#isExempt(rowOf(attack, row))))
    const came = Math.max(attack.length, this.#recent.rate.lately(seconds, begunS))
    const free = attack.length - exempt.reduce((sum, one) => sum + one, 0)
    const perSecond = (free * came) / Math.max(1, attack.length) / seconds
    if (perSecond * seconds < least) return null
    const thinned = (normalPerSecond: number) => attack.length * Math.min(1, (normalPerSecond * seconds) / came)
    return {
      attack,
      exempt,
      unseen: this.#marks.unseenOf(attack),
      expected: thinned(normal.perSecond),
      ...(takesOff === 'touchable' && { expectedTouchable: thinned(normal.suspectsPerSecond) }),
      normal,
      fleets: [],
      significance: SIGNIFICANCE,
      limits: { collateral: this.#rules.collateralLeft },
      perSecond,
      score,
    }
  }

  /** Normal visits of this time of day; made anew when the hour changes. */
  #normalAt(hour: number): NormalVisits {
    if (this.#normal?.hour === hour) return this.#normal
    const sample = this.#baseline.sample(hour, NORMAL_MOST)
    let suspects = 0
    for (let row = 0; row < sample.length; row++) if (!this.#isExempt(rowOf(sample, row))) suspects++
    const perSecond = this.#baseline.perSecond(hour)
    const suspectsPerSecond = (perSecond * suspects) / Math.max(1, sample.length)
    const exempt = new Uint8Array(sample.length)
    this.#normal = { hour, sample, exempt, novel: this.#baseline.novel, perSecond, suspectsPerSecond }
    return this.#normal
  }

  /** No rule may touch it, or one stops it already. */
  #isExempt(values: Int32Array): boolean {
    return this.#marks.isHarmless(values) || this.#rules.stops(values, this.#isUnseen)
  }
}
