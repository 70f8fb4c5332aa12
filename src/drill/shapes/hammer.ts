import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { ordinaryHour } from './meanwhile.js'

export const hammer: Shape = {
  ...ordinaryHour,
  name: 'hammer',
  family: 'Floods from few addresses',
  title: 'six addresses, 4,000 requests a second',
  description: 'Six machines ask for pages and searches as fast as they can, each over a hundred connections.',
  attack: {
    kind: 'requests',
    addresses: { seconds: [68, 68], count: 6 },
    requestsPerSecond: 4_000,
    connectionsPerAddress: 100,
    giveUpMs: 8_000,
    mix: [
      { what: 'page', weight: 3 },
      { what: 'search', weight: 1 },
    ],
    userAgents: BROWSER_USER_AGENTS,
  },
}
