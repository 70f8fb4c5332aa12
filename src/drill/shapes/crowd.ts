import type { Shape } from '../shape.js'
import { crowdOf, imageProxies } from './meanwhile.js'

const { visitors, ...rest } = crowdOf(
  // What a mention in a broadcast does to each kind; ten times as many in all.
  {
    browser: 314,
    'no script': 9,
    'no cookies': 6,
    'screen reader': 6,
    'signed-in': 8,
    office: 25,
    'feed reader': 9,
    app: 8,
  },
  [imageProxies],
)

export const crowd: Shape = {
  ...rest,
  name: 'crowd',
  family: 'No attack: real people, many at once',
  title: 'a broadcast names the site, and ten times as many people of all kinds come',
  description:
    'Within ten seconds real visitors grow tenfold: thousands of addresses that start at the front page, an office of ' +
    '200 people behind one address, feed readers, an app, a crawler, and the image proxies of a newsletter that fetch ' +
    'files from a few networks with "Mozilla/5.0" for a name. Nobody here deserves to be refused.',
  attack: null,
  visitors: visitors.map((group) =>
    group.kind === 'browser' || group.kind === 'office' ? { ...group, startsAtFront: true } : group,
  ),
}
