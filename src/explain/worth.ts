import { quickUpperBound } from './binomial.js'
import type { MinerLimits } from './miner-limits.js'

/** How many visits of the attack sample and of the searched half of the baseline pass a conjunction. */
export interface Counts {
  readonly attack: number
  readonly searched: number
}

/** What conjunctions are weighed against. */
export interface Stakes {
  /** Visits of the attack sample that a rule may touch, how many of them calm times would bring, and those in excess. */
  readonly attackVisits: number
  readonly expected: number
  readonly excess: number
  /** Visits of the searched half that earlier rules touch: harm is counted together. */
  readonly touched: number
}

/** What slowing a visit is worth, where stopping it is 1. */
const SLOWED = 0.5

/**
 * What a conjunction is worth by its counts.
 * @param draws visits of the searched half of which all its attributes are known, at least one
 * @param cost of its tests, see test-cost.ts
 */
export function worthOf(stakes: Stakes, limits: MinerLimits, counts: Counts, draws: number, cost: number) {
  const { attackVisits, expected, excess, touched } = stakes
  const { attack, searched } = counts
  const explains = Math.min(1, (attack - (expected * searched) / draws) / excess)
  const before = touched === 0 ? 0 : quickUpperBound(touched, draws)
  const leastHarm = quickUpperBound(touched, draws) - before
  const harm = quickUpperBound(touched + searched, draws) - before
  // What may only be slowed is not stopped.
  const gained = before + harm <= limits.collateral.challenge ? explains : explains * SLOWED
  // One normal visit more than were seen: what was not seen yet is not impossible.
  const share = (searched + 1) / draws
  return {
    explains,
    /** Share of the excess, less the harm and the cost: more than 0 is worth a rule. */
    score: gained - limits.harm * harm - cost,
    /** What any longer conjunction could score at most. */
    best: explains - limits.harm * leastHarm - cost,
    /** Its part of the divergence (Kullback & Leibler) of the attack from the baseline. */
    telling: explains * Math.log(explains / share),
    enriched: attack / attackVisits >= limits.enrichment * share,
  }
}
