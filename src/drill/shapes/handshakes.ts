import type { Shape } from '../shape.js'
import { ordinaryHour } from './meanwhile.js'

export const handshakes: Shape = {
  ...ordinaryHour,
  name: 'handshakes',
  family: 'Connections that are held or wasted',
  title: 'TLS handshakes that go no further, 200 a second',
  description:
    'From 300 addresses. Most leave the answer lying, some end the handshake; nobody asks for anything. Needs HTTPS.',
  attack: {
    kind: 'handshakes',
    addresses: { seconds: [76, 76], count: 300 },
    handshakesPerSecond: 200,
    holdMs: 8_000,
    mix: [
      { way: 'hello', weight: 3 },
      { way: 'whole', weight: 1 },
    ],
  },
}
