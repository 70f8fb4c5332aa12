import type { Demand, Evidence } from '../../challenge/evidence.js'

const WAIT_MS: Record<Demand, number> = { transparent: 3_000, script: 3_000, work: 10_000 }

/** How long who shows nothing else has to wait, in place of it. */
export function waitMs(demand: Demand): number {
  return WAIT_MS[demand]
}

/** Whole seconds from now until the wait is over; at least 1, so that no page asks again at once. */
export function secondsLeft(demand: Demand, waitedMs: number): number {
  return Math.max(1, Math.ceil((WAIT_MS[demand] - waitedMs) / 1000))
}

/** What somebody has shown who has waited. */
export function shownByWaiting(demand: Demand): Evidence {
  return demand === 'work' ? 'waited' : 'patience'
}
