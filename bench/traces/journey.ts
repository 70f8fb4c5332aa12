import type { SeededRandom } from '../../src/drill/seeded-random.js'
import type { SitePage } from './rehearsed-site.js'
import type { LabelledVisit, Truth } from './visit.js'

/** Who goes on a journey, and from where. */
export interface Traveller {
  address: string
  userAgent: string | null
  http: string
  group: string
  truth?: Truth
}

/** What one visitor does, visit after visit. */
export class Journey {
  readonly visits: LabelledVisit[] = []
  readonly #who: Traveller
  readonly #seen = new Set<string>()
  timeMs: number

  constructor(who: Traveller, atMs: number) {
    this.#who = who
    this.timeMs = atMs
  }

  fetch(target: string, { bytes = 1_000, status = 200, method = 'GET', referrer = null as string | null } = {}): this {
    const { address, userAgent, http, group, truth = 'real' } = this.#who
    this.visits.push({
      timeMs: Math.round(this.timeMs),
      address,
      method,
      target,
      http,
      status,
      bytes,
      referrer,
      userAgent,
      truth,
      group,
    })
    return this
  }

  wait(ms: number): this {
    this.timeMs += ms
    return this
  }

  /** A page, and within two seconds what it needs and the browser does not have yet. */
  read(page: SitePage, origin: string, referrer: string | null, random: SeededRandom): this {
    this.fetch(page.target, { bytes: page.bytes, referrer })
    const readAt = this.timeMs
    for (const { target, bytes } of page.assets) {
      if (this.#seen.has(target)) continue
      this.#seen.add(target)
      this.timeMs = readAt + 80 + 1_900 * random.next() ** 2
      this.fetch(target, { bytes, referrer: `${origin}${page.target}` })
    }
    this.timeMs = readAt
    return this
  }

  /** Has been here before: some of it is in the browser's cache, some is asked for again and answered 304. */
  remember(page: SitePage, random: SeededRandom): this {
    for (const { target } of page.assets) if (random.next() < 0.8) this.#seen.add(target)
    return this
  }
}

/** Between two pages: median 18 s, sometimes minutes. Log-normal, as page dwell times are. */
export function thinkingMs(random: SeededRandom): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  return Math.min(300_000, 18_000 * Math.exp(0.9 * normal))
}
