import type { SeededRandom } from '../../src/drill/seeded-random.js'
import { CrowdScene } from './crowd-scene.js'
import { flood } from './flood.js'
import type { Ground } from './ground.js'
import { Journey } from './journey.js'
import { Networks, rentedServers } from './networks.js'
import type { LabelledVisit } from './visit.js'

/** A surge that is no attack. */
type Crowd = (scene: CrowdScene) => Iterable<LabelledVisit>

const MINUTE_MS = 60_000

/** Mail programs fetch the images the moment the letter arrives, people open it over the next ten minutes. */
const newsletter: Crowd = (scene) => {
  const { random, letterPage } = scene
  const openedIn = [null, null, 'https://outlook.live.com/', 'https://mail.yahoo.com/']
  const surge = { lengthMs: 10 * MINUTE_MS, peakPerSecond: scene.ground.calmPerSecond, riseMs: MINUTE_MS }
  return scene.visits(surge, (atMs) =>
    random.next() < 0.75
      ? scene.letterImages(atMs, 'newsletter, mail proxy')
      : scene.reader(atMs, letterPage, random.pick(openedIn), 'newsletter, reader'),
  )
}

/** "More on our website": everybody within a minute, from everywhere, typed in by hand. */
const broadcast: Crowd = (scene) => {
  const { frontPage } = scene
  const surge = { lengthMs: 6 * MINUTE_MS, peakPerSecond: scene.ground.calmPerSecond * 1.5, riseMs: 20_000 }
  return scene.visits(surge, (atMs) => scene.reader(atMs, frontPage, null, 'broadcast'))
}

/** One page, one referrer, networks that were never here. */
const bigLink: Crowd = (scene) => {
  const { random, ground } = scene
  const page = random.pick(ground.facts.pages)
  const abroad = new Networks(random, { providers: 800, ipv6Share: scene.ipv6Share })
  const surge = { lengthMs: 8 * MINUTE_MS, peakPerSecond: ground.calmPerSecond / 2, riseMs: MINUTE_MS }
  return scene.visits(surge, (atMs) =>
    scene.reader(atMs, page, 'https://news.ycombinator.com/', 'link', abroad.address(random)),
  )
}

/** A search engine that wants to see everything again. */
const crawlerSweep: Crowd = ({ random, ground, onsetMs }) => {
  const addresses = rentedServers(random, 2, 30)
  const userAgent = 'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)'
  const pace = { onsetMs, lengthMs: 6 * MINUTE_MS, perSecond: ground.calmPerSecond * 4 }
  return flood(pace, random, { truth: 'real', group: 'crawler sweep' }, () => {
    const { assets, ...page } = random.pick(ground.facts.pages)
    const { target, bytes } = random.next() < 0.3 && assets.length > 0 ? random.pick(assets) : page
    return { ...plainGet(ground), address: random.pick(addresses), target, bytes, userAgent }
  })
}

/** The site was away for a minute: the people who are here try again and again, and so do their programs. */
const retryStorm: Crowd = ({ random, ground, onsetMs }) => {
  const here = Array.from({ length: 400 }, () => random.pick(ground.facts.browserVisits))
  const backAtMs = onsetMs + MINUTE_MS
  const pace = { onsetMs, lengthMs: 3 * MINUTE_MS, perSecond: ground.calmPerSecond * 8 }
  return flood(pace, random, { truth: 'real', group: 'retry storm' }, (atMs) => {
    const { address, method, target, http, status, bytes, referrer, userAgent } = random.pick(here)
    const answer = atMs < backAtMs ? { status: 502, bytes: 552 } : { status, bytes }
    return { address, method, target, http, referrer, userAgent, ...answer }
  })
}

/** Hundreds of people behind one address, after a message to all of them. */
const office: Crowd = (scene) => {
  const { frontPage, people, random } = scene
  const address = people.address(random)
  const surge = { lengthMs: 6 * MINUTE_MS, peakPerSecond: scene.ground.calmPerSecond / 5, riseMs: 30_000 }
  return scene.visits(surge, (atMs) => scene.reader(atMs, frontPage, null, 'office', address))
}

/** One mail provider fetches the images of everybody's letter from its own machines. */
const mailProxyFleet: Crowd = (scene) => {
  const { random } = scene
  const addresses = rentedServers(random, 6, 200)
  const surge = { lengthMs: 6 * MINUTE_MS, peakPerSecond: scene.ground.calmPerSecond, riseMs: 15_000 }
  return scene.visits(surge, (atMs) =>
    scene.letterImages(atMs, 'mail proxy fleet', { address: random.pick(addresses), userAgent: 'Mozilla/5.0' }),
  )
}

/** A new service that looks from twenty places every two seconds whether the site is up. */
const monitoring: Crowd = ({ random, ground, frontPage, onsetMs }) => {
  const addresses = rentedServers(random, 20, 20)
  const pace = { onsetMs, lengthMs: 10 * MINUTE_MS, perSecond: 10 }
  let turn = 0
  return flood(pace, random, { truth: 'real', group: 'monitoring' }, () => ({
    ...plainGet(ground),
    address: addresses[turn++ % addresses.length] ?? '',
    method: turn % 3 === 0 ? 'HEAD' : 'GET',
    target: frontPage.target,
    bytes: frontPage.bytes,
    userAgent: 'StatusCompass/1.0 (+https://status.example/bot)',
  }))
}

/** The new version of an app asks every half minute; people install it over ten minutes. */
const appUpdate: Crowd = (scene) => {
  const { people, random, ground, onsetMs } = scene
  const surge = { lengthMs: 10 * MINUTE_MS, peakPerSecond: ground.calmPerSecond / 2, riseMs: MINUTE_MS }
  return scene.visits(surge, (atMs) => {
    const who = { address: people.address(random), userAgent: 'Headlines/6.0 (iPhone; iOS 26.6; Scale/3.00)' }
    const journey = new Journey({ ...who, http: ground.facts.http, group: 'app update' }, atMs)
    while (journey.timeMs < onsetMs + surge.lengthMs) {
      journey.fetch('/api/v2/headlines', { bytes: 4_000 }).wait(29_000 + 2_000 * random.next())
    }
    return journey
  })
}

const CROWDS = {
  newsletter,
  broadcast,
  'big-link': bigLink,
  'crawler-sweep': crawlerSweep,
  'retry-storm': retryStorm,
  office,
  'mail-proxy-fleet': mailProxyFleet,
  monitoring,
  'app-update': appUpdate,
} satisfies Record<string, Crowd>

export type CrowdName = keyof typeof CROWDS
export const CROWD_NAMES = Object.keys(CROWDS) as CrowdName[]

/** The visits of a surge, in the order of time, from `onsetMs` on; all of them real. */
export function crowd(name: CrowdName, ground: Ground, random: SeededRandom, onsetMs: number): Iterable<LabelledVisit> {
  return CROWDS[name](new CrowdScene(ground, random, onsetMs))
}

function plainGet({ facts }: Ground): { method: string; http: string; status: number; referrer: null } {
  return { method: 'GET', http: facts.http, status: 200, referrer: null }
}
