import type { Swarm } from '../attack.js'
import { CAPS } from '../caps.js'
import type { Shape } from '../shape.js'
import { withNewcomers } from './meanwhile.js'

export const swarming: Swarm = {
  kind: 'swarm',
  addresses: { seconds: [128, 223], count: CAPS.addresses },
  requestsPerSecond: 400,
  connections: 4_000,
  giveUpMs: 8_000,
  mix: [{ what: 'search', weight: 1 }],
  headers: 'program',
  changeEveryMs: null,
}

export const swarm: Shape = {
  ...withNewcomers,
  name: 'swarm',
  family: 'Thousands of addresses',
  title: 'thousands of addresses search once each, 400 times a second',
  description:
    'Every request comes from another address, thousands of networks in all, and searches for a word that is in no ' +
    'index: nothing that counts addresses sees any of them twice. Before it, the calm lasts until Holdfast knows what ' +
    'is normal here. Forty real actions a second go on meanwhile, and ten more by people who have never been here, as ' +
    'after a newsletter.',
  attack: swarming,
}

/** The same swarm, harder to tell from visitors; each has a name of its own, so that results are compared with their like. */
export function disguisedSwarm({ disguised, changing }: { disguised: boolean; changing: boolean }): Shape {
  const words = [
    ...(disguised ? ['Its headers are copied from the browser that most visitors have.'] : []),
    ...(changing ? ['What it asks for, and how, changes every five seconds.'] : []),
  ]
  return {
    ...swarm,
    name: ['swarm', ...(disguised ? ['disguised'] : []), ...(changing ? ['changing'] : [])].join('-'),
    description: [swarm.description, ...words].join(' '),
    attack: { ...swarming, headers: disguised ? 'browser' : 'program', changeEveryMs: changing ? 5_000 : null },
  }
}
