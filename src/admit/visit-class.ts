import { KNOWN, type Known } from '../traffic/known.js'
import { TIERS, type Tier } from '../traffic/tier.js'

/** What decides how a visit is served when there is not room for all. */
export interface VisitClass {
  tier: Tier
  known: Known
  /** The activity is slowed: it may use only a part of the places. */
  slowed: boolean
}

const TIER_WEIGHT: Record<Tier, number> = { essential: 16, important: 4, deferrable: 1 }

/**
 * `over-budget` weighs so little that even an essential visit of a client over its budget (16 x 0.1) comes after a
 * deferrable one of an ordinary client (1 x 2): the order of the weights is the order of who is sent away last.
 */
const KNOWN_WEIGHT: Record<Known, number> = {
  waited: 32,
  'signed-in': 8,
  cleared: 6,
  regular: 4,
  ordinary: 2,
  'over-budget': 0.1,
}

const WAIT_LIMIT_MS: Record<Tier, number> = { essential: 5000, important: 3000, deferrable: 2000 }
const OVER_BUDGET_WAIT_LIMIT_MS = 500

/** Share of the origin that the visits of a class get, relative to other classes, when all of them wait. */
export function weightOf({ tier, known }: VisitClass): number {
  return TIER_WEIGHT[tier] * KNOWN_WEIGHT[known]
}

/** How long a visit of the class waits for a place before it is told to come later. */
export function waitLimitMs({ tier, known }: VisitClass): number {
  return known === 'over-budget' ? OVER_BUDGET_WAIT_LIMIT_MS : WAIT_LIMIT_MS[tier]
}

/** Every class, and the place of a class in this list. */
export const VISIT_CLASSES: readonly VisitClass[] = TIERS.flatMap((tier) =>
  KNOWN.flatMap((known) => [false, true].map((slowed) => ({ tier, known, slowed }))),
)

export function classIndex({ tier, known, slowed }: VisitClass): number {
  return (TIERS.indexOf(tier) * KNOWN.length + KNOWN.indexOf(known)) * 2 + (slowed ? 1 : 0)
}
