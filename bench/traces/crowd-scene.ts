import type { SeededRandom } from '../../src/drill/seeded-random.js'
import { browser } from './browsers.js'
import type { Ground } from './ground.js'
import { type Session, visitsInOrder } from './in-order.js'
import { Journey, thinkingMs } from './journey.js'
import { Networks, rentedServers } from './networks.js'
import type { SitePage } from './rehearsed-site.js'
import { MAIL_PROXIES } from './rehearsed-visitors.js'
import type { LabelledVisit } from './visit.js'

export interface Surge {
  lengthMs: number
  /** Sessions a second at the height. */
  peakPerSecond: number
  /** From the first to the height. */
  riseMs: number
}

/** What the visitors of a surge have in common, and how each of them behaves. */
export class CrowdScene {
  readonly ground: Ground
  readonly random: SeededRandom
  readonly onsetMs: number
  /** The people of a place come from few providers, half of them from networks seen before. */
  readonly people: Networks
  /** Machines of mail providers, in networks of their own. */
  readonly #proxies: string[]

  constructor(ground: Ground, random: SeededRandom, onsetMs: number) {
    this.ground = ground
    this.random = random
    this.onsetMs = onsetMs
    const overlap = { addresses: ground.facts.addresses, share: 0.5 }
    this.people = new Networks(random, { providers: 80, ipv6Share: this.ipv6Share }, overlap)
    this.#proxies = rentedServers(random, 30, 900)
  }

  get ipv6Share(): number {
    const { addresses } = this.ground.facts
    return addresses.filter((address) => address.includes(':')).length / Math.max(1, addresses.length)
  }

  get frontPage(): SitePage {
    return this.ground.facts.pages.find(({ target }) => target === '/') ?? this.letterPage
  }

  /** The page that a letter is about: the one with the most images among those read most. */
  get letterPage(): SitePage {
    const [best] = this.ground.facts.pages.slice(0, 20).sort((a, b) => imagesOf(b).length - imagesOf(a).length)
    if (best === undefined) throw new RangeError('The site has no page that people read.')
    return best
  }

  /** Sessions that rise to a height and fade away with half-lives of an eighth of the length. */
  visits({ lengthMs, peakPerSecond, riseMs }: Surge, journey: (atMs: number) => Journey): Generator<LabelledVisit> {
    const { random, onsetMs } = this
    function* sessions(): Generator<Session> {
      for (
        let atMs = onsetMs;
        atMs < onsetMs + lengthMs;
        atMs += (-1000 * Math.log(1 - random.next())) / peakPerSecond
      ) {
        const since = atMs - onsetMs
        // Thinning (Lewis and Shedler 1979): of the sessions at the peak rate, so many as there are now.
        const now = since < riseMs ? since / riseMs : 0.5 ** ((since - riseMs) / (lengthMs / 8))
        if (random.next() < now) yield { atMs, visits: journey(atMs).visits }
      }
    }
    return visitsInOrder(sessions())
  }

  /** Somebody with a browser who comes for one page, and sometimes reads on. */
  reader(
    atMs: number,
    first: SitePage,
    referrer: string | null,
    group: string,
    address = this.people.address(this.random),
  ): Journey {
    const { random, ground } = this
    const { origin, http, pages } = ground.facts
    const journey = new Journey({ address, userAgent: browser(random), http, group }, atMs)
    journey.read(first, origin, referrer, random)
    let last = first
    while (random.next() < 0.35) {
      const page = random.pick(pages)
      journey.wait(thinkingMs(random)).read(page, origin, `${origin}${last.target}`, random)
      last = page
    }
    return journey
  }

  /** A mail provider's machine that fetches the images of one letter. */
  letterImages(
    atMs: number,
    group: string,
    { address, userAgent } = {
      address: this.random.pick(this.#proxies),
      userAgent: this.random.weighted(MAIL_PROXIES).userAgent,
    },
  ): Journey {
    const journey = new Journey({ address, userAgent, http: this.ground.facts.http, group }, atMs)
    for (const { target, bytes } of imagesOf(this.letterPage).slice(0, 12)) {
      journey.fetch(target, { bytes }).wait(300 * this.random.next())
    }
    return journey
  }
}

function imagesOf(page: SitePage): { target: string; bytes: number }[] {
  return page.assets.filter(({ target }) => /\.(?:png|jpe?g|gif|webp)$/i.test(target))
}
