import type { FrictionStatus } from '../../brain/status.js'
import { formatDuration, msBetween } from './format.js'
import type { Band } from './friction-bands.js'
import type { FrictionWindow } from './friction-window.js'
import { realWords } from './friction-words.js'

/**
 * What can be said of it to others, never more than is known: one sentence for each activity that was slower, and one for
 * each way in which visits were challenged or made to wait.
 * @param clock how moments are written
 */
export function frictionSentences(
  { entries }: FrictionWindow,
  bands: readonly Band[],
  now: string,
  clock: (at: string) => string,
): string[] {
  const several = new Set(bands.map(({ platform }) => platform)).size > 1
  const activities = bands.flatMap((band) => {
    const slower = entries.filter(
      ({ platform, activity, measure }) =>
        platform === band.platform && activity === band.label && (measure === 'slowed' || measure === 'late'),
    )
    if (!band.isActivity || slower.length === 0) return []
    const name = several ? `“${band.label}” of ${band.platform}` : `“${band.label}”`
    const from = slower.map((entry) => entry.from).sort()[0] ?? now
    if (!band.back) return [`The activity ${name} has been slower than usual since ${clock(from)}.`]
    const lasted = formatDuration(msBetween(from, band.back.at))
    return [
      `The activity ${name} was slower than usual from ${clock(from)}, and back at full speed at ${clock(band.back.at)}, ${lasted} later.`,
    ]
  })
  return [...activities, ...challenged(entries), ...waited(entries)]
}

function challenged(entries: readonly FrictionStatus[]): string[] {
  const of = entries.filter(({ measure }) => measure === 'challenge' || measure === 'severe')
  if (of.length === 0) return []
  const real = sumOfReal(of)
  const goesOn = of.some(({ until }) => until === null)
  return [
    `Some visits ${goesOn ? 'are' : 'were'} asked to show that a browser sent them; of those, ${realWords(real)} were by real people, as far as can be told.`,
  ]
}

function waited(entries: readonly FrictionStatus[]): string[] {
  const of = entries.filter(({ measure }) => measure === 'queue')
  if (of.length === 0) return []
  const goesOn = of.some(({ until }) => until === null)
  return [
    `Some visits ${goesOn ? 'wait' : 'waited'} in a queue or ${goesOn ? 'see' : 'saw'} the waiting room; of those, ${realWords(sumOfReal(of))} were by real people, as far as can be told.`,
  ]
}

function sumOfReal(entries: readonly FrictionStatus[]): FrictionStatus['real'] {
  const sum = (of: (real: FrictionStatus['real']) => number) => entries.reduce((total, { real }) => total + of(real), 0)
  return { low: sum(({ low }) => low), high: sum(({ high }) => high), how: '' }
}
