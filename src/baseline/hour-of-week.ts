export const HOURS = 168

/** 0..167 in UTC, from Monday 00:00. @param at milliseconds since the epoch */
export function hourOfWeek(at: number): number {
  const hours = Math.floor(at / 3_600_000)
  // The epoch was a Thursday.
  return (((hours + 72) % HOURS) + HOURS) % HOURS
}
