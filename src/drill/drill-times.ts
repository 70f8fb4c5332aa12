import type { NormalKnown } from './status-samples.js'

/** The phases around the attack, in milliseconds. */
export interface DrillTimes {
  /** The first visitors arrive and everything gets warm; not measured, so that calm does not look slower than it is. */
  warmUpMs: number
  calmMs: number
  /** The calm of a shape before which Holdfast is to learn: at least, and at most while waiting for it to be ready. */
  learnMs: number
  learnMostMs: number
  /** Recovery: at least, and at most while waiting for the level to be calm again. */
  afterMs: number
  afterMostMs: number
}

export const DRILL_TIMES: DrillTimes = {
  warmUpMs: 2_000,
  calmMs: 8_000,
  learnMs: 20_000,
  learnMostMs: 180_000,
  afterMs: 10_000,
  afterMostMs: 25_000,
}

/** How long the calm still lasts after `lastedMs` of it; 0: it is over. `normal` null: Holdfast does not say what it knows. */
export function calmLeftMs(
  lastedMs: number,
  times: Pick<DrillTimes, 'calmMs' | 'learnMs' | 'learnMostMs'>,
  learns: boolean,
  normal: NormalKnown | null,
): number {
  if (!learns) return Math.max(0, times.calmMs - lastedMs)
  const length = normal === null || normal.ready ? times.learnMs : times.learnMostMs
  return Math.max(0, length - lastedMs)
}
