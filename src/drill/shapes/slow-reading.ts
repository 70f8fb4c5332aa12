import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { ordinaryHour } from './meanwhile.js'

export const slowReading: Shape = {
  ...ordinaryHour,
  name: 'slow-reading',
  family: 'Connections that are held or wasted',
  title: '2,000 connections that ask for the largest file and hardly read it',
  description:
    'From 200 addresses, a few bytes at a time: what they do not take stays in the memory of whoever sends it.',
  attack: {
    kind: 'slow',
    addresses: { seconds: [74, 74], count: 200 },
    connections: 2_000,
    openWithinMs: 3_000,
    everyMs: 1_000,
    mix: [{ way: 'reading', weight: 1 }],
    userAgents: BROWSER_USER_AGENTS,
  },
}
