import { type Attack, partsOf, type SingleAttack } from './attack.js'
import type { Shape, VisitorGroup } from './shape.js'
import { ATTACK_TARGETS } from './targets.js'

/**
 * Several shapes at once, `swarm+slow`: all that attack, and of each kind of visitor as many as in the shape that has
 * most of them. A crowd during an attack need not get what a crowd alone gets.
 */
export function combinedShape(shapes: readonly Shape[]): Shape {
  const [first] = shapes
  if (first === undefined) throw new RangeError('nothing to combine')
  if (shapes.length === 1) return first
  const parts = shapes.flatMap(({ attack }) => partsOf(attack))
  const most = (of: (shape: Shape) => number) => Math.max(...shapes.map(of))
  return {
    name: shapes.map(({ name }) => name).join('+'),
    family: 'Attacks that change',
    title: `${shapes.map(({ name }) => name).join(', ')} at the same time`,
    description: shapes.map(({ description }) => description).join(' '),
    attack: parts.length === 0 ? null : together(parts),
    visitors: everybody(shapes),
    rushRampMs: most(({ rushRampMs }) => rushRampMs),
    outageMs: most(({ outageMs = 0 }) => outageMs),
    learnsNormal: shapes.some(({ learnsNormal }) => learnsNormal === true),
    targets: parts.length === 0 ? first.targets : ATTACK_TARGETS,
  }
}

function together(parts: readonly SingleAttack[]): Attack {
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : { kind: 'together', parts }
}

/** By kind and where they come from: each once, as strong as in the strongest. */
function everybody(shapes: readonly Shape[]): VisitorGroup[] {
  const groups = new Map<string, VisitorGroup>()
  for (const group of shapes.flatMap(({ visitors }) => visitors)) {
    const key = JSON.stringify([group.kind, group.addresses])
    const known = groups.get(key)
    groups.set(key, known === undefined || height(group) > height(known) ? group : known)
  }
  return [...groups.values()]
}

function height({ actionsPerSecond, rushActionsPerSecond = actionsPerSecond }: VisitorGroup): number {
  return rushActionsPerSecond
}
