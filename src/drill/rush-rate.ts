import type { Rush } from './load-messages.js'
import type { VisitorGroup } from './shape.js'

/** After an outage people try again this often, most of them in the first second of it. */
const TRY_AGAIN_EVERY_MS = 5_000
const IN_STEP_MS = 1_000
/** Between the waves: who did not wait to be told. */
const OUT_OF_STEP = 0.25

/**
 * Actions a second of a group at a time, Unix milliseconds: as in calm; during a rush growing evenly to its height. With
 * an outage: none at first, then all at once, and again every five seconds, in waves that get lower until the end.
 */
export function rushRate(
  group: Pick<VisitorGroup, 'actionsPerSecond' | 'rushActionsPerSecond'>,
  rush: Pick<Rush, 'from' | 'rampMs' | 'outageMs' | 'until'> | null,
  at: number,
): number {
  const calm = group.actionsPerSecond
  const height = group.rushActionsPerSecond ?? calm
  if (rush === null || at < rush.from || at >= rush.until) return calm
  const { outageMs = 0 } = rush
  if (outageMs > 0) {
    const since = at - rush.from - outageMs
    return since < 0 ? 0 : calm + (height - calm) * returning(since, rush.until - rush.from - outageMs)
  }
  const grown = rush.rampMs > 0 ? Math.min(1, (at - rush.from) / rush.rampMs) : 1
  return calm + (height - calm) * grown
}

/** Of those who come back after an outage, 0..1. @param lengthMs until the last of them is through */
function returning(sinceMs: number, lengthMs: number): number {
  const left = 1 - sinceMs / lengthMs
  return left * (sinceMs % TRY_AGAIN_EVERY_MS < IN_STEP_MS ? 1 : OUT_OF_STEP)
}
