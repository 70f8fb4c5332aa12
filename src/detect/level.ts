/** The stress levels of the design, in order of gravity. */
export const LEVELS = ['calm', 'strained', 'attack', 'severe'] as const
export type Level = (typeof LEVELS)[number]
