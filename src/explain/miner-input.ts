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

export interface MinerInput {
  /** Recent visits, at most some 20,000. */
  readonly attack: VisitSample
  /** A sample of normal visits of the same platform, at most some 20,000. */
  readonly baseline: VisitSample
  /** How many visits the attack sample would have in calm times. */
  readonly expected: number
  /** By column. A value without a text takes part only as unseen. */
  readonly dictionaries: readonly ValueTexts[]
  /** Rows that no rule will ever touch: cleared, verified crawlers, signed in. They neither accuse nor count as harm. */
  readonly exempt?: (attackRow: number) => boolean
  readonly exemptNormal?: (baselineRow: number) => boolean
  /** Values that the baseline knows beyond its sample, for `unseen`. */
  readonly knows?: (column: number, id: number) => boolean
  /**
   * By column, the id that stands in the baseline's sample for values that were new when the visit came. Without it, how
   * often normal visits bring something new is estimated from the sample, on the safe side.
   */
  readonly novel?: ArrayLike<number>
  /** Clients that switch on together in calm times too (see calibrate.ts): exempt, here and where rules are applied. */
  readonly fleets: readonly (readonly RuleTest[])[]
  /** A number stands for both. */
  readonly significance: Significance | number
  /** Secret or fixed: decides which networks of the baseline are held back. */
  readonly seed: number
  readonly limits?: Partial<MinerLimits>
}
