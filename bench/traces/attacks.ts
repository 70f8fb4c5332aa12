import type { SeededRandom } from '../../src/drill/seeded-random.js'
import { browser, listedUserAgents } from './browsers.js'
import type { NextVisit } from './flood.js'
import type { Ground } from './ground.js'
import { Networks, rentedServers } from './networks.js'
import type { SitePage } from './rehearsed-site.js'
import type { Asking } from './visit.js'

/**
 * Makes an attack's visits. Every shape exists in several variants; `variant` counts the seeds, so that a run of several
 * seeds sees them all.
 */
export type Attack = (ground: Ground, random: SeededRandom, variant: number) => NextVisit

const SECOND_MS = 1000
/** A phone that nobody who comes here has: what the one-request botnet of August 2026 looked like, with another phone. */
const STALE_PHONE =
  'Mozilla/5.0 (Linux; Android 5.1.1; SM-J320F Build/LMY47V) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.80 Mobile Safari/537.36'

/** Tens of rented servers, as fast as they can, with headers of a browser. */
const fewNetworks: Attack = ({ facts }, random, variant) => {
  const addresses = rentedServers(random, 3 + random.integer(6), 20 + random.integer(80))
  const page = popularPage(facts.pages, random)
  // Behind a front proxy that speaks HTTP/1.0 to the site nobody's version can be seen.
  const http = facts.http === '1.0' ? '1.0' : '1.1'
  const userAgent = [browser(random), 'Go-http-client/2.0', browser(random)][variant % 3] ?? null
  return () => ({ address: random.pick(addresses), ...get(page, { http, userAgent }) })
}

/** Each address asks once: nothing to count by address. */
const oneEach: Attack = (ground, random, variant) => {
  const addresses = botnet(ground, random).distinct(random)
  const page = variant % 2 === 0 ? popularPage(ground.facts.pages, random) : random.pick(ground.facts.pages)
  const userAgent =
    [STALE_PHONE, chromeOf(87 + random.integer(30)), listedUserAgents(1, random)[0] ?? STALE_PHONE][variant % 3] ?? null
  return () => ({ address: following(addresses), ...get(page, { http: ground.facts.http, userAgent }) })
}

const randomPaths: Attack = (ground, random, variant) => {
  const network = botnet(ground, random)
  const userAgents = listedUserAgents(40, random)
  const path = () => (variant % 2 === 0 ? `/${capitals(6, random)}` : `/${random.word(2)}/${random.word(3)}`)
  return () => ({
    address: network.address(random),
    ...asking({ target: path(), status: 404, bytes: 548, http: ground.facts.http, userAgent: random.pick(userAgents) }),
  })
}

/** A real page with a parameter that no cache has seen. */
const cacheBusting: Attack = (ground, random, variant) => {
  const network = botnet(ground, random)
  const page = popularPage(ground.facts.pages, random)
  const digits = () => String(10 ** 6 + random.integer(10 ** 12 - 10 ** 6))
  const busting = [() => `?${digits()}`, () => `?v=${digits()}`, () => `?${random.word(2)}=${random.word(4)}`][
    variant % 3
  ]
  return () => ({
    address: network.address(random),
    ...get(page, { http: ground.facts.http, userAgent: browser(random) }),
    target: `${page.target.split('?')[0]}${busting?.() ?? ''}`,
  })
}

/** A search from each address, with browsers that are common here and no page before it. */
const searchFacets: Attack = (ground, random) => {
  const addresses = botnet(ground, random).distinct(random)
  return () => ({
    address: following(addresses),
    ...asking({
      target: ground.search(random),
      http: ground.facts.http,
      bytes: 18_000 + random.integer(20_000),
      userAgent: random.pick(ground.facts.browserVisits).userAgent,
    }),
  })
}

/** Forms that the origin must take and check. */
const formPosts: Attack = (ground, random, variant) => {
  const network = botnet(ground, random)
  const withReferrer = variant % 2 === 1
  return () => {
    const target = random.pick(ground.forms)
    const { userAgent } = random.pick(ground.facts.browserVisits)
    const referrer = withReferrer ? `${ground.facts.origin}${target}` : null
    return {
      address: network.address(random),
      ...asking({ method: 'POST', target, status: 303, bytes: 0, http: ground.facts.http, userAgent, referrer }),
    }
  }
}

/** Another browser for each visit, from a list of browsers that once were. */
const listedAgents: Attack = (ground, random) => {
  const network = botnet(ground, random)
  const userAgents = listedUserAgents(1_000, random)
  const page = popularPage(ground.facts.pages, random)
  return () => ({
    address: network.address(random),
    ...get(page, { http: ground.facts.http, userAgent: random.pick(userAgents) }),
  })
}

