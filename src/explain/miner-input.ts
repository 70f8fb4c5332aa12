import type { VisitSample } from '../traffic/visit-sample.js'
import type { MinerLimits } from './miner-limits.js'
import type { RuleTest } from './rule.js'

/** What the search needs of a dictionary. In another thread than the edge's, two maps do as well. */
export interface ValueTexts {
  text(id: number): string | undefined
  find(value: string): number
}

/**
 * Natural logarithms of the probabilities below which a finding counts, by what was counted. Visits of few clients come
 * in bursts in calm times too, so that their level is far lower. See calibrate.ts.
 */
export interface Significance {
  readonly clients: number
  readonly visits: number
}

/** Normal visits of a platform, for `prepareNormal`. Plain data. */
export interface NormalInput {
  /** At most some 20,000. */
  readonly sample: VisitSample
  /** By row, 1 where no rule will ever touch the visit. It does not count as harm. */
  readonly exempt: Uint8Array
  /**
   * By column, the id that stands in the sample for values that were new when the visit came. Without it, how often
   * normal visits bring something new is estimated from the sample, on the safe side.
   */
  readonly novel?: ArrayLike<number>
  /** Secret or fixed: decides which networks are held back. */
  readonly seed: number
}

/** What is searched, for `mineAgainst`. Plain data but for the dictionaries. */
export interface MinerInput {
  /** Recent visits, at most some 20,000. */
  readonly attack: VisitSample
  /** By row, 1 where no rule will ever touch the visit: cleared, verified crawlers, signed in. */
  readonly exempt: Uint8Array
  /** By row, bit c: the value in column c is known, and one that normal visits do not have. */
  readonly unseen: Int32Array
  /**
   * How many visits the attack sample would have in calm times. In its own rows: where it was thinned out to every n-th
   * visit, a n-th of the visits that calm times would bring.
   */
  readonly expected: number
  /**
   * Of these, how many would not be exempt: what only costs next to nothing is not searched, but would be touched by a rule.
   * Without it, as many as the sample of normal visits says.
   */
  readonly expectedTouchable?: number
  /** By column. A value without a text takes part only as unseen. */
  readonly dictionaries: readonly ValueTexts[]
  /** Clients that switch on together in calm times too (see calibrate.ts): exempt, here and where rules are applied. */
  readonly fleets: readonly (readonly RuleTest[])[]
  /** A number stands for both. */
  readonly significance: Significance | number
  readonly limits?: Partial<MinerLimits>
}
