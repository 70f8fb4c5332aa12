import type { Rush } from './load-messages.js'
import type { VisitorGroup } from './shape.js'

/** Actions a second of a group at a time: as in calm, and during a rush growing evenly to its height; Unix milliseconds. */
export function rushRate(
  group: Pick<VisitorGroup, 'actionsPerSecond' | 'rushActionsPerSecond'>,
  rush: Pick<Rush, 'from' | 'rampMs' | 'until'> | null,
  at: number,
): number {
  const calm = group.actionsPerSecond
  const height = group.rushActionsPerSecond ?? calm
  if (rush === null || at < rush.from || at >= rush.until) return calm
  const grown = rush.rampMs > 0 ? Math.min(1, (at - rush.from) / rush.rampMs) : 1
  return calm + (height - calm) * grown
}
