import { CAPS } from './caps.js'
import type { Shape } from './shape.js'

/** What the rate of a shape counts, for help and messages. */
export function rateUnit(shape: Shape): string {
  if (shape.attack === null) return 'real actions a second at the height of the crowd'
  return shape.attack.kind === 'slow' ? 'connections' : 'requests a second'
}

/** The largest rate a shape may have. Real visitors are bounded by what one process can be. */
export function mostRate(shape: Shape): number {
  if (shape.attack === null) return 2_000
  return shape.attack.kind === 'slow' ? CAPS.connections : CAPS.requestsPerSecond
}

/** The same shape, weaker or stronger. @param rate in the shape's unit; at least 1, at most `mostRate` */
export function withRate(shape: Shape, rate: number): Shape {
  if (!(rate >= 1 && rate <= mostRate(shape))) {
    throw new RangeError(
      `the ${shape.name} drill takes 1 to ${mostRate(shape).toLocaleString('en')} ${rateUnit(shape)}`,
    )
  }
  if (shape.attack?.kind === 'slow') return { ...shape, attack: { ...shape.attack, connections: Math.round(rate) } }
  if (shape.attack !== null) return { ...shape, attack: { ...shape.attack, requestsPerSecond: rate } }
  const height = shape.visitors.reduce((sum, group) => sum + (group.rushActionsPerSecond ?? group.actionsPerSecond), 0)
  return {
    ...shape,
    visitors: shape.visitors.map((group) => ({
      ...group,
      rushActionsPerSecond: ((group.rushActionsPerSecond ?? group.actionsPerSecond) * rate) / height,
    })),
  }
}
