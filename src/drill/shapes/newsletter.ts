import type { Shape } from '../shape.js'
import { crowdOf, imageProxies } from './meanwhile.js'
import { newcomers } from './newcomers.js'

export const newsletter: Shape = {
  ...crowdOf({ browser: 120 }, [
    { ...imageProxies, rushActionsPerSecond: 60 },
    { ...newcomers, rushActionsPerSecond: 60, startsAtFront: false },
  ]),
  name: 'newsletter',
  attack: null,
  family: 'No attack: real people, many at once',
  title: 'a newsletter goes out: mail providers fetch its pictures, readers its links',
  description:
    'Image proxies of mail providers fetch files 60 times a second from one network with "Mozilla/5.0" for a name, and ' +
    'five times as many people as ever come, half of whom have never been here.',
}