const inventedAgents: Attack = (ground, random) => {
  const network = botnet(ground, random)
  const page = popularPage(ground.facts.pages, random)
  const invented = () => `${random.word(2)}/${random.integer(30)}.${random.integer(100)} (${random.word(4)})`
  return () => ({ address: network.address(random), ...get(page, { http: ground.facts.http, userAgent: invented() }) })
}

/** User agent and referrer of real visits here, all on one page that few read. */
const copiedHeaders: Attack = (ground, random) => {
  const addresses = botnet(ground, random).distinct(random)
  const rarelyRead = ground.facts.pages.slice(ground.facts.pages.length >> 1)
  const page = random.pick(rarelyRead.length > 0 ? rarelyRead : ground.facts.pages)
  return () => {
    const { userAgent, referrer, http } = random.pick(ground.facts.browserVisits)
    return { address: following(addresses), ...get(page, { userAgent, referrer, http }) }
  }
}

/** Whole visits of real browsers, again from elsewhere. Only where they come from could tell. */
const exactCopies: Attack = (ground, random) => {
  const addresses = botnet(ground, random).distinct(random)
  return () => ({ address: following(addresses), ...copyOf(ground, random) })
}

/** Exact copies but for one thing, the same in all of them. */
const oneDifference: Attack = (ground, random, variant) => {
  const addresses = botnet(ground, random).distinct(random)
  const different: Partial<Asking> =
    [
      { method: 'HEAD', bytes: 0 },
      { userAgent: chromeOf(110 + random.integer(9)) },
      { referrer: 'https://forum.example.net/thread/4711' },
    ][variant % 3] ?? {}
  return () => ({ address: following(addresses), ...copyOf(ground, random), ...different })
}

/** Some seconds of one shape, a pause, then another: shorter than anybody could answer by hand. */
const pulses: Attack = (ground, random, variant) => {
  const shapes = [cacheBusting, searchFacets, randomPaths, inventedAgents, formPosts].map((shape, i) =>
    shape(ground, random, variant + i),
  )
  const eachMs = (4 + random.integer(5)) * SECOND_MS
  return (atMs) => {
    const shape = shapes[Math.floor(atMs / eachMs) % shapes.length]
    if (!shape) throw new RangeError('A pulse needs a shape.')
    return shape(atMs)
  }
}

export const ATTACKS = {
  'few-networks': fewNetworks,
  'one-each': oneEach,
  'random-paths': randomPaths,
  'cache-busting': cacheBusting,
  'search-facets': searchFacets,
  'form-posts': formPosts,
  'listed-agents': listedAgents,
  'invented-agents': inventedAgents,
  'copied-headers': copiedHeaders,
  'one-difference': oneDifference,
  pulses,
  'exact-copies': exactCopies,
  'low-and-slow': oneEach,
} satisfies Record<string, Attack>

export type AttackName = keyof typeof ATTACKS

/** Thousands of access lines all over the world; a quarter of them in networks from where visitors come as well. */
function botnet({ facts }: Ground, random: SeededRandom): Networks {
  const ipv6Share = facts.addresses.some((address) => address.includes(':')) ? 0.1 : 0
  return new Networks(random, { providers: 1_500, ipv6Share }, { addresses: facts.addresses, share: 0.25 })
}

function popularPage(pages: readonly SitePage[], random: SeededRandom): SitePage {
  return random.pick(pages.slice(0, 5))
}

function copyOf(ground: Ground, random: SeededRandom): Asking {
  const { method, target, http, status, bytes, referrer, userAgent } = random.pick(ground.facts.browserVisits)
  return { method, target, http, status, bytes, referrer, userAgent }
}

function get(page: SitePage, headers: Pick<Asking, 'http' | 'userAgent'> & { referrer?: string | null }): Asking {
  return asking({ target: page.target, bytes: page.bytes, ...headers })
}

function asking(what: Pick<Asking, 'target' | 'http' | 'userAgent'> & Partial<Asking>): Asking {
  return { method: 'GET', status: 200, bytes: 1_000, referrer: null, ...what }
}

function chromeOf(version: number): string {
  return `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`
}

function capitals(count: number, random: SeededRandom): string {
  return Array.from({ length: count }, () => String.fromCharCode(65 + random.integer(26))).join('')
}

/** Of a stream that does not end. */
function following(stream: Iterator<string>): string {
  const { value } = stream.next() as { value: string }
  return value
}
