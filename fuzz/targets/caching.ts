import fc from 'fast-check'
import { acceptedCodings, isKnownCoding } from '../../src/edge/cache/accepted-codings.js'
import { parseCacheControl } from '../../src/edge/cache/cache-control.js'
import { cacheKey, parameterName } from '../../src/edge/cache/cache-key.js'
import { cacheUse } from '../../src/edge/cache/cache-use.js'
import { httpDate, statedFreshness } from '../../src/edge/cache/freshness.js'
import { invalidatedUrls } from '../../src/edge/cache/invalidated-urls.js'
import { storability } from '../../src/edge/cache/storability.js'
import { unionOf, variantOf, varyNames } from '../../src/edge/cache/vary.js'
import { fieldLines, fieldValue } from '../engine/field-lines.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'

const NOW = Date.parse('2030-01-01T00:00:00Z')
const MOST_SECONDS = 2 ** 31

const directive = fc.constantFrom(
  'no-store', 'No-Store', 'private', 'private="set-cookie"', 'public', 'max-age=60', 'max-age="60"', 's-maxage=0', 'max-age=-1',
  'max-age=99999999999999999999', 'stale-if-error=9', 'stale-while-revalidate=30', 'must-revalidate', 'no-cache', 'a="\\"no-store"',
) // biome-ignore format: a list of words
const header = fc.oneof(
  fc.array(directive, { maxLength: 4 }).map((all) => `Cache-Control: ${all.join(', ')}`),
  fc.constantFrom(
    'Vary: *', 'Vary: Accept-Encoding, Cookie', 'Vary: __proto__', 'Age: 10', 'Age: -1', 'Expires: 0', 'Pragma: no-cache',
    'Expires: Tue, 01 Jan 2030 01:00:00 GMT', 'Date: Tue, 01 Jan 2030 00:00:00 GMT', 'Set-Cookie: a=b', 'Content-Encoding: br',
    'Location: /a?b', 'Location: //other.example/', 'Content-Location: ../x', 'Access-Control-Allow-Origin: https://a.example',
    'Accept-Encoding: gzip;q=0, BR', 'Accept-Encoding: x-gzip, zstd;q=0.000', 'Accept-Language: de, en;q=0.5',
  ), // biome-ignore format: a list of words
)
const input = fc
  .tuple(
    fc.oneof(fc.webPath(), fc.webUrl({ withQueryParameters: true }), fc.string()),
    fc.array(header, { maxLength: 6 }),
  )
  .map(([url, headers]) => [url, ...headers].join('\n'))

/** Whatever decides if an answer is kept and who is given it: the first line is a URL, the others are fields. */
export const caching: Target = {
  name: 'caching',
  about: 'Cache-Control, freshness, Vary, codings, cache keys and what is forgotten',
  weight: 1.5,
  words: [
    'Cache-Control: ',
    'max-age=',
    'no-store',
    'private',
    '"',
    '\\"',
    'Vary: ',
    'Age: ',
    'Expires: ',
    ' GMT',
    'Location: ',
    '?',
    '&',
    '=',
    '%',
    '%20',
    '+',
    '../',
    '//',
    'Accept-Encoding: ',
    ';q=0',
    '\n',
  ],
  generate: fromArbitrary(input),
  mostBytes: 110_000,
  // Seven readers, some of them several times.
  mostMs: 350,
  attempt(bytes) {
    const text = Buffer.from(bytes).toString('latin1')
    const end = text.indexOf('\n')
    const url = end < 0 ? text : text.slice(0, end)
    const headers = end < 0 ? [] : fieldLines(text.slice(end + 1))
    checkKey(url)
    checkControl(fieldValue(headers, 'cache-control') ?? url)
    checkFreshness(headers)
    checkCodings(fieldValue(headers, 'accept-encoding') ?? url)
    checkVary(headers)
    checkStorability(headers)
    checkInvalidated(url, headers)
  },
}

function checkKey(url: string): void {
  const question = url.indexOf('?')
  const path = question < 0 ? url : url.slice(0, question)
  const query = question < 0 ? '' : url.slice(question + 1)
  const parts = { scheme: 'https', host: 'News.example.org:443', path, query } as const
  const whole = cacheKey(parts)
  mustHold(whole.query === query && !whole.reduced, 'a key leaves the query as it is')
  mustHold(whole.key === `https://news.example.org${path}${query === '' ? '' : `?${query}`}`, 'a key is the URL')
  const kept = cacheKey({ ...parts, keep: (name) => name.length % 2 === 0 })
  mustHold(kept.reduced === (kept.query !== query), 'a key says when parameters were left out')
  mustHold(
    kept.query.split('&').every((pair) => pair === '' || parameterName(pair).length % 2 === 0) || !kept.reduced,
    'only parameters that are kept stay',
  )
  const again = cacheKey({ ...parts, query: kept.query, keep: (name) => name.length % 2 === 0 })
  mustHold(again.key === kept.key, 'a reduced query is not reduced further')
}

