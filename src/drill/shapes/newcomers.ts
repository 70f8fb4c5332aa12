import type { VisitorGroup } from '../shape.js'

/** People who have never been here, ten actions a second, as after a newsletter: what is new is not an attack. */
export const newcomers: VisitorGroup = {
  kind: 'newcomer',
  addresses: { seconds: [55, 60], count: 1_500 },
  actionsPerSecond: 0,
  rushActionsPerSecond: 10,
  thinkMs: [1_500, 8_000],
}
