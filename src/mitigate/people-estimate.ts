import type { FrictionEntry } from './friction.js'

/** How many of the visits that a measure touched were real: between the two, and how that was estimated. */
export interface PeopleEstimate {
  low: number
  high: number
  /** In words for people. */
  how: string
}

type Counted = Pick<FrictionEntry, 'measure' | 'visits' | 'people' | 'usual'>

/**
 * Two things tell of real visits: what clients have shown (they load pages whole, they passed a challenge), and how many
 * of ordinary visits would have been touched in the same time. What was shown counts up to what is plausible for the low
 * end; whichever is more, up to all visits, is the high end.
 */
export function peopleEstimate(entry: Counted): PeopleEstimate {
  const { visits, people, usual } = entry
  const how = howOf(entry)
  if (!usual) return { low: Math.floor(Math.min(visits, people)), high: visits, how }
  const low = Math.min(visits, Math.max(usual.low, Math.min(people, usual.high)))
  const high = Math.min(visits, Math.max(people, usual.high, low))
  return { low: Math.floor(low), high: Math.min(visits, Math.ceil(high)), how }
}

function howOf({ measure, visits, people, usual }: Counted): string {
  if (!usual)
    return `${shown(measure, people)}What is normal here was not known yet, so that all of them may be people.`
  const low = about(Math.min(visits, usual.low))
  const high = about(usual.high)
  switch (measure) {
    case 'challenge':
    case 'slow':
      return `${shown(measure, people)}On ordinary days at most ${high} visits would have met it in that time.`
    case 'severe':
      return `${shown(measure, people)}On ordinary days ${high} visits come in that time, people who were not known yet among them.`
    case 'slowed':
    case 'late':
      return `About ${low} visits are usual there in that time; at most ${high} of those that came were not stopped as part of an attack.`
    case 'queue':
      return `If it met everybody alike, ${low} of the visits that are usual in that time; at most ${high}.`
    case 'budget':
      return `People hardly ever ask so much; several behind one address may. On ordinary days ${high} visits come in that time.`
  }
}

/** What clients have shown is looked at only where something is asked of them. */
function shown(measure: Counted['measure'], people: number): string {
  if (measure === 'severe') return `${about(people)} showed that a browser asks. `
  if (measure !== 'challenge' && measure !== 'slow') return ''
  return people > 0
    ? `${about(people)} were by clients that load pages whole or have shown what is hardest to fake. `
    : 'None was by a client that loads pages whole. '
}

/** Whole visits: an estimate has no decimals. */
function about(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}
