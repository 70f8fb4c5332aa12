import type { Shape } from '../shape.js'
import { BROWSER_USER_AGENTS } from './browser-user-agents.js'
import { ordinaryHour } from './meanwhile.js'

export const forms: Shape = {
  ...ordinaryHour,
  name: 'forms',
  family: 'Floods from few addresses',
  title: 'sign-in, donation and comment forms filled with rubbish, 300 times a second',
  description:
    'From 100 addresses that have never opened the page of the form. Only forms are sent of which a file says that ' +
    'sending them is safe.',
  attack: {
    kind: 'requests',
    addresses: { seconds: [71, 71], count: 100 },
    requestsPerSecond: 300,
    connectionsPerAddress: 10,
    giveUpMs: 8_000,
    mix: [{ what: 'form', weight: 1 }],
    userAgents: BROWSER_USER_AGENTS,
  },
}
