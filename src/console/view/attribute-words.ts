import type { RuleMatch } from '../../brain/status.js'
import type { Attribute } from '../../traffic/attributes.js'
import { visibleText } from './visible-text.js'

/** How each attribute of a visit is called on a page. */
export const ATTRIBUTE_WORDS: Readonly<Record<Attribute, string>> = {
  method: 'method',
  route: 'path',
  query: 'shape of the query',
  kind: 'kind of file',
  userAgent: 'user agent',
  family: 'browser or program',
  languages: 'languages',
  encodings: 'encodings',
  headers: 'shape of the headers',
  fetch: 'fetch metadata',
  referrer: 'referrer',
  cookie: 'cookie',
  http: 'HTTP version',
  tls: 'TLS fingerprint',
  as: 'network operator (AS)',
  country: 'country',
  network: 'network in calm times',
  crawler: 'crawler',
}

/** Values that a person would not guess, for a list of suggestions. */
export const SUGGESTED_VALUES: readonly (readonly [value: string, attribute: Attribute, words: string])[] = [
  ['GET', 'method', 'reads'],
  ['POST', 'method', 'sends a form'],
  ['/search', 'route', 'one path'],
  ['/article/:slug', 'route', 'a path with what differs left out'],
  ['-', 'query', 'none'],
  ['page', 'kind', 'web pages'],
  ['asset', 'kind', 'pictures, styles, scripts'],
  ['feed', 'kind', 'feeds'],
  ['data', 'kind', 'data for scripts and apps'],
  ['curl', 'family', 'a program'],
  ['other', 'family', 'a program nobody knows'],
  ['none', 'referrer', 'none was sent; also: cookie, crawler'],
  ['own', 'referrer', 'a page of the site itself'],
  ['missing', 'fetch', 'a browser would have sent it'],
  ['contradicting', 'fetch', 'does not fit the browser it names'],
  ['session', 'cookie', 'of somebody signed in'],
  ['new', 'network', 'was not here in calm times'],
  ['seen', 'network', 'was here in calm times'],
]

/** One test as a person would say it, and no shorter than it is: `path is /search`, `user agent never seen before`. */
export function testText({ attribute, op, value }: RuleMatch): { attribute: string; op: string; value: string | null } {
  const name = ATTRIBUTE_WORDS[attribute]
  if (op === 'unseen') return { attribute: name, op: 'is one that normal visits do not have', value: null }
  return value === ''
    ? { attribute: name, op: 'is empty', value: null }
    : { attribute: name, op: 'is', value: visibleText(value) }
}
