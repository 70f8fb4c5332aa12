import { ATTRIBUTES, type Attribute, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import { Dictionary } from '../traffic/dictionary.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import { mineAgainst } from './mine-against.js'
import type { MinerInput, NormalInput } from './miner-input.js'
import { prepareNormal } from './prepare-normal.js'
import type { Mined } from './rule.js'

/** A visit in words; what is left out is unknown. */
export type Words = Partial<Record<Attribute, string>>

export interface TestVisit {
  readonly words: Words
  readonly network: number
  readonly client: number
}

/** Uniform in 0..1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function newDictionaries(): Dictionary[] {
  return ATTRIBUTES.map(() => new Dictionary(100_000))
}

export function sampleOf(visits: readonly TestVisit[], dictionaries: readonly Dictionary[]): VisitSample {
  const values = new Int32Array(visits.length * ATTRIBUTES.length)
  for (const [row, { words }] of visits.entries()) {
    for (const attribute of ATTRIBUTES) {
      const column = COLUMN[attribute]
      const word = words[attribute]
      values[row * ATTRIBUTES.length + column] =
        word === undefined ? UNKNOWN : (dictionaries[column]?.id(word) ?? UNKNOWN)
    }
  }
  return {
    length: visits.length,
    values,
    networks: Int32Array.from(visits, ({ network }) => network),
    clients: Int32Array.from(visits, ({ client }) => client),
    times: Float64Array.from(visits, (_, row) => row),
  }
}

export function pick<T>(random: () => number, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T
}

/** Low numbers far more often than high ones. */
export function skewed(random: () => number, below: number): number {
  return Math.floor(below * random() ** 3)
}

const SYSTEMS = ['Windows', 'Android', 'iOS', 'macOS', 'Linux']
const LANGUAGES = ['en-GB,en', 'en-US,en', 'de,en', 'fr,en', 'es', 'pl', 'uk']
const COUNTRIES = ['GB', 'US', 'DE', 'FR', 'ES', 'PL', 'UA', 'IN', 'BR']
const PAGES = ['/', '/article/:slug', '/news', '/donate', '/about', '/events', '/contact', '/tag/:slug']

/**
 * A normal visit: people with browsers who read pages and load their files, some who search, feed readers, mail
 * proxies, crawlers. Attributes hang together as they do in life.
 * @param people how many visitors there are to choose from
 */
export function normalVisit(random: () => number, people = 4_000): TestVisit {
  const client = Math.floor(random() * people)
  const self = randomOf(client * 7919 + 13)
  const network = client >> 1
  const isNew = self() < 0.35 ? 'new' : 'seen'
  const origin = { network: isNew, as: String(64_500 + skewed(self, 60)), country: COUNTRIES[skewed(self, 9)] ?? 'GB' }
  const role = self()
  if (role < 0.02) {
    const name = pick(self, ['Googlebot', 'bingbot', 'Applebot'])
    const words: Words = {
      method: 'GET',
      route: pick(random, PAGES),
      query: '-',
      kind: 'page',
      userAgent: `Mozilla/5.0 (compatible; ${name}/2.1)`,
      family: name,
      languages: '-',
      encodings: 'gzip',
      headers: `bot-${name}`,
      fetch: 'not expected',
      referrer: 'none',
      cookie: 'none',
      http: '1.1',
      tls: `t-${name}`,
      crawler: 'declared crawler',
    }
    return { client, network, words: { ...words, ...origin } }
  }
  if (role < 0.05) {
    const words: Words = {
      method: 'GET',
      route: '/image/:hash.jpg',
      query: '-',
      kind: 'asset',
      userAgent: 'Mozilla/5.0',
      family: 'Mozilla',
      languages: '-',
      encodings: 'gzip',
      headers: 'mail-proxy',
      fetch: 'missing',
      referrer: 'none',
      cookie: 'none',
      http: '1.1',
      tls: 't-mail',
      crawler: 'none',
    }
    return { client, network: network % 40, words: { ...words, ...origin, network: 'seen' } }
  }
  const system = SYSTEMS[skewed(self, 5)] ?? 'Windows'
  const browser = system === 'iOS' ? 'Safari' : pick(self, ['Chrome', 'Chrome', 'Chrome', 'Firefox', 'Edge'])
  const version = 140 - skewed(self, 24)
  const asset = random() < 0.6
  const searches = !asset && random() < 0.04
  const first = !asset && random() < 0.3
  const words: Words = {
    method: !asset && random() < 0.02 ? 'POST' : 'GET',
    route: asset
      ? pick(random, ['/style.css', '/app.js', '/image/:hash.jpg', '/font.woff2'])
      : searches
        ? '/search'
        : (PAGES[skewed(random, PAGES.length)] ?? '/'),
    query: searches ? `q=:word${pick(random, ['', '8', '16'])}` : '-',
    kind: asset ? 'asset' : 'page',
    userAgent: `Mozilla/5.0 (${system}) ${browser}/${version}.${Math.floor(self() * 4)}`,
    family: `${browser} ${version}, ${system}`,
    languages: LANGUAGES[skewed(self, 7)] ?? 'es',
    encodings: 'gzip, deflate, br, zstd',
    headers: `${browser}-${asset ? 'asset' : 'page'}`,
    fetch: 'consistent',
    referrer: first ? pick(random, ['none', 'none', 'search', 'social.example']) : 'own',
    cookie: first ? 'none' : self() < 0.1 ? 'session' : 'some',
    http: self() < 0.9 ? '2' : '1.1',
    tls: `t-${browser}-${version >> 3}`,
    crawler: 'none',
  }
  return { client, network, words: { ...words, ...origin } }
}

export function normalVisits(seed: number, count: number): TestVisit[] {
  const random = randomOf(seed)
  return Array.from({ length: count }, () => normalVisit(random))
}

/** Numbers of networks and clients that no normal visitor has. */
export const BOTS_FROM = 1_000_000

/** An attack, and what is normal. What is left out is: nothing exempt, unseen what the baseline's sample has not. */
export interface TestScene extends Omit<MinerInput, 'exempt' | 'unseen'> {
  readonly baseline: VisitSample
  readonly seed: number
  readonly novel?: ArrayLike<number>
  readonly exempt?: (row: number) => boolean
  /** Values that normal visits have beyond the sample. */
  readonly knows?: (column: number) => boolean
}

export function normalOf({ baseline, seed, novel }: TestScene): NormalInput {
  const input = { sample: baseline, exempt: new Uint8Array(baseline.length), seed }
  return novel ? { ...input, novel } : input
}

export function inputOf({ exempt, knows, ...scene }: TestScene): MinerInput {
  return {
    ...scene,
    exempt: Uint8Array.from({ length: scene.attack.length }, (_, row) => Number(exempt?.(row) ?? false)),
    unseen: unseenIn(scene.attack, scene.baseline, knows),
  }
}

export function mineScene(scene: TestScene): Mined {
  return mineAgainst(prepareNormal(normalOf(scene)), inputOf(scene))
}

/** By row of the attack, bits of the columns whose value the baseline's sample has not. */
export function unseenIn(attack: VisitSample, baseline: VisitSample, knows?: TestScene['knows']): Int32Array {
  const width = ATTRIBUTES.length
  const unseen = new Int32Array(attack.length)
  for (let column = 0; column < width; column++) {
    if (knows?.(column)) continue
    const seen = new Set([UNKNOWN])
    for (let at = column; at < baseline.values.length; at += width) seen.add(baseline.values[at] ?? UNKNOWN)
    for (let row = 0; row < attack.length; row++) {
      if (!seen.has(attack.values[row * width + column] ?? UNKNOWN)) unseen[row] = (unseen[row] ?? 0) | (1 << column)
    }
  }
  return unseen
}
