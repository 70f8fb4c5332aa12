/** The phases around the attack, in milliseconds. */
export interface DrillTimes {
  /** The first visitors arrive and everything gets warm; not measured, so that calm does not look slower than it is. */
  warmUpMs: number
  calmMs: number
  /** The calm of a shape before which Holdfast is to learn: once it is ready, and in all at most. Who has just learned
   *  enough to begin with has nothing yet to check a rule against; a site has run for longer than that. */
  learnMs: number
  learnMostMs: number
  /** Recovery: at least, and at most while waiting for everything to be at full speed and every measure to end. */
  afterMs: number
  afterMostMs: number
}

/** People who were still waiting at the end get what their patience allows. */
export const SETTLE_MS = 35_000

export const DRILL_TIMES: DrillTimes = {
  warmUpMs: 2_000,
  calmMs: 8_000,
  learnMs: 20_000,
  learnMostMs: 180_000,
  afterMs: 5_000,
  afterMostMs: 75_000,
}

/**
 * How long the calm before an attack still lasts. Times are Unix milliseconds.
 * @param readyAt when Holdfast knew what is normal; null: it does not yet
 */
export function calmLeftMs(
  now: number,
  calm: { from: number; learns: boolean; readyAt: number | null },
  times: Pick<DrillTimes, 'calmMs' | 'learnMs' | 'learnMostMs'>,
): number {
  const { from, learns, readyAt } = calm
  const most = from + times.learnMostMs
  const until = learns ? (readyAt === null ? most : Math.min(most, readyAt + times.learnMs)) : from + times.calmMs
  return Math.max(0, until - now)
}
