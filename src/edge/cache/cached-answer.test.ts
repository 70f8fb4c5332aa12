import { describe, expect, it } from 'vitest'
import { cacheOf, get, head, KEY, NOON, page } from './cache.test-support.js'
import type { CacheRequest, RequestHeaders } from './cache-request.js'
import { cachedAnswer } from './cached-answer.js'
import { responseHeader } from './response-headers.js'

const MODIFIED = 'Mon, 23 Nov 2026 10:00:00 GMT'
const FULL = { etag: '"v1"', 'last-modified': MODIFIED, 'content-type': 'text/plain', vary: 'accept' }

function answer(request: CacheRequest, headers: Record<string, string> = FULL, status = 200, body = '0123456789') {
  const stored = cacheOf().store(KEY, get(), { ...page('max-age=60', headers, body), status }, NOON)
  if (stored.kind !== 'stored') throw new Error(stored.reason)
  const { status: sent, headers: fields, body: content } = cachedAnswer(stored.entry, request, NOON + 5_000)
  return { status: sent, body: content?.toString(), field: (name: string) => responseHeader(fields, name) }
}

describe('an answer from a copy', () => {
  it('is the whole page with its length and age', () => {
    const { status, body, field } = answer(get())
    expect([status, body, field('content-length'), field('age')]).toEqual([200, '0123456789', '10', '5'])
  })

  it('has no body for HEAD, but its length', () => {
    const { status, body, field } = answer(head())
    expect([status, body, field('content-length')]).toEqual([200, undefined, '10'])
  })

  it('has neither for 204', () => {
    const { status, body, field } = answer(get(), {}, 204, '')
    expect([status, body, field('content-length')]).toEqual([204, undefined, undefined])
  })

  it('ages no more than once a second, and never backwards', () => {
    const stored = cacheOf().store(KEY, get(), page('max-age=60'), NOON)
    if (stored.kind !== 'stored') throw new Error(stored.reason)
    const { entry } = stored
    expect(entry.headersAt(NOON + 1_001)).toBe(entry.headersAt(NOON + 1_999))
    expect(entry.headersAt(NOON + 2_000).at(-1)).toBe('2')
    expect(entry.headersAt(NOON - 9_000).at(-1)).toBe('0')
  })
})

describe('a visitor who has it already (RFC 9110 section 13)', () => {
  it.each<[RequestHeaders, number]>([
    [{ 'if-none-match': '"v1"' }, 304],
    [{ 'if-none-match': 'W/"v1"' }, 304],
    [{ 'if-none-match': '"a", W/"v1" ,"b"' }, 304],
    [{ 'if-none-match': ['"a"', '"v1"'] }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"v2"' }, 200],
    [{ 'if-none-match': 'v1' }, 200],
    [{ 'if-none-match': '"v2"', 'if-modified-since': MODIFIED }, 200],
    [{ 'if-modified-since': MODIFIED }, 304],
    [{ 'if-modified-since': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 304],
    [{ 'if-modified-since': 'Mon, 23 Nov 2026 09:00:00 GMT' }, 200],
    [{ 'if-modified-since': 'lately' }, 200],
  ])('%j: %i', (headers, status) => {
    expect(answer(get(headers)).status).toBe(status)
    expect(answer(head(headers)).status).toBe(status)
  })

  it('gets the headers that belong to a 304 and nothing else', () => {
    const { body, field } = answer(get({ 'if-none-match': '"v1"' }))
    expect(body).toBeUndefined()
    expect(['etag', 'cache-control', 'vary', 'age', 'date'].map(field)).not.toContain(undefined)
    expect([field('content-length'), field('content-type'), field('last-modified')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('cannot be told so of a copy without validators, or of one that is not a 200', () => {
    expect(answer(get({ 'if-none-match': '"v1"', 'if-modified-since': MODIFIED }), {}).status).toBe(200)
    expect(answer(get({ 'if-none-match': '"v1"' }), FULL, 404).status).toBe(404)
  })
})

describe('one range (RFC 9110 section 14)', () => {
  it.each<[string, number, string | undefined, string | undefined]>([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-', 416, undefined, 'bytes */10'],
    ['bytes=-0', 416, undefined, 'bytes */10'],
    ['bytes=5-2', 200, '0123456789', undefined],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['bytes=-', 200, '0123456789', undefined],
    ['bytes=a-b', 200, '0123456789', undefined],
    ['pages=1-2', 200, '0123456789', undefined],
    ['bytes=99999999999999999999-', 200, '0123456789', undefined],
  ])('%s', (range, status, body, contentRange) => {
    const sent = answer(get({ range }))
    expect([sent.status, sent.body, sent.field('content-range')]).toEqual([status, body, contentRange])
    expect(sent.field('content-length')).toBe(String(body?.length ?? 0))
  })

  it('of nothing cannot be had', () => {
    expect(answer(get({ range: 'bytes=0-' }), FULL, 200, '').status).toBe(416)
  })

  it('is for GET only, and for a 200', () => {
    expect(answer(head({ range: 'bytes=0-1' })).status).toBe(200)
    expect(answer(get({ range: 'bytes=0-1' }), FULL, 404).status).toBe(404)
  })

  it.each<[string, Record<string, string>, number]>([
    ['"v1"', FULL, 206],
    ['"v2"', FULL, 200],
    ['W/"v1"', { ...FULL, etag: 'W/"v1"' }, 200],
    ['"v1"', {}, 200],
    [MODIFIED, FULL, 206],
    ['Mon, 23 Nov 2026 11:00:00 GMT', FULL, 200],
    [MODIFIED, { ...FULL, date: MODIFIED }, 200],
  ])('If-Range: %s of %j gives %i', (ifRange, headers, status) => {
    expect(answer(get({ range: 'bytes=0-1', 'if-range': ifRange }), headers).status).toBe(status)
  })
})
