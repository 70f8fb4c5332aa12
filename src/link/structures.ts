/**
 * What an edge has that is bounded, in the order in which its summaries tell it. `fullIsFine`: it is meant to fill up,
 * or to be full of what floods, and then works on.
 */
export const STRUCTURES = [
  { name: 'connections', unit: '', fullIsFine: false },
  { name: 'queue', unit: 'visits', fullIsFine: false },
  { name: 'cache', unit: 'MB', fullIsFine: true },
  { name: 'fills', unit: 'MB', fullIsFine: false },
  { name: 'bodies', unit: 'MB', fullIsFine: false },
  { name: 'budgets', unit: 'clients', fullIsFine: true },
  { name: 'regulars', unit: '%', fullIsFine: false },
  { name: 'sessions', unit: '%', fullIsFine: false },
  { name: 'values', unit: '', fullIsFine: true },
  { name: 'convictions', unit: 'clients', fullIsFine: true },
  { name: 'browsers', unit: '%', fullIsFine: false },
  { name: 'heap', unit: 'MB', fullIsFine: false },
  { name: 'descriptors', unit: '', fullIsFine: false },
  { name: 'event-loop', unit: 'ms', fullIsFine: false },
  { name: 'hellos', unit: 'MB', fullIsFine: true },
  { name: 'geo', unit: 'clients', fullIsFine: true },
  { name: 'crawlers', unit: 'addresses', fullIsFine: true },
  { name: 'dns', unit: 'questions', fullIsFine: true },
  { name: 'clearances', unit: '', fullIsFine: true },
  { name: 'cookieless', unit: 'clients', fullIsFine: true },
  { name: 'tickets', unit: '%', fullIsFine: false },
] as const

export type Structure = (typeof STRUCTURES)[number]['name']

export interface Use {
  used: number
  /** 0 when it is not known. */
  bound: number
}

/** Why something was not served that never became a visit, or stopped being one; in the order of a summary. */
export const REFUSALS = ['dropped', 'evicted', 'timed-out', 'malformed', 'http2-abuse', 'http2-clients'] as const

export type Refusal = (typeof REFUSALS)[number]
