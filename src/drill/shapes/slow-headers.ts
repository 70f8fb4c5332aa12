import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { ordinaryHour } from './meanwhile.js'

export const slowHeaders: Shape = {
  ...ordinaryHour,
  name: 'slow-headers',
  family: 'Connections that are held or wasted',
  title: '2,000 connections whose headers never end',
  description: 'From 200 addresses: a header line every second, and never the last.',
  attack: {
    kind: 'slow',
    addresses: { seconds: [72, 72], count: 200 },
    connections: 2_000,
    openWithinMs: 3_000,
    everyMs: 1_000,
    mix: [{ way: 'headers', weight: 1 }],
    userAgents: BROWSER_USER_AGENTS,
  },
}