function checkControl(field: string): void {
  const control = parseCacheControl(field)
  for (const seconds of [control.maxAge, control.sMaxAge, control.staleIfError, control.staleWhileRevalidate]) {
    mustHold(
      seconds === undefined || (Number.isInteger(seconds) && seconds >= 0 && seconds <= MOST_SECONDS),
      'a time is a whole number of seconds',
    )
  }
  const stricter = parseCacheControl(`no-store, ${field}`)
  mustHold(stricter.noStore && stricter.maxAge === control.maxAge, 'a directive before others leaves them as they are')
}

function checkFreshness(headers: string[]): void {
  const control = parseCacheControl(fieldValue(headers, 'cache-control'))
  const fresh = statedFreshness(headers, control, { requestedAt: NOW - 10, now: NOW })
  if (fresh === undefined) return
  const times = [fresh.bornAt, fresh.freshUntil, fresh.staleIfErrorUntil, fresh.staleWhileRevalidateUntil]
  mustHold(times.every(Number.isFinite), 'all times are finite')
  mustHold(
    fresh.bornAt <= NOW && fresh.freshUntil >= fresh.bornAt,
    'an answer was made in the past and is not stale before',
  )
  mustHold(
    times.slice(2).every((time) => time >= fresh.freshUntil),
    'no copy is stale before it is fresh',
  )
  const date = httpDate(fieldValue(headers, 'date'))
  mustHold(date === undefined || Number.isFinite(date), 'a date is a number or none')
}

function checkCodings(field: string): void {
  const codings = acceptedCodings(field)
  mustHold(acceptedCodings(codings) === codings, 'accepted codings are their own canonical form')
  mustHold(/^(?:(?:br|deflate|gzip|zstd)(?:, |$))*$/.test(codings), 'only codings that are stored')
  for (const coding of codings.split(', ')) mustHold(coding === '' || isKnownCoding(coding), 'which are known')
}

function checkVary(headers: string[]): void {
  const names = varyNames(headers)
  if (names === undefined) return
  mustHold(JSON.stringify(names) === JSON.stringify([...new Set(names)].sort()), 'names are sorted and there once')
  const request = requestOf(headers)
  mustHold(variantOf(names, request) === variantOf(names, { ...request }), 'a variant is the same again')
  mustHold(unionOf(names, names).length === names.length, 'a list and itself are that list')
}

function checkStorability(headers: string[]): void {
  const answer = { status: 200, headers }
  const request = { method: 'GET', headers: {}, use: cacheUse('GET', {}) }
  const kept = storability(request, answer, { requestedAt: NOW, now: NOW, alreadyVaries: [] })
  if (kept.kind !== 'storable') return
  const control = fieldValue(headers, 'cache-control')?.toLowerCase() ?? ''
  const plain = control.replaceAll(/="(?:[^"\\]|\\.)*"/g, '')
  const words = plain.split(/[\s,]+/).map((word) => word.replace(/=.*/, ''))
  for (const word of ['no-store', 'private', 'no-cache']) {
    mustHold(!words.includes(word), () => `${word} is not stored: ${JSON.stringify(control)}`)
  }
  mustHold(fieldValue(headers, 'set-cookie') === undefined, 'a cookie is not stored')
  mustHold(kept.varyNames.length <= 8, 'an answer varies on at most eight fields')
}

function checkInvalidated(url: string, headers: string[]): void {
  const target = {
    scheme: 'https',
    host: 'news.example.org',
    path: url.startsWith('/') ? url : `/${url}`,
    query: '',
  } as const
  mustHold(
    invalidatedUrls('GET', target, { status: 200, headers }).length === 0,
    'a safe method makes nothing doubtful',
  )
  const doubtful = invalidatedUrls('POST', target, { status: 303, headers })
  mustHold(doubtful.length >= 1 && doubtful.length <= 3, 'the target, and two more at most')
  mustHold(
    doubtful.every(({ host, scheme }) => host === target.host && scheme === target.scheme),
    'all of this site',
  )
}

/** As node:http gives them; `__proto__` is a header like any other. */
function requestOf(headers: readonly string[]): Record<string, string> {
  const request: Record<string, string> = Object.create(null)
  for (let i = 0; i + 1 < headers.length; i += 2) request[(headers[i] ?? '').toLowerCase()] = headers[i + 1] ?? ''
  return request
}
