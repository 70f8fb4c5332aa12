import type { ClientFlood } from '../attack.js'
import type { AddressBlock } from '../loopback-address.js'
import type { Shape } from '../shape.js'
import { withNewcomers } from './meanwhile.js'

function copying(addresses: AddressBlock, wit: ClientFlood['wit']): ClientFlood {
  return {
    kind: 'clients',
    addresses,
    requestsPerSecond: 600,
    giveUpMs: 8_000,
    mix: [
      { what: 'search', weight: 3 },
      { what: 'cache-busting', weight: 2 },
      { what: 'page', weight: 1 },
    ],
    wit,
  }
}

/** About five times what the demo's newsroom can answer (7 to 15 ms of one core each); elsewhere, choose with --rate. */
export const copies: Shape = {
  ...withNewcomers,
  name: 'copies',
  family: 'Thousands of addresses',
  title: '2,000 clients that look like the commonest browsers, 600 requests a second',
  description:
    'Their headers are copied whole. Nothing in what they send tells them from visitors: only what they ask for, and how often. They keep no cookies.',
  attack: copying({ seconds: [82, 89], count: 2_000 }, 'none'),
}

export const copiesWithCookies: Shape = {
  ...copies,
  name: 'copies-with-cookies',
  title: 'the same, and they go where they are sent and keep the cookies they get',
  description: 'As copies; and a challenge that asks only for that is passed by all of them.',
  attack: copying({ seconds: [90, 97], count: 2_000 }, 'cookies'),
}

export const copiesWithPatience: Shape = {
  ...copies,
  name: 'copies-with-patience',
  title: 'the same, and they also wait when a page tells them to',
  description: 'As copies-with-cookies; they also pass the wait that is there for people without script.',
  attack: copying({ seconds: [98, 105], count: 2_000 }, 'patience'),
}
