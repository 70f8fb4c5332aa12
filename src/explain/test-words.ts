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
  userAgent: { '': 'with no user agent', '-': 'with no user agent' },
  family: {
    none: 'with no user agent',
    other: 'by an unknown program',
    Mozilla: 'by a program that says only "Mozilla"',
    'Mozilla-like': 'by an unknown browser',
  },
  languages: { '': 'asking for no language', '-': 'asking for no language' },
  encodings: { '': 'accepting no encoding', '-': 'accepting no encoding' },
  fetch: {
    consistent: 'with the fetch metadata of the browser they name',
    missing: 'without the fetch metadata that the browser they name sends',
    contradicting: 'with fetch metadata that contradicts the browser they name',
    'not expected': 'without fetch metadata',
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
    verified: 'by verified crawlers',
    declared: 'by unverified crawlers',
    'declared crawler': 'by unverified crawlers',
    'declared mail-proxy': 'by mail proxies',
    pretender: 'by programs that pretend to be a known crawler',
  },
}

/** All other values; they are printable by now. */
const WORDS: Readonly<Record<Attribute, (value: string) => string>> = {
  method: (value) => `with the method ${value}`,
  route: (value) => `to ${value}`,
  query: queryWords,
  kind: (value) => `for "${value}"`,
  userAgent: (value) => `with the user agent "${value}"`,
  family: (value) => `by ${value}`,
  languages: (value) => `asking for the languages "${value}",`,
  encodings: (value) => `accepting the encodings "${value}",`,
  headers: () => 'with a header shape',
  fetch: (value) => `with ${value} fetch metadata`,
  referrer: (value) => `coming from ${value}`,
  cookie: (value) => `with the cookie class "${value}"`,
  http: (value) => `over HTTP/${value.replace(/^HTTP\//i, '')}`,
  tls: (value) => `with the TLS fingerprint ${value},`,
  as: (value) => `from the network operator ${/^\d+$/.test(value) ? `AS${value}` : value}`,
  country: (value) => `from the country ${value}`,
  network: (value) => `from "${value}" networks`,
  crawler: (value) => `by crawlers (${value})`,
}
