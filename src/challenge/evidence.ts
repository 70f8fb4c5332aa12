/** What a rule, or the level, asks an unproven visitor to show; each is harder to fake for a machine than the one before. */
export const DEMANDS = ['transparent', 'script', 'work'] as const
export type Demand = (typeof DEMANDS)[number]

/** What a visitor has shown. A clearance says which. */
export const EVIDENCES = ['cookie', 'patience', 'script', 'waited', 'work', 'signed-in'] as const
export type Evidence = (typeof EVIDENCES)[number]

/** How much each is worth: there is always a way without script, and it takes time instead. */
const WORTH: Record<Evidence, number> = { cookie: 1, patience: 2, script: 2, waited: 3, work: 3, 'signed-in': 3 }

/** The one that is worth more; nothing is worth least. */
export function better(one: Evidence | null, other: Evidence): Evidence {
  return one !== null && WORTH[one] >= WORTH[other] ? one : other
}

/** Whether what was shown is enough. Nothing shown is never enough. */
export function satisfies(shown: Evidence | null, demand: Demand): boolean {
  return shown !== null && WORTH[shown] > DEMANDS.indexOf(demand)
}
