import type { Shape } from '../shape.js'
import { crowdOf } from './meanwhile.js'

export const crawl: Shape = {
  ...crowdOf({ crawler: 25 }),
  name: 'crawl',
  attack: null,
  family: 'No attack: real people, many at once',
  title: 'a crawler that says who it is goes through the whole site, 25 pages a second',
  description: 'A library keeps a copy of the site. It may be served last, and with copies, but not be shut out.',
}
