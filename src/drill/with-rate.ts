import type { Attack } from './attack.js'
import { isHolding, loadUnit } from './attack-load.js'
import { CAPS } from './caps.js'
import type { Shape } from './shape.js'

/** What the rate of a shape counts, for help and messages. */
export function rateUnit({ attack }: Shape): string {
  if (attack === null) return 'real actions a second at the height of the crowd'
  return isHolding(attack) ? 'connections' : loadUnit(attack)
}

/**
 * The largest rate a shape may have; null for one that is made of several, which have each their own. Real visitors are
 * bounded by what one process can be.
 */
export function mostRate({ attack }: Shape): number | null {
  if (attack === null) return 2_000
  switch (attack.kind) {
    case 'together':
    case 'pulse':
      return null
    case 'slow':
      return CAPS.connections
    case 'handshakes':
      return Math.floor((CAPS.connections * 1000) / attack.holdMs)
    default:
      return CAPS.requestsPerSecond
  }
}

/**
 * The same shape, weaker or stronger.
 * @param rate in the shape's unit; at least 1, at most `mostRate`
 * @throws RangeError for any other
 */
export function withRate(shape: Shape, rate: number): Shape {
  const most = mostRate(shape)
  if (most === null) throw new RangeError(`the ${shape.name} drill is made of several, which have each their own rate`)
  if (!(rate >= 1 && rate <= most)) {
    throw new RangeError(`the ${shape.name} drill takes 1 to ${most.toLocaleString('en')} ${rateUnit(shape)}`)
  }
  if (shape.attack !== null) return { ...shape, attack: attackWithRate(shape.attack, rate) }
  const height = shape.visitors.reduce((sum, group) => sum + (group.rushActionsPerSecond ?? group.actionsPerSecond), 0)
  return {
    ...shape,
    visitors: shape.visitors.map((group) => ({
      ...group,
      rushActionsPerSecond: ((group.rushActionsPerSecond ?? group.actionsPerSecond) * rate) / height,
    })),
  }
}

function attackWithRate(attack: Attack, rate: number): Attack {
  switch (attack.kind) {
    case 'together':
    case 'pulse':
      return attack
    case 'slow':
      return { ...attack, connections: Math.round(rate) }
    case 'handshakes':
      return { ...attack, handshakesPerSecond: rate }
    default:
      return { ...attack, requestsPerSecond: rate }
  }
}
