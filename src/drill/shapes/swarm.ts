import { CAPS } from '../caps.js'
import type { Shape } from '../shape.js'
import { ATTACK_TARGETS } from '../targets.js'
import { calmVisitors } from './calm-visitors.js'

export const swarm: Shape = {
  name: 'swarm',
  title: 'thousands of addresses search once each, 400 times a second',
  description:
    'Every request comes from another address, thousands of networks in all, and searches for a word that is in no ' +
    'index: nothing that counts addresses sees any of them twice. Before it, the calm lasts until Holdfast knows what ' +
    'is normal here. Forty real actions a second go on meanwhile, and ten more by people who have never been here, as ' +
    'after a newsletter.',
  attack: {
    kind: 'swarm',
    addresses: { seconds: [128, 223], count: CAPS.addresses },
    requestsPerSecond: 400,
    connections: 4_000,
    giveUpMs: 8_000,
    headers: 'program',
    changeEveryMs: null,
  },
  visitors: [
    ...calmVisitors,
    {
      kind: 'newcomer',
      addresses: { seconds: [55, 60], count: 1_500 },
      actionsPerSecond: 0,
      rushActionsPerSecond: 10,
      thinkMs: [1_500, 8_000],
    },
  ],
  rushRampMs: 3_000,
  learnsNormal: true,
  targets: ATTACK_TARGETS,
}

/** The same swarm, harder to tell from visitors; each has a name of its own, so that results are compared with their like. */
export function disguisedSwarm({ disguised, changing }: { disguised: boolean; changing: boolean }): Shape {
  const { attack } = swarm
  if (attack?.kind !== 'swarm') throw new Error('the swarm is no swarm')
  const words = [
    ...(disguised ? ['Its headers are copied from the browser that most visitors have.'] : []),
    ...(changing ? ['What it asks for, and how, changes every five seconds.'] : []),
  ]
  return {
    ...swarm,
    name: ['swarm', ...(disguised ? ['disguised'] : []), ...(changing ? ['changing'] : [])].join('-'),
    description: [swarm.description, ...words].join(' '),
    attack: { ...attack, headers: disguised ? 'browser' : 'program', changeEveryMs: changing ? 5_000 : null },
  }
}
