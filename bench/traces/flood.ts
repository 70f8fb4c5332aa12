import type { SeededRandom } from '../../src/drill/seeded-random.js'
import type { Asking, LabelledVisit, Truth } from './visit.js'

/** When and how much. */
export interface Pace {
  onsetMs: number
  lengthMs: number
  perSecond: number
}

/** The next visit: what is asked for, and from where. */
export type NextVisit = (atMs: number) => Asking & { address: string }

/** Visits as a Poisson process of the full rate from the first moment: botnets do not warm up. */
export function* flood(
  { onsetMs, lengthMs, perSecond }: Pace,
  random: SeededRandom,
  label: { truth: Truth; group: string },
  next: NextVisit,
): Generator<LabelledVisit> {
  const perMs = perSecond / 1000
  for (let atMs = onsetMs; atMs < onsetMs + lengthMs; atMs += -Math.log(1 - random.next()) / perMs) {
    const timeMs = Math.floor(atMs)
    yield { timeMs, ...label, ...next(timeMs) }
  }
}
