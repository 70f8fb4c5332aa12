import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { ordinaryHour } from './meanwhile.js'

export const randomPaths: Shape = {
  ...ordinaryHour,
  name: 'random-paths',
  family: 'Floods from few addresses',
  title: 'pages that do not exist, 1,500 times a second',
  description:
    'From 200 addresses: paths of made-up words, one to three deep. To say that there is no such page costs too.',
  attack: {
    kind: 'requests',
    addresses: { seconds: [70, 70], count: 200 },
    requestsPerSecond: 1_500,
    connectionsPerAddress: 10,
    giveUpMs: 8_000,
    mix: [{ what: 'random-path', weight: 1 }],
    userAgents: BROWSER_USER_AGENTS,
  },
}
