import type { Shape } from '../shape.js'
import { crowdOf } from './meanwhile.js'

export const office: Shape = {
  ...crowdOf({ office: 100 }),
  name: 'office',
  attack: null,
  family: 'No attack: real people, many at once',
  title: 'hundreds of people behind one address, a hundred actions a second',
  description: 'A company, a school or a mobile network, where a message with a link to the site has just come in.',
}
