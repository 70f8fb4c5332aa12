import type { FrictionStatus } from '../../brain/status.js'
import type { FrictionMeasure } from '../../mitigate/friction.js'
import { formatClock, formatDayAndClock, formatNumber, msBetween } from './format.js'

/** In a legend and a table, what a measure does to the visits that it touches. */
export const MEASURE_WORDS: Record<FrictionMeasure, string> = {
  challenge: 'Challenged by a rule',
  slow: 'Slowed by a rule',
  severe: 'Challenged: unproven',
  slowed: 'Slowed',
  late: 'Late',
  queue: 'Queue and waiting room',
  budget: 'Held back: over their share',
}

/** `14 to 22`, or one number where both are the same. */
export function realWords({ low, high }: FrictionStatus['real']): string {
  return low === high ? formatNumber(low) : `${formatNumber(low)} to ${formatNumber(high)}`
}

/** Without its day a moment is told for less than so long. */
const TODAY_MS = 20 * 3_600_000

/** `02:39:54`, and with the day when that is not plain: `3 Mar 02:39:54`. */
export function momentWords(at: string, now: string, timeZone: string): string {
  const clock = formatClock(at, timeZone)
  if (msBetween(at, now) < TODAY_MS) return clock
  const [day] = formatDayAndClock(at, timeZone).split(',')
  return `${day} ${clock}`
}
