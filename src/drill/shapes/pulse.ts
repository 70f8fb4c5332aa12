import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { withNewcomers } from './meanwhile.js'

const burst = {
  kind: 'requests',
  requestsPerSecond: 1_500,
  connectionsPerAddress: 10,
  giveUpMs: 4_000,
  userAgents: BROWSER_USER_AGENTS,
} as const

export const pulse: Shape = {
  ...withNewcomers,
  name: 'pulse',
  family: 'Attacks that change',
  title: 'four seconds of attack, three of quiet, and each time it is another',
  description:
    'In turn: searches from 100 addresses, pages with ever new queries from 1,000 clients that copy browsers, pages that ' +
    'do not exist from another 100 addresses. Most real attacks are over within a minute and come again.',
  attack: {
    kind: 'pulse',
    onMs: 4_000,
    offMs: 3_000,
    parts: [
      { ...burst, addresses: { seconds: [77, 77], count: 100 }, mix: [{ what: 'search', weight: 1 }] },
      {
        kind: 'clients',
        addresses: { seconds: [78, 79], count: 1_000 },
        requestsPerSecond: 1_000,
        giveUpMs: 4_000,
        mix: [{ what: 'cache-busting', weight: 1 }],
        wit: 'none',
      },
      { ...burst, addresses: { seconds: [80, 80], count: 100 }, mix: [{ what: 'random-path', weight: 1 }] },
    ],
  },
}
