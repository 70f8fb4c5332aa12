const LEVELS = ['calm', 'strained', 'attack', 'severe'] as const

/** What Holdfast, when it stands in front, says about the traffic. */
export type StressLevel = (typeof LEVELS)[number]

/** Reads the header `Holdfast-Level`. Without it, or with a word that is not a level, the site behaves as in calm times. */
export function readStressLevel(header: string | undefined): StressLevel {
  return LEVELS.find((level) => level === header) ?? 'calm'
}

/** What a page leaves out under stress. Nothing that people came for: reading, giving and signing up stay whole. */
export interface Extras {
  mostDiscussed: boolean
  related: boolean
  searchResults: number
  searchComments: boolean
  commentsPerPage: number
}

const everything: Extras = {
  mostDiscussed: true,
  related: true,
  searchResults: 20,
  searchComments: true,
  commentsPerPage: 20,
}
const lean: Extras = {
  mostDiscussed: false,
  related: false,
  searchResults: 10,
  searchComments: true,
  commentsPerPage: 20,
}
const bare: Extras = {
  mostDiscussed: false,
  related: false,
  searchResults: 10,
  searchComments: false,
  commentsPerPage: 10,
}

export function extrasAt(level: StressLevel): Extras {
  if (level === 'calm') return everything
  return level === 'strained' ? lean : bare
}
