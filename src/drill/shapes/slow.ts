import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { ordinaryHour } from './meanwhile.js'

export const slow: Shape = {
  ...ordinaryHour,
  name: 'slow',
  family: 'Connections that are held or wasted',
  title: 'four thousand connections that never finish what they began',
  description:
    'From 400 addresses: headers that trickle in, forms of 10,000 bytes sent one byte a second, and the largest file of ' +
    'the site read a few bytes at a time. Each connection is held for as long as it is let, and opened again when closed.',
  attack: {
    kind: 'slow',
    addresses: { seconds: [67, 67], count: 400 },
    connections: 4_000,
    openWithinMs: 3_000,
    everyMs: 1_000,
    mix: [
      { way: 'headers', weight: 1 },
      { way: 'body', weight: 1 },
      { way: 'reading', weight: 1 },
    ],
    userAgents: BROWSER_USER_AGENTS,
  },
}
