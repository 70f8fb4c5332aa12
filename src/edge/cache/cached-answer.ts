import type { CacheEntry } from './cache-entry.js'
import { type CacheRequest, requestHeader } from './cache-request.js'
import { httpDate } from './freshness.js'
import { type FlatHeaders, headerPairs, responseHeader, withoutHeaders } from './response-headers.js'

/** What to write for a request that is answered from a stored entry. */
export interface CachedAnswer {
  status: number
  /** Ready for `writeHead`; shared with other answers, so add to a copy. */
  headers: FlatHeaders
  /** Absent where there is none to send: HEAD, 204, 304, 416. */
  body?: Buffer
}

type Asked = Pick<CacheRequest, 'method' | 'headers'>

/** What a 304 repeats of the 200 it stands for (RFC 9110 section 15.4.5). */
const IN_NOT_MODIFIED: ReadonlySet<string> = new Set([
  'age',
  'access-control-allow-origin',
  'cache-control',
  'content-location',
  'date',
  'etag',
  'expires',
  'vary',
])
const CONTENT_LENGTH: ReadonlySet<string> = new Set(['content-length'])
const BODY_HEADERS: ReadonlySet<string> = new Set(['content-length', 'content-encoding', 'content-type'])

/**
 * The answer a stored entry gives to a request: whole, 304 when the visitor has it already, 206 or 416 for one
 * range, and without body for HEAD.
 *
 * @param now Unix milliseconds
 */
export function cachedAnswer(entry: CacheEntry, request: Asked, now: number): CachedAnswer {
  const headers = entry.headersAt(now)
  if (entry.status === 200) {
    if (isNotModified(entry, request)) return { status: 304, headers: onlyFor304(headers) }
    if (request.method === 'GET') {
      const range = requestedRange(entry, request)
      if (range !== undefined) return rangeAnswer(entry, headers, range)
    }
  }
  return request.method === 'HEAD' || entry.status === 204
    ? { status: entry.status, headers }
    : { status: entry.status, headers, body: entry.body }
}

/** RFC 9111 section 4.3.2: If-None-Match decides when it is there, else If-Modified-Since. */
function isNotModified(entry: CacheEntry, { headers }: Asked): boolean {
  const noneMatch = requestHeader(headers, 'if-none-match')
  if (noneMatch !== undefined) return matchesAnyTag(noneMatch, entry.etag)
  const since = httpDate(requestHeader(headers, 'if-modified-since'))
  const modified = httpDate(entry.lastModified)
  return since !== undefined && modified !== undefined && modified <= since
}

/** Weak comparison (RFC 9110 section 8.8.3.2): `W/` makes no difference. */
function matchesAnyTag(list: string, etag: string | undefined): boolean {
  if (list.trim() === '*') return true
  if (etag === undefined) return false
  const wanted = opaqueTag(etag)
  for (const [tag] of list.matchAll(/"[^"]*"/g)) if (tag === wanted) return true
  return false
}

export function opaqueTag(etag: string): string {
  return etag.startsWith('W/') ? etag.slice(2) : etag
}

function onlyFor304(headers: FlatHeaders): FlatHeaders {
  const kept: string[] = []
  for (const [name, value] of headerPairs(headers)) if (IN_NOT_MODIFIED.has(name.toLowerCase())) kept.push(name, value)
  return kept
}

type Range = { first: number; last: number } | 'unsatisfiable'

/**
 * The one byte range asked for, last byte included; `undefined` where the whole body is the right answer: no Range,
 * several ranges, one that cannot be read, or an If-Range that no longer holds (RFC 9110 sections 13.1.5 and 14.2).
 */
function requestedRange(entry: CacheEntry, { headers }: Asked): Range | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(requestHeader(headers, 'range') ?? '')
  if (match === null || !ifRangeHolds(entry, requestHeader(headers, 'if-range'))) return undefined
  const [, from = '', to = ''] = match
  const length = entry.body.length
  if (from === '') {
    if (to === '') return undefined
    const suffix = Number(to)
    return suffix === 0 || length === 0 ? 'unsatisfiable' : { first: Math.max(0, length - suffix), last: length - 1 }
  }
  const first = Number(from)
  if (to !== '' && Number(to) < first) return undefined
  return first >= length ? 'unsatisfiable' : { first, last: to === '' ? length - 1 : Math.min(Number(to), length - 1) }
}

/** Strong comparison: a range of another body would be glued to what the visitor has. */
function ifRangeHolds(entry: CacheEntry, ifRange: string | undefined): boolean {
  if (ifRange === undefined) return true
  if (ifRange.startsWith('"')) return ifRange === entry.etag
  // A date is a strong validator only when the body cannot have changed again within its second (section 8.8.2.2).
  const modified = httpDate(entry.lastModified)
  const made = httpDate(responseHeader(entry.headers, 'date'))
  return modified !== undefined && made !== undefined && made - modified >= 1_000 && ifRange === entry.lastModified
}

function rangeAnswer(entry: CacheEntry, headers: FlatHeaders, range: Range): CachedAnswer {
  const length = entry.body.length
  if (range === 'unsatisfiable') {
    const kept = withoutHeaders(headers, BODY_HEADERS)
    return { status: 416, headers: [...kept, 'Content-Range', `bytes */${length}`, 'Content-Length', '0'] }
  }
  const { first, last } = range
  const kept = withoutHeaders(headers, CONTENT_LENGTH)
  kept.push('Content-Range', `bytes ${first}-${last}/${length}`, 'Content-Length', String(last - first + 1))
  return { status: 206, headers: kept, body: entry.body.subarray(first, last + 1) }
}
