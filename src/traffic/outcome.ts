/**
 * How a visit ended, for counting. Exactly one per visit.
 * - `served`: answered by the origin · `cached`: fresh copy · `stale`: old copy because the origin is busy or failing
 * - `waiting`: waiting room or 503 with Retry-After, because there was no place
 * - `held`: told to come later because its client has used far more than its share of origin time; served last
 * - `refused`: denied by a list, a bad request or an unknown host
 * - `challenged`: asked to prove itself · `failed`: the origin did not answer (502, 504)
 * - `left`: the visitor left before the answer
 */
export const OUTCOMES = [
  'served',
  'cached',
  'stale',
  'waiting',
  'held',
  'refused',
  'challenged',
  'failed',
  'left',
] as const
export type Outcome = (typeof OUTCOMES)[number]
