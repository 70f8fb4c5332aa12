import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { ordinaryHour } from './meanwhile.js'

export const slowBody: Shape = {
  ...ordinaryHour,
  name: 'slow-body',
  family: 'Connections that are held or wasted',
  title: '2,000 forms of 10,000 bytes, sent one byte a second',
  description: 'From 200 addresses: the headers are whole at once, and then the form trickles in.',
  attack: {
    kind: 'slow',
    addresses: { seconds: [73, 73], count: 200 },
    connections: 2_000,
    openWithinMs: 3_000,
    everyMs: 1_000,
    mix: [{ way: 'body', weight: 1 }],
    userAgents: BROWSER_USER_AGENTS,
  },
}
