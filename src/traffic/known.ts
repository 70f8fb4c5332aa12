/**
 * What is known of the client of a visit, best first. `over-budget` is a client that has used more than its fair
 * share of origin time while the origin is distressed: it is served last, never forgotten.
 */
export const KNOWN = ['waited', 'signed-in', 'cleared', 'regular', 'ordinary', 'over-budget'] as const
export type Known = (typeof KNOWN)[number]
