import type { Attribute } from '../traffic/attributes.js'

/** What a rule may do to real people at most, mildest first. What a rule is admissible for includes what is milder. */
export const RULE_ACTIONS = ['slow', 'challenge', 'refuse'] as const
export type RuleAction = (typeof RULE_ACTIONS)[number]

/**
 * One test of a visit. `is`: the attribute has this value. `unseen`: it has a value that the baseline does not know
 * (`value` is then ''). A visit of which the attribute is unknown passes no test of it.
 */
export interface RuleTest {
  readonly attribute: Attribute
  readonly op: 'is' | 'unseen'
  readonly value: string
}

export interface MinedTest extends RuleTest {
  /** Share of normal visits that pass this test alone, 0..1. */
  readonly normal: number
}

/** A conjunction that was looked at, with what it would do. All shares are 0..1. */
export interface Finding {
  /** One to four, each of another attribute, in the order of `ATTRIBUTES`. */
  readonly tests: readonly MinedTest[]
  /** What nearly all of its visits ask for, where the tests do not say: for people, the rule does not need it. */
  readonly mostly: { readonly method?: string; readonly route?: string }
  /** Share of the visits in excess of what is normal that pass all tests. */
  readonly explains: number
  /**
   * Share of normal visits that pass all tests, and its one-sided 95 % bound. Both are counted on the half of the
   * baseline that took no part in the search.
   */
  readonly collateral: { readonly share: number; readonly upper: number }
  /** Of the attack sample: visits that pass all tests, and of how many networks and clients. */
  readonly visits: number
  readonly networks: number
  readonly clients: number
  /** Fewer networks than a rule should rest on, allowed because few networks carry the attack. */
  readonly fewNetworks: boolean
  /** Natural logarithm of the probability to see this in calm times, corrected for how much was looked at. */
  readonly logP: number
}

/** A finding narrow enough to act upon. */
export interface MinedRule extends Finding {
  /** The hardest action for which this rule, together with those before it, stays inside the collateral budget. */
  readonly admissibleFor: RuleAction
}

export type Mined =
  | {
      readonly kind: 'rules'
      /** In the order in which they were chosen: what explains most first. */
      readonly rules: readonly MinedRule[]
      /** Share of the excess that the rules explain together, and what they leave. */
      readonly explained: number
      readonly residual: number
      /** Why there are no better rules, where those that may do more than slow explain less than two thirds. */
      readonly rest: Unexplained | null
    }
  | ({ readonly kind: 'nothing-admissible' } & Unexplained)

export interface Unexplained {
  /** Why, in a sentence for people. */
  readonly reason: string
  /** The conjunctions that came nearest, best first; none where there was nothing to look at. */
  readonly nearest: readonly Finding[]
}
