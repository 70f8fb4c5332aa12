/** How much an activity matters to the people who run the platform. Order: most important first. */
export const TIERS = ['essential', 'important', 'deferrable'] as const
export type Tier = (typeof TIERS)[number]
