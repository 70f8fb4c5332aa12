import type { Shape } from '../shape.js'
import { crowdOf } from './meanwhile.js'

export const retryStorm: Shape = {
  ...crowdOf({ browser: 260, 'signed-in': 40, office: 20, 'feed reader': 20, app: 40 }),
  name: 'retry-storm',
  attack: null,
  family: 'No attack: real people, many at once',
  title: 'after an outage everybody comes back at once, again every five seconds',
  description:
    'For five seconds nobody gets through to the site. Then everybody who tried in vain tries again, in step, with the ' +
    'cookies they had; each wave is lower than the one before.',
  rushRampMs: 0,
  outageMs: 5_000,
}
