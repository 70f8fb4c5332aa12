import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { ordinaryHour } from './meanwhile.js'

export const cacheBuster: Shape = {
  ...ordinaryHour,
  name: 'cache-buster',
  family: 'Floods from few addresses',
  title: 'pages with a number behind them that no cache has seen, 1,500 times a second',
  description: 'From 200 addresses: the front page and articles, each time with another query, so that no copy fits.',
  attack: {
    kind: 'requests',
    addresses: { seconds: [69, 69], count: 200 },
    requestsPerSecond: 1_500,
    connectionsPerAddress: 10,
    giveUpMs: 8_000,
    mix: [{ what: 'cache-busting', weight: 1 }],
    userAgents: BROWSER_USER_AGENTS,
  },
}
