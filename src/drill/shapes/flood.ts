import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { ordinaryHour } from './meanwhile.js'

export const flood: Shape = {
  ...ordinaryHour,
  name: 'flood',
  family: 'Floods from few addresses',
  title: 'forty addresses ask for dear pages, 3,000 times a second',
  description:
    'Searches with words that are in no index, the front page and articles with a query that no cache has seen, and ' +
    'forms sent with rubbish. The requests claim to come from six browsers. Forty real actions a second go on meanwhile.',
  attack: {
    kind: 'requests',
    addresses: { seconds: [66, 66], count: 40 },
    requestsPerSecond: 3_000,
    connectionsPerAddress: 50,
    giveUpMs: 8_000,
    mix: [
      { what: 'search', weight: 5 },
      { what: 'cache-busting', weight: 4 },
      { what: 'form', weight: 1 },
    ],
    userAgents: BROWSER_USER_AGENTS,
  },
}
