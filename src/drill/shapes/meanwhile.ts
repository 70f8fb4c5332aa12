import type { Shape, VisitorGroup } from '../shape.js'
import { ATTACK_TARGETS, CROWD_TARGETS } from '../targets.js'
import { calmVisitors } from './calm-visitors.js'
import { newcomers } from './newcomers.js'

type Meanwhile = Pick<Shape, 'visitors' | 'rushRampMs' | 'targets' | 'learnsNormal'>

/** During an attack an ordinary hour goes on. */
export const ordinaryHour: Meanwhile = { visitors: calmVisitors, rushRampMs: 0, targets: ATTACK_TARGETS }

/**
 * The same, and people come who have never been here. Holdfast learns first what is normal: only then can it tell what
 * comes from thousands of addresses from visitors.
 */
export const withNewcomers: Meanwhile = {
  visitors: [...calmVisitors, newcomers],
  rushRampMs: 3_000,
  learnsNormal: true,
  targets: ATTACK_TARGETS,
}

/**
 * More of some kinds of visitors, the rest as ever. Only who knows what is normal could make a rule of a crowd: it must
 * not, and this tries it.
 * @param rush actions a second at its height; of a kind that is not there in calm, who they are
 */
export function crowdOf(
  rush: Partial<Record<VisitorGroup['kind'], number>>,
  others: readonly VisitorGroup[] = [],
): Meanwhile {
  const groups = calmVisitors.map((group) => ({
    ...group,
    rushActionsPerSecond: rush[group.kind] ?? group.actionsPerSecond,
  }))
  return { visitors: [...groups, ...others], rushRampMs: 10_000, learnsNormal: true, targets: CROWD_TARGETS }
}

/** A newsletter's readers are shown its pictures by few networks of their mail providers. */
export const imageProxies: VisitorGroup = {
  kind: 'image proxy',
  addresses: { seconds: [54, 54], count: 12 },
  actionsPerSecond: 0,
  rushActionsPerSecond: 14,
  thinkMs: [200, 1_000],
}
