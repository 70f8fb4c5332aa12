import { SeededRandom } from '../../src/drill/seeded-random.js'
import { browser } from './browsers.js'
import { type Session, visitsInOrder } from './in-order.js'
import { Journey, thinkingMs } from './journey.js'
import { Networks, rentedServers } from './networks.js'
import { REHEARSED_ORIGIN, RehearsedSite } from './rehearsed-site.js'
import type { LabelledVisit } from './visit.js'

const PEOPLE_WHO_RETURN = 8_000
/** Sessions that began before the first visit asked for are still going on. */
const BEFORE_MS = 10 * 60_000

const KINDS = [
  { kind: 'person', weight: 100 },
  { kind: 'feed reader', weight: 60 },
  { kind: 'app', weight: 30 },
  { kind: 'mail proxy', weight: 40 },
  { kind: 'crawler', weight: 2 },
  { kind: 'monitoring', weight: 8 },
  { kind: 'scanner', weight: 0.5 },
] as const
type Kind = (typeof KINDS)[number]['kind']

const FEED_READERS = [
  'NetNewsWire (RSS Reader; https://netnewswire.com/)',
  'Miniflux/2.2 (https://miniflux.app)',
  'Thunderbird/140.0',
  'FreshRSS/1.27.0 (Linux; https://freshrss.org)',
]
const APPS = ['RiversidePost/5.3 (iPhone; iOS 26.5; Scale/3.00)', 'RiversidePost/5.2 (Android 15) okhttp/5.1.0']
const CRAWLERS = [
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)',
  'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)',
]
/** As the big mail providers fetch the images of a newsletter. */
export const MAIL_PROXIES = [
  { weight: 70, userAgent: 'Mozilla/5.0' },
  {
    weight: 18,
    userAgent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  },
  { weight: 12, userAgent: 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html' },
]
const CAME_FROM = [
  { weight: 45, referrer: null },
  { weight: 25, referrer: 'https://www.google.com/' },
  { weight: 8, referrer: 'https://www.bing.com/' },
  { weight: 5, referrer: 'https://duckduckgo.com/' },
  { weight: 9, referrer: 'https://l.facebook.com/' },
  { weight: 4, referrer: 'https://mastodon.social/' },
  { weight: 4, referrer: 'https://outlook.live.com/' },
]

/** The visitors of the rehearsed newspaper: the same people and programs on every day of the same site. */
export class RehearsedVisitors {
  readonly site: RehearsedSite
  readonly #seed: number
  readonly #homes: Networks
  readonly #servers: Record<'crawler' | 'mail proxy' | 'monitoring', string[]>
  readonly #visitsPerSession: number

  constructor(seed: number) {
    this.#seed = seed
    this.site = new RehearsedSite(seed)
    const random = new SeededRandom(seed + 1)
    this.#homes = new Networks(random, { providers: 60, ipv6Share: 0.35 })
    this.#servers = {
      crawler: rentedServers(random, 12, 60),
      'mail proxy': rentedServers(random, 25, 600),
      monitoring: rentedServers(random, 3, 3),
    }
    const trial = new SeededRandom(seed + 2)
    const visits = Array.from({ length: 2_000 }, () => this.#session(0, trial).visits.length)
    this.#visitsPerSession = visits.reduce((sum, count) => sum + count, 0) / visits.length
  }

  /** @param day another day has other visits of the same population */
  *visits(day: number, fromMs: number, forMs: number, perSecond: number): Generator<LabelledVisit> {
    const random = new SeededRandom(this.#seed * 1_000 + day)
    for (const visit of visitsInOrder(this.#sessions(random, fromMs - BEFORE_MS, fromMs + forMs, perSecond))) {
      if (visit.timeMs >= fromMs + forMs) return
      if (visit.timeMs >= fromMs) yield visit
    }
  }

  *#sessions(random: SeededRandom, fromMs: number, toMs: number, perSecond: number): Generator<Session> {
    const sessionsPerMs = perSecond / this.#visitsPerSession / 1000
    for (let atMs = fromMs; atMs < toMs; ) {
      yield this.#session(atMs, random)
      // Visitors do not know of each other: a Poisson process.
      atMs += -Math.log(1 - random.next()) / sessionsPerMs
    }
  }

  #session(atMs: number, random: SeededRandom): Session {
    return { atMs, visits: this.#journey(random.weighted(KINDS).kind, atMs, random).visits }
  }

  #journey(kind: Kind, atMs: number, random: SeededRandom): Journey {
    switch (kind) {
      case 'person':
        return this.#person(atMs, random)
      case 'feed reader':
        return this.#program(atMs, kind, FEED_READERS, random).fetch('/feed.xml', changedOrNot(random))
      case 'app':
        return this.#app(atMs, random)
      case 'mail proxy':
        return this.#mailProxy(atMs, random)
      case 'crawler':
        return this.#crawler(atMs, random)
      case 'monitoring': {
        const who = {
          address: random.pick(this.#servers.monitoring),
          userAgent: 'UptimeWatch/3.1 (+https://uptime.example)',
        }
        return new Journey({ ...who, http: '1.1', group: kind }, atMs).fetch('/', { bytes: this.site.front.bytes })
      }
      case 'scanner':
        return this.#scanner(atMs, random)
    }
  }

  #person(atMs: number, random: SeededRandom): Journey {
    const returning = random.next() < 0.6
    // Somebody who returns has the same address and browser each time; the keenest come most often.
    const self = returning
      ? new SeededRandom(this.#seed * 77 + Math.floor(PEOPLE_WHO_RETURN * random.next() ** 2))
      : random
    const who = {
      address: this.#homes.address(self),
      userAgent: browser(self),
      http: self.next() < 0.85 ? '2.0' : '1.1',
    }
    const journey = new Journey({ ...who, group: 'browser' }, atMs)
    if (returning) journey.remember(this.site.front, random)
    let page = this.site.page(random)
    let referrer = random.weighted(CAME_FROM).referrer
    for (let left = 0.6; ; left *= 0.98) {
      journey.read(page, REHEARSED_ORIGIN, referrer, random)
      if (random.next() > left) return journey
      journey.wait(thinkingMs(random))
      referrer = `${REHEARSED_ORIGIN}${page.target}`
      if (random.next() < 0.12) this.#act(journey, referrer, random)
      page = this.site.page(random)
    }
  }

  #act(journey: Journey, referrer: string, random: SeededRandom): void {
    const action = random.next()
    if (action < 0.4) {
      const query = `q=${random.word(2)}${random.next() < 0.3 ? `+${random.word(2)}` : ''}`
      const facets = random.next() < 0.25 ? `&topic=${random.pick(['council', 'sport', 'culture'])}&sort=date` : ''
      journey.fetch(`/search?${query}${facets}`, { bytes: 18_000, referrer })
    } else if (action < 0.6) this.#form(journey, '/login', referrer, random)
    else if (action < 0.75) this.#form(journey, '/donate', referrer, random)
    else journey.fetch(`${new URL(referrer).pathname}/comments`, { method: 'POST', status: 303, bytes: 0, referrer })
    journey.wait(thinkingMs(random))
  }

  #form(journey: Journey, target: string, referrer: string, random: SeededRandom): void {
    journey.fetch(target, { bytes: 9_000, referrer }).wait(5_000 + thinkingMs(random))
    journey.fetch(target, { method: 'POST', status: 303, bytes: 0, referrer: `${REHEARSED_ORIGIN}${target}` })
  }

  #program(atMs: number, group: Kind, userAgents: readonly string[], random: SeededRandom): Journey {
    const self = new SeededRandom(this.#seed * 99 + random.integer(3_000))
    return new Journey(
      { address: this.#homes.address(self), userAgent: self.pick(userAgents), http: '1.1', group },
      atMs,
    )
  }

  #app(atMs: number, random: SeededRandom): Journey {
    const journey = this.#program(atMs, 'app', APPS, random)
    const polls = 1 + random.integer(8)
    for (let i = 0; i < polls; i++) {
      journey.fetch(`/api/v1/headlines?since=${Math.floor(journey.timeMs / 1000)}`, changedOrNot(random)).wait(60_000)
    }
    return journey
  }

  #mailProxy(atMs: number, random: SeededRandom): Journey {
    const { userAgent } = random.weighted(MAIL_PROXIES)
    const address = random.pick(this.#servers['mail proxy'])
    const journey = new Journey({ address, userAgent, http: '1.1', group: 'mail proxy' }, atMs)
    for (const { target, bytes } of this.site.front.assets.filter(({ target }) => target.endsWith('.jpg'))) {
      journey.fetch(target, { bytes }).wait(400 * random.next())
    }
    return journey
  }

  #crawler(atMs: number, random: SeededRandom): Journey {
    const server = random.integer(this.#servers.crawler.length)
    const address = this.#servers.crawler[server] ?? ''
    const userAgent = CRAWLERS[server % CRAWLERS.length] ?? null
    const journey = new Journey({ address, userAgent, http: '1.1', group: 'crawler' }, atMs).fetch('/robots.txt')
    const pages = 10 + random.integer(80)
    for (let i = 0; i < pages; i++) {
      const { target, bytes } = random.pick(this.site.articles)
      journey.wait(700 + 3_000 * random.next()).fetch(target, { bytes })
    }
    return journey
  }

  #scanner(atMs: number, random: SeededRandom): Journey {
    const who = {
      address: this.#homes.address(random),
      userAgent: null,
      http: '1.1',
      group: 'scanner',
      truth: 'unwanted' as const,
    }
    const journey = new Journey(who, atMs)
    for (let i = 0; i < 20; i++) journey.fetch(`/${random.word(3)}.php`, { status: 404, bytes: 146 }).wait(900)
    return journey
  }
}

function changedOrNot(random: SeededRandom): { status: number; bytes: number } {
  return random.next() < 0.6 ? { status: 304, bytes: 0 } : { status: 200, bytes: 31_000 }
}
