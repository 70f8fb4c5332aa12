import { mix } from '../sketch/mix.js'

/** For so long the same client is told the same; then another, so that nobody always comes last. */
const SAME_FOR_MS = 600_000

/** Whom the origin has failed: an outage is over for all at the same moment. */
export const FAILED_COMES_BACK = { leastMs: 5_000, mostMs: 15_000 }

/**
 * When a client is asked to come again, so that those who are sent away at the same moment do not come back at the same
 * moment: spread over the stretch by who it is. The same client is told the same however often it asks, and gains nothing
 * by asking again. (Retry storms: Google, "Addressing Cascading Failures" in Site Reliability Engineering, 2016.)
 * @param client keyed hash of the client
 * @returns milliseconds from `leastMs` to `mostMs`
 */
export function comeBackMs(client: number, stretch: { leastMs: number; mostMs: number }, now: number): number {
  const { leastMs, mostMs } = stretch
  const share = mix(client, Math.floor(now / SAME_FOR_MS)) / 2 ** 32
  return Math.round(leastMs + share * (mostMs - leastMs))
}
