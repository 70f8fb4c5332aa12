import type { Demand } from '../challenge/evidence.js'
import type { RuleTest } from '../explain/rule.js'

/** What a rule does with what it matches; before its time it only watches. */
export type RuleMeasure = 'slow' | 'challenge'

/** A rule as those who judge visits know it. */
export interface RuleInForce {
  readonly id: number
  readonly tests: readonly RuleTest[]
  readonly measure: RuleMeasure
  /** What whom it challenges must show. */
  readonly demand: Demand
  /** Until then, in milliseconds since the epoch, it is only watched whom it would meet. */
  readonly watchUntil: number
  /** Null: it acts. Else it only counts, until so many visits within a second meet it: then it acts at once. */
  readonly wakesAt: number | null
  /** Narrow enough that who goes on after many challenges may be refused. */
  readonly convicts: boolean
}

/** What the brain has decided for one platform. */
export interface Orders {
  /** No rule would do: what who is neither known from calm times nor behaves like a browser must show. Else null. */
  readonly severe: Demand | null
  /** The same for it as for a rule. */
  readonly severeWakesAt: number | null
  readonly rules: readonly RuleInForce[]
}

export const NO_ORDERS: Orders = { severe: null, severeWakesAt: null, rules: [] }
