/** What bounds a search and what a rule must reach. Shares are 0..1. */
export interface MinerLimits {
  /** Most tests in a rule, at most 4. */
  readonly depth: number
  readonly rules: number
  /** Smallest share of the excess worth a rule. */
  readonly support: number
  /** And fewest visits of the sample: of fewer nothing can be said. */
  readonly leastVisits: number
  /** No further rules are looked for once this share is explained. */
  readonly target: number
  /**
   * Most of the normal visits that all rules together may touch, each action with the harder ones (upper bounds).
   * Design, section 4.
   */
  readonly collateral: { readonly refuse: number; readonly challenge: number; readonly slow: number }
  /**
   * What one touched normal visit weighs against one explained visit, as shares. A rule must explain at least this many
   * times the share of normal visits it touches, or it is not worth its harm.
   */
  readonly harm: number
  /** A rule's share of the attack sample over its share of the baseline, at least. */
  readonly enrichment: number
  /** A rule rests on at least so many networks, unless fewer carry the attack. */
  readonly networks: number
  /** Fewer visits than this in the excess are not searched. */
  readonly visits: number
  /** Most attribute values looked at (at most 2,046), and most conjunctions taken to the next depth. */
  readonly items: number
  readonly beam: number
  /** Most attribute values counted in all, so that a hostile sample cannot make a search long. */
  readonly work: number
}

export const MINER_LIMITS: MinerLimits = {
  depth: 4,
  rules: 8,
  support: 0.02,
  leastVisits: 5,
  target: 0.95,
  collateral: { refuse: 0.001, challenge: 0.01, slow: 0.05 },
  harm: 20,
  enrichment: 3,
  networks: 3,
  visits: 20,
  items: 512,
  beam: 256,
  work: 100_000_000,
}
