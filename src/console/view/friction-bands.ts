import type { FrictionStatus } from '../../brain/status.js'
import type { FrictionMeasure } from '../../mitigate/friction.js'
import { endOf, type FrictionWindow } from './friction-window.js'

/** A stretch of a band, in shares (0..1) of the time that is shown. */
export interface BandStretch {
  measure: FrictionMeasure
  from: number
  to: number
}

/** One line of the chart: an activity, or a measure that touched whatever came. */
export interface Band {
  platform: string
  /** The name of the activity, or what the measure is. */
  label: string
  isActivity: boolean
  stretches: BandStretch[]
  /** An activity that was back at full speed: when, ISO 8601, and where in the time that is shown. null: it is not yet. */
  back: { at: string; place: number } | null
}

const ELSEWHERE: { label: string; measures: readonly FrictionMeasure[] }[] = [
  { label: 'Challenges', measures: ['challenge', 'severe'] },
  { label: 'Slowed by rules', measures: ['slow'] },
  { label: 'Queue and waiting room', measures: ['queue'] },
  { label: 'Held back: over their share', measures: ['budget'] },
]

/** @param platforms with the activities of each, in the order of the configuration */
export function frictionBands(
  { entries, from, to }: FrictionWindow,
  platforms: readonly { name: string; activities: readonly { name: string }[] }[],
  now: number,
): Band[] {
  const place = (at: number) => Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)))
  const stretch = (entry: FrictionStatus): BandStretch => ({
    measure: entry.measure,
    from: place(Date.parse(entry.from)),
    to: place(endOf(entry, now)),
  })
  const names = new Set([...platforms.map(({ name }) => name), ...entries.map(({ platform }) => platform)])
  return [...names].flatMap((platform) => {
    const own = entries.filter((entry) => entry.platform === platform).reverse()
    if (own.length === 0) return []
    const slower = own.filter(({ measure }) => measure === 'slowed' || measure === 'late')
    const declared = platforms.find(({ name }) => name === platform)?.activities.map(({ name }) => name) ?? []
    const activities = new Set([...declared, ...slower.map(({ activity }) => activity ?? '')])
    const activityBands = [...activities].map((label): Band => {
      const of = slower.filter(({ activity }) => activity === label)
      return { platform, label, isActivity: true, stretches: of.map(stretch), back: backOf(of, place) }
    })
    const measureBands = ELSEWHERE.flatMap(({ label, measures }): Band[] => {
      const of = own.filter(({ measure }) => measures.includes(measure))
      return of.length === 0 ? [] : [{ platform, label, isActivity: false, stretches: of.map(stretch), back: null }]
    })
    return [...activityBands, ...measureBands]
  })
}

/** The end of the last stretch, when nothing slows the activity any more. */
function backOf(slower: readonly FrictionStatus[], place: (at: number) => number): Band['back'] {
  if (slower.some(({ until }) => until === null)) return null
  const ends = slower.flatMap(({ until }) => until ?? []).sort()
  const at = ends.at(-1)
  return at === undefined ? null : { at, place: place(Date.parse(at)) }
}
