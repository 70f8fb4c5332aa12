/** `probing`: a single visit tries whether it is back, or the edges do not agree. */
export const ORIGIN_STATES = ['up', 'down', 'probing'] as const
export type OriginState = (typeof ORIGIN_STATES)[number]
