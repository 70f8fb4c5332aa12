import type { FrictionStatus } from '../../brain/status.js'
import type { FrictionMeasure } from '../../mitigate/friction.js'
import { formatNumber } from './format.js'

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
