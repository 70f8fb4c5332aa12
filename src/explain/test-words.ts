import type { Attribute } from '../traffic/attributes.js'
import { percent } from './percent.js'
import { queryWords } from './query-words.js'
import type { MinedTest } from './rule.js'

const LONGEST = 100

/** What a test asks of a visit, as it stands after "visits": `with no referrer`, `by Chrome 124, Android`. */
export function testWords({ attribute, op, value, normal }: MinedTest): string {
  if (op === 'unseen') return UNSEEN[attribute]
  const names = KNOWN[attribute]
  const name = names && Object.hasOwn(names, value) ? names[value] : undefined
  if (name) return name
  const words = WORDS[attribute](printable(value))
  return TELLS_LITTLE.has(attribute) ? `${words} seen in ${percentSeen(normal)}` : words
}

/** A value that a visitor sent, fit for a line of text: short, and without what would break or turn the line. */
export function printable(value: string): string {
  const clean = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu, '·')
  const characters = [...clean]
  return characters.length <= LONGEST ? clean : `${characters.slice(0, LONGEST - 1).join('')}…`
}

function percentSeen(normal: number): string {
  return normal === 0 ? 'no normal visit' : `${percent(normal)} of normal visits`
}

/** Their values say nothing to people; how rare they are does. */
const TELLS_LITTLE: ReadonlySet<Attribute> = new Set(['headers', 'tls', 'languages', 'encodings'])

const UNSEEN: Readonly<Record<Attribute, string>> = {
  method: 'with a method never seen before',
  route: 'to a path never seen before',
  query: 'with parameters never seen before',
  kind: 'for a kind of file never seen before',
  userAgent: 'with a user agent never seen before',
  family: 'by a browser or program never seen before',
  languages: 'with a choice of languages never seen before',
  encodings: 'with a choice of encodings never seen before',
  headers: 'with a header shape never seen before',
  fetch: 'with fetch metadata never seen before',
  referrer: 'from a site that never linked here before',
  cookie: 'with cookies never seen before',
  http: 'with an HTTP version never seen before',
  tls: 'with a TLS fingerprint never seen before',
  as: 'from a network operator never seen before',
  country: 'from a country never seen before',
  network: 'from a network never seen before',
  crawler: 'by a kind of crawler never seen before',
}

/** Values that have a name of their own. */
const KNOWN: Partial<Readonly<Record<Attribute, Readonly<Partial<Record<string, string>>>>>> = {
  method: { other: 'with an unusual method' },
  kind: {
    page: 'for pages',
    asset: 'for files of pages',
    feed: 'for feeds',
    data: 'for data',
    other: 'for something else than pages',
  },
  userAgent: { none: 'with no user agent' },
  family: {
    none: 'with no user agent',
    other: 'by an unknown program',
    Mozilla: 'by a program that says only "Mozilla"',
    'Mozilla-like': 'by an unknown browser',
  },
  languages: { none: 'with no Accept-Language', odd: 'with an Accept-Language that names no language' },
  encodings: { none: 'with no Accept-Encoding', odd: 'with an Accept-Encoding that names no encoding' },
  fetch: {
    consistent: 'with all fields that the browser they name sends along',
    missing: 'without the fields that the browser they name sends along',
    contradicting: 'with fields that contradict the browser they name',
    none: 'without fetch metadata, of which none was to be expected',
  },
  referrer: {
    none: 'with no referrer',
    own: 'coming from a page of the site',
    search: 'coming from a search engine',
    app: 'coming from an app',
    odd: 'with a referrer that no browser sends',
    other: 'coming from another site',
  },
  cookie: { none: 'with no cookie', some: 'with a cookie', session: 'with a session cookie' },
  network: { new: 'from networks not seen in calm times', seen: 'from networks seen in calm times' },
  crawler: {
    none: 'that do not say they are a crawler',
    'declared crawler': 'by unverified crawlers',
    'declared mail-proxy': 'by mail proxies',
  },
}

/** ISO 3166-1: others than these have no name. */
const COUNTRY = /^[A-Z]{2}$/
const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region' })

/** All other values; they are printable by now. */
const WORDS: Readonly<Record<Attribute, (value: string) => string>> = {
  method: (value) => `with the method ${value}`,
  route: (value) => `to ${value}`,
  query: queryWords,
  kind: (value) => `for "${value}"`,
  userAgent: (value) => `with the user agent "${value}"`,
  family: (value) => `by ${value}`,
  languages: (value) => `with Accept-Language "${value}",`,
  encodings: (value) => `with Accept-Encoding "${value}",`,
  headers: (value) => `with header shape ${value},`,
  fetch: (value) => `with ${value} fetch metadata`,
  referrer: (value) => `coming from ${value}`,
  cookie: (value) => `with the cookie class "${value}"`,
  http: (value) => `over HTTP/${value.replace(/^HTTP\//i, '')}`,
  tls: (value) => `with the TLS fingerprint ${value},`,
  as: (value) => `from ${value}`,
  country: (value) => `from ${COUNTRY.test(value) ? (COUNTRIES.of(value) ?? value) : value}`,
  network: (value) => `from "${value}" networks`,
  crawler: crawlerWords,
}

function crawlerWords(value: string): string {
  const space = value.indexOf(' ')
  const name = value.slice(space + 1)
  if (value.startsWith('verified ')) return `by ${name}, verified`
  if (value.startsWith('pretender ')) return `by programs that pretend to be ${name}`
  return `by crawlers (${value})`
}
