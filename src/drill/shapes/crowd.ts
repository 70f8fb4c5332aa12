import type { Shape, VisitorGroup } from '../shape.js'
import { CROWD_TARGETS } from '../targets.js'
import { calmVisitors } from './calm-visitors.js'

/** What a mention in a broadcast does to each kind, in actions a second; ten times as many in all. */
const rush = new Map<VisitorGroup['kind'], number>([
  ['browser', 314],
  ['no script', 9],
  ['no cookies', 6],
  ['screen reader', 6],
  ['signed-in', 8],
  ['office', 25],
  ['feed reader', 9],
  ['app', 8],
])

export const crowd: Shape = {
  name: 'crowd',
  title: 'no attack: a broadcast names the site and ten times as many real people come',
  description:
    'Within ten seconds real visitors grow tenfold: thousands of addresses that start at the front page, an office of ' +
    '200 people behind one address, feed readers, an app, a crawler, and the image proxies of a newsletter that fetch ' +
    'files from a few networks with "Mozilla/5.0" for a name. Nobody here deserves to be refused.',
  attack: null,
  visitors: [
    ...calmVisitors.map((group) => ({
      ...group,
      rushActionsPerSecond: rush.get(group.kind) ?? group.actionsPerSecond,
      startsAtFront: group.kind === 'browser' || group.kind === 'office',
    })),
    {
      kind: 'image proxy',
      addresses: { seconds: [54, 54], count: 12 },
      actionsPerSecond: 0,
      rushActionsPerSecond: 14,
      thinkMs: [200, 1_000],
    },
  ],
  // Only who knows what is normal can make a rule of a crowd: it must not, and this tries it.
  learnsNormal: true,
  rushRampMs: 10_000,
  targets: CROWD_TARGETS,
}
