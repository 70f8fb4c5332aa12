import type { Outcome } from '../../traffic/outcome.js'

/** How each outcome is called on a page. */
export const OUTCOME_WORDS: Record<Outcome, string> = {
  served: 'Served',
  cached: 'Cached',
  stale: 'Older copy',
  waiting: 'Told to wait',
  held: 'Held back',
  challenged: 'Challenged',
  refused: 'Refused',
  failed: 'Failed',
  left: 'Left early',
}

/** From the best for a visitor to the worst: the order of charts and lists. */
export const OUTCOMES_BEST_FIRST = [
  'served',
  'cached',
  'stale',
  'waiting',
  'held',
  'challenged',
  'refused',
  'left',
  'failed',
] as const satisfies readonly Outcome[]
