import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { withNewcomers } from './meanwhile.js'
import { swarming } from './swarm.js'

export const mixed: Shape = {
  ...withNewcomers,
  name: 'mixed',
  family: 'Attacks that change',
  title: 'a swarm, copies of browsers, ever new queries and slow readers, all at once',
  description:
    'Each of the four is weaker than alone: 200 searches a second from as many addresses, 300 requests from clients that ' +
    'copy browsers and keep cookies, 500 from 20 addresses with queries that no cache knows, 600 connections that read slowly.',
  attack: {
    kind: 'together',
    parts: [
      { ...swarming, requestsPerSecond: 200, connections: 2_000 },
      {
        kind: 'clients',
        addresses: { seconds: [62, 63], count: 500 },
        requestsPerSecond: 300,
        giveUpMs: 8_000,
        mix: [{ what: 'search', weight: 1 }],
        wit: 'cookies',
      },
      {
        kind: 'requests',
        addresses: { seconds: [64, 64], count: 20 },
        requestsPerSecond: 500,
        connectionsPerAddress: 20,
        giveUpMs: 8_000,
        mix: [{ what: 'cache-busting', weight: 1 }],
        userAgents: BROWSER_USER_AGENTS,
      },
      {
        kind: 'slow',
        addresses: { seconds: [65, 65], count: 100 },
        connections: 600,
        openWithinMs: 3_000,
        everyMs: 1_000,
        mix: [{ way: 'reading', weight: 1 }],
        userAgents: BROWSER_USER_AGENTS,
      },
    ],
  },
}
