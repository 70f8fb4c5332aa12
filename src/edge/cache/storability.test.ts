import { describe, expect, it } from 'vitest'
import { get, head, NOON } from './cache.test-support.js'
import type { CacheRequest } from './cache-request.js'
import { flatHeaders } from './response-headers.js'
import { type NotStorableReason, storability } from './storability.js'

type Headers = Record<string, string | string[]>
const CACHEABLE = { 'cache-control': 'max-age=60' }

function verdict(headers: Headers, { status = 200, request = get(), alreadyVaries = [] as string[] } = {}) {
  return storability(
    request,
    { status, headers: flatHeaders(headers) },
    { requestedAt: NOON, now: NOON, alreadyVaries },
  )
}

describe('what may be stored', () => {
  it.each([200, 203, 204, 301, 308, 404, 410])('status %i with a stated lifetime', (status) => {
    expect(verdict(CACHEABLE, { status }).kind).toBe('storable')
  })

  it.each<[string, Headers]>([
    ['max-age', { 'cache-control': 'max-age=60' }],
    ['s-maxage', { 'cache-control': 's-maxage=60, max-age=0' }],
    ['Expires', { date: 'Mon, 23 Nov 2026 12:00:00 GMT', expires: 'Mon, 23 Nov 2026 12:01:00 GMT' }],
    ['Expires without Date', { expires: 'Mon, 23 Nov 2026 12:01:00 GMT' }],
    ['no lifetime, but the origin lets an old copy stand in', { 'cache-control': 'max-age=0, stale-if-error=60' }],
    ['no lifetime, but public: grace may use it', { 'cache-control': 'public, max-age=0' }],
    ['must-revalidate while it is fresh', { 'cache-control': 'max-age=60, must-revalidate' }],
    ['gzip', { ...CACHEABLE, 'content-encoding': 'gzip' }],
    ['Vary on eight headers', { ...CACHEABLE, vary: 'a, b, c, d, e, f, g, h' }],
  ])('%s', (_what, headers) => {
    expect(verdict(headers).kind).toBe('storable')
  })
})

describe('what may not', () => {
  it.each<[string, NotStorableReason, Headers, { status?: number; request?: CacheRequest; alreadyVaries?: string[] }]>([
    ['a part', 'status', CACHEABLE, { status: 206 }],
    ['a temporary redirect', 'status', CACHEABLE, { status: 302 }],
    ['an error', 'status', CACHEABLE, { status: 500 }],
    ['a 403', 'status', CACHEABLE, { status: 403 }],
    ['an unknown status', 'status', CACHEABLE, { status: 299 }],
    ['an answer to HEAD, which has no body', 'request', CACHEABLE, { request: head() }],
    ['an answer to a POST', 'request', CACHEABLE, { request: { ...get(), method: 'POST' } }],
    [
      'an answer to Authorization',
      'request',
      { 'cache-control': 'public, max-age=60' },
      { request: get({ authorization: 'x' }) },
    ],
    [
      'an answer to a cookie',
      'request',
      { 'cache-control': 'public, max-age=60' },
      { request: get({ cookie: 'a=1' }) },
    ],
    ['an answer to a range', 'request', CACHEABLE, { request: get({ range: 'bytes=0-1' }) }],
    ['no-store', 'no-store', { 'cache-control': 'max-age=60, no-store' }, {}],
    ['No-Store in a header of its own', 'no-store', { 'cache-control': ['max-age=60', 'No-Store'] }, {}],
    ['private', 'private', { 'cache-control': 'Private, max-age=60' }, {}],
    ['private for some fields', 'private', { 'cache-control': 'max-age=60, private="x-name"' }, {}],
    ['private beside public', 'private', { 'cache-control': 'public, private, max-age=60' }, {}],
    ['no-cache', 'no-cache', { 'cache-control': 'no-cache, max-age=60' }, {}],
    ['Pragma: no-cache', 'no-cache', { pragma: 'No-Cache', expires: 'Mon, 23 Nov 2026 12:01:00 GMT' }, {}],
    ['Set-Cookie', 'set-cookie', { ...CACHEABLE, 'set-cookie': 'session=1' }, {}],
    ['Set-Cookie on a public page', 'set-cookie', { 'cache-control': 'public, max-age=60', 'Set-Cookie': ['a=1'] }, {}],
    ['nothing said, Last-Modified or not', 'no-freshness', { 'last-modified': 'Sun, 22 Nov 2026 12:00:00 GMT' }, {}],
    ['public and nothing else', 'no-freshness', { 'cache-control': 'public' }, {}],
    ['max-age=0', 'never-usable', { 'cache-control': 'max-age=0' }, {}],
    ['a lifetime that is no number', 'never-usable', { 'cache-control': 'max-age=soon' }, {}],
    [
      'public, max-age=0, must-revalidate',
      'never-usable',
      { 'cache-control': 'public, max-age=0, must-revalidate' },
      {},
    ],
    ['Expires: 0', 'never-usable', { expires: '0' }, {}],
    ['Expires in the past', 'never-usable', { expires: 'Thu, 19 Nov 1981 08:52:00 GMT' }, {}],
    ['Vary: *', 'vary', { ...CACHEABLE, vary: 'Accept, *' }, {}],
    ['Vary on nine headers', 'vary', { ...CACHEABLE, vary: 'a, b, c, d, e, f, g, h, i' }, {}],
    [
      'Vary on nine with those known',
      'vary',
      { ...CACHEABLE, vary: 'a, b, c, d, e' },
      { alreadyVaries: ['f', 'g', 'h', 'i'] },
    ],
    ['a giant value to vary on', 'vary', { ...CACHEABLE, vary: 'x-a' }, { request: get({ 'x-a': 'a'.repeat(2_000) }) }],
    ['a coding nobody knows', 'encoding', { ...CACHEABLE, 'content-encoding': 'aes128gcm' }, {}],
    ['two codings', 'encoding', { ...CACHEABLE, 'content-encoding': 'gzip, br' }, {}],
  ])('%s', (_what, reason, headers, options) => {
    expect(verdict(headers, options)).toEqual({ kind: 'not-storable', reason })
  })

  it('of what a visitor with other cookies gets, only what the origin calls shared', () => {
    const request = get({ cookie: '_ga=1' }, 'session')
    expect(verdict(CACHEABLE, { request })).toEqual({ kind: 'not-storable', reason: 'cookies' })
    expect(verdict({ 'cache-control': 'public, max-age=60' }, { request })).toMatchObject({
      kind: 'storable',
      shared: true,
    })
    expect(verdict({ 'cache-control': 's-maxage=60' }, { request })).toMatchObject({ kind: 'storable', shared: true })
    expect(verdict({ 'cache-control': 's-maxage=60', vary: 'Cookie' }, { request })).toEqual({
      kind: 'not-storable',
      reason: 'vary',
    })
  })
})
