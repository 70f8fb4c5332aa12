import type { Shape } from '../shape.js'
import { ordinaryHour } from './meanwhile.js'

export const resets: Shape = {
  ...ordinaryHour,
  name: 'resets',
  family: 'Connections that are held or wasted',
  title: 'HTTP/2 requests taken back as soon as they are sent, 2,000 a second',
  description:
    'From 40 addresses, each over one connection that is opened again when it is closed (rapid reset). Needs HTTPS.',
  attack: { kind: 'resets', addresses: { seconds: [75, 75], count: 40 }, requestsPerSecond: 2_000 },
}
