import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cacheOf, get, head, KEY, NOON, page, SECOND_MS } from './cache.test-support.js'
import type { CacheEntry } from './cache-entry.js'
import type { CacheRequest } from './cache-request.js'
import { ANONYMOUS_USE } from './cache-use.js'
import type { LookupResult, OriginAnswer, ResponseCache } from './response-cache.js'

const CALM = { distressed: false }
const DISTRESSED = { distressed: true }
const at = (seconds: number) => NOON + seconds * SECOND_MS

function stored(cache: ResponseCache, answer: OriginAnswer, request: CacheRequest = get(), now = NOON): CacheEntry {
  const result = cache.store(KEY, request, answer, now)
  if (result.kind !== 'stored') throw new Error(`not stored: ${result.reason}`)
  return result.entry
}

function text(result: LookupResult): string | undefined {
  return result.kind === 'miss' ? undefined : result.entry.body.toString()
}

describe('from fresh to gone', () => {
  type Step = [atSecond: number, distressed: boolean, kind: LookupResult['kind'], usableWhenBusy: boolean]
  const table: [cacheControl: string, steps: Step[]][] = [
    [
      'max-age=60',
      [
        [0, false, 'fresh', true],
        [59, false, 'fresh', true],
        [60, false, 'expired', true],
        [69, false, 'expired', true],
        [70, false, 'expired', false],
        [70, true, 'stale', true],
        [3_659, true, 'stale', true],
        [3_660, true, 'expired', false],
      ],
    ],
    [
      'max-age=60, stale-while-revalidate=30',
      [
        [61, false, 'stale', true],
        [89, false, 'stale', true],
        [90, false, 'expired', false],
        [90, true, 'stale', true],
      ],
    ],
    [
      'max-age=60, stale-if-error=600',
      [
        [61, false, 'expired', true],
        [659, false, 'expired', true],
        [660, false, 'expired', false],
      ],
    ],
    [
      'max-age=60, must-revalidate',
      [
        [59, true, 'fresh', true],
        [61, false, 'expired', false],
        [61, true, 'expired', false],
      ],
    ],
    [
      'max-age=60, proxy-revalidate',
      [
        [61, false, 'expired', false],
        [61, true, 'expired', false],
      ],
    ],
    [
      's-maxage=60',
      [
        [59, true, 'fresh', true],
        [61, false, 'expired', false],
        [61, true, 'expired', false],
      ],
    ],
    [
      's-maxage=60, stale-while-revalidate=30',
      [
        [61, false, 'stale', true],
        [91, true, 'expired', false],
      ],
    ],
    [
      's-maxage=60, stale-if-error=30',
      [
        [61, false, 'expired', true],
        [91, true, 'expired', false],
      ],
    ],
    [
      'public, max-age=0',
      [
        [0, false, 'expired', true],
        [0, true, 'stale', true],
      ],
    ],
  ]
  const cases = table.flatMap(([cacheControl, steps]) => steps.map((step) => [cacheControl, ...step] as const))

  it.each(cases)(
    '%s after %i s, distressed %s: %s, stands in when busy: %s',
    (cacheControl, second, distressed, kind, usable) => {
      const cache = cacheOf()
      stored(cache, page(cacheControl, { etag: '"1"' }))
      const result = cache.lookup(KEY, get(), at(second), { distressed })
      expect(result.kind).toBe(kind)
      if (result.kind !== 'miss') expect(result.ageSeconds).toBe(second)
      const standIn = cache.usableWhenBusy(result, { distressed, originFailed: false }, at(second))
      expect(standIn !== null).toBe(usable)
    },
  )

  it('gives grace for a failing origin before the distress is measured', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60'))
    const result = cache.lookup(KEY, get(), at(600), CALM)
    expect(cache.usableWhenBusy(result, { distressed: false, originFailed: false }, at(600))).toBeNull()
    expect(cache.usableWhenBusy(result, { distressed: false, originFailed: true }, at(600))?.body.toString()).toBe(
      'page',
    )
  })

  it('has nothing for a miss', () => {
    const cache = cacheOf()
    const result = cache.lookup(KEY, get(), NOON, DISTRESSED)
    expect(result).toEqual({ kind: 'miss' })
    expect(cache.usableWhenBusy(result, { distressed: true, originFailed: true }, NOON)).toBeNull()
  })

  it('drops what can neither be given nor be confirmed any more', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60'))
    expect(cache.lookup(KEY, get(), at(3_660), CALM).kind).toBe('miss')
    expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0 })
  })

  it('tells one visitor in five seconds to fetch a new one, however many come', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60, stale-while-revalidate=600'))
    const told = (second: number) => {
      const result = cache.lookup(KEY, get(), at(second), CALM)
      return result.kind === 'stale' && result.revalidate
    }
    expect([60, 60, 61, 64, 65, 66, 70].map(told)).toEqual([true, false, false, false, true, false, true])
  })

  it('adds the Age that the answer came with', () => {
    const cache = cacheOf()
    const entry = stored(cache, page('max-age=60', { age: '20' }))
    expect(cache.lookup(KEY, get(), at(39), CALM)).toMatchObject({ kind: 'fresh', ageSeconds: 59 })
    expect(cache.lookup(KEY, get(), at(40), CALM).kind).toBe('expired')
    expect(entry.headersAt(at(10)).slice(-2)).toEqual(['Age', '30'])
  })
})

describe('whose answer is given to whom', () => {
  it('gives copies of shared pages only to a visitor whose cookies nobody has explained', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60'))
    expect(cache.lookup(KEY, get({ cookie: 'a=1' }), NOON, CALM).kind).toBe('miss')
    expect(cache.lookup(KEY, get({ cookie: 'a=1' }, 'session'), NOON, CALM).kind).toBe('fresh')
    stored(cache, page('public, max-age=60'))
    expect(cache.lookup(KEY, get({ cookie: 'a=1' }), NOON, CALM).kind).toBe('fresh')
  })

  it('gives nothing to a signed-in visitor, to Authorization, or to a POST', () => {
    const cache = cacheOf()
    stored(cache, page('public, max-age=60'))
    for (const request of [
      get({ cookie: 'session=1' }, 'session'),
      get({ authorization: 'Bearer x' }),
      { ...get(), method: 'POST', use: ANONYMOUS_USE },
    ]) {
      expect(cache.lookup(KEY, request, NOON, DISTRESSED).kind).toBe('miss')
    }
  })

  it('answers HEAD from the page, but stores none', () => {
    const cache = cacheOf()
    expect(cache.store(KEY, head(), page('max-age=60', {}, ''), NOON)).toEqual({
      kind: 'not-stored',
      reason: 'request',
    })
    stored(cache, page('max-age=60'))
    expect(cache.lookup(KEY, head(), NOON, CALM).kind).toBe('fresh')
  })

  it('never gives a session its answer to another, whatever the origin says of it', () => {
    const header = fc.constantFrom(
      'public',
      'max-age=60',
      's-maxage=60',
      'stale-if-error=99',
      'private',
      'no-cache',
      'no-store',
    )
    const cookie = fc.constantFrom(undefined, 'session=alice', '_ga=7', 'session=bob; x=1')
    const authorization = fc.constantFrom(undefined, 'Bearer alice')
    const visit = fc.record({
      control: fc.array(header, { maxLength: 4 }),
      cookie,
      authorization,
      setsCookie: fc.boolean(),
      named: fc.constantFrom(undefined, 'session'),
      second: fc.nat({ max: 400 }),
      vary: fc.constantFrom(undefined, 'cookie', 'accept-language'),
    })
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 40 }), (visits) => {
        const cache = cacheOf()
        for (const { control, cookie, authorization, setsCookie, named, second, vary } of visits) {
          const headers = { ...(cookie && { cookie }), ...(authorization && { authorization }) }
          const request = get(headers, named)
          const personal = authorization !== undefined || (cookie?.includes('session') ?? false)
          const found = cache.lookup(KEY, request, at(second), DISTRESSED)
          expect(text(found) ?? 'for all').toBe('for all')
          const answer = page(control.join(', '), vary === undefined ? {} : { vary }, personal ? 'for one' : 'for all')
          const ours = setsCookie ? { ...answer, headers: { ...answer.headers, 'set-cookie': 'a=1' } } : answer
          cache.store(KEY, request, ours, at(second))
        }
      }),
    )
  })
})

describe('variants (Vary)', () => {
  const german = get({ 'accept-language': 'de' })
  const irish = get({ 'accept-language': 'ga' })
  const vary = { vary: 'Accept-Language' }

  it('keeps one for each value, an absent one included', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60', vary, 'deutsch'), german)
    stored(cache, page('max-age=60', vary, 'gaeilge'), irish)
    stored(cache, page('max-age=60', vary, 'none'), get())
    const lookup = (request: CacheRequest) => text(cache.lookup(KEY, request, NOON, CALM))
    expect([german, irish, get()].map(lookup)).toEqual(['deutsch', 'gaeilge', 'none'])
    expect(lookup(get({ 'accept-language': '' }))).toBeUndefined()
    expect(lookup(get({ 'accept-language': 'fr' }))).toBeUndefined()
    expect(cache.stats().entries).toBe(3)
  })

  it('replaces the same variant', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60', vary, 'old'), german)
    stored(cache, page('max-age=60', vary, 'new'), get({ 'accept-language': ' DE ' }))
    expect(text(cache.lookup(KEY, german, NOON, CALM))).toBe('new')
    expect(cache.stats().entries).toBe(1)
  })

  it('does not give an answer that forgot its Vary to everybody', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60', vary, 'deutsch'), german)
    stored(cache, page('max-age=60', {}, 'gaeilge, without Vary'), irish)
    expect(text(cache.lookup(KEY, german, NOON, CALM))).toBe('deutsch')
    expect(text(cache.lookup(KEY, get(), NOON, CALM))).toBeUndefined()
  })

  it('starts again when the origin varies on something new', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60', {}, 'for all'), german)
    stored(cache, page('max-age=60', vary, 'gaeilge'), irish)
    expect(text(cache.lookup(KEY, german, NOON, CALM))).toBeUndefined()
    expect(text(cache.lookup(KEY, irish, NOON, CALM))).toBe('gaeilge')
    expect(cache.stats().entries).toBe(1)
  })

  it('holds eight of a URL, and the wanted ones through a flood of others', () => {
    const cache = cacheOf()
    for (let i = 0; i < 5; i++) {
      stored(cache, page('max-age=600', vary), get({ 'accept-language': `wanted${i}` }))
      for (let n = 0; n < 3; n++) cache.lookup(KEY, get({ 'accept-language': `wanted${i}` }), NOON, CALM)
    }
    for (let i = 0; i < 1_000; i++) {
      stored(cache, page('max-age=600', vary), get({ 'accept-language': `junk${i}` }), NOON + i)
      expect(cache.stats().entries).toBeLessThanOrEqual(8)
    }
    for (let i = 0; i < 5; i++) {
      expect(cache.lookup(KEY, get({ 'accept-language': `wanted${i}` }), NOON, CALM).kind).toBe('fresh')
    }
  })

  it('tells encodings apart that an origin forgot to say it varies on', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60', { 'content-encoding': 'gzip' }), get({ 'accept-encoding': 'gzip, br' }))
    expect(cache.lookup(KEY, get({ 'accept-encoding': 'br;q=1.0,gzip;q=0.5' }), NOON, CALM).kind).toBe('fresh')
    expect(cache.lookup(KEY, get({ 'accept-encoding': 'gzip;q=0, br' }), NOON, CALM).kind).toBe('miss')
    expect(cache.lookup(KEY, get(), NOON, CALM).kind).toBe('miss')
  })

  it('tells sites apart that an origin allows by name', () => {
    const cache = cacheOf()
    const allowed = { 'access-control-allow-origin': 'https://a.example' }
    stored(cache, page('max-age=60', allowed), get({ origin: 'https://a.example' }))
    expect(cache.lookup(KEY, get({ origin: 'https://b.example' }), NOON, CALM).kind).toBe('miss')
  })

  it('survives names that JavaScript objects have of themselves', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60', { vary: '__proto__, constructor, hasOwnProperty' }))
    expect(cache.lookup(KEY, get(), NOON, CALM).kind).toBe('fresh')
  })
})

describe('only whole bodies', () => {
  it.each([
    ['shorter than stated', '5', 'page'],
    ['longer than stated', '3', 'page'],
    ['a length that is none', 'four', 'page'],
  ])('%s is not stored', (_what, length, body) => {
    const cache = cacheOf()
    const answer = page('max-age=60', { 'content-length': length }, body)
    expect(cache.store(KEY, get(), answer, NOON)).toEqual({ kind: 'not-stored', reason: 'incomplete' })
    expect(cache.stats().entries).toBe(0)
  })

  it('nor is one that is too large, with its headers', () => {
    const cache = cacheOf({ maxEntryBytes: 50_000 })
    expect(cache.store(KEY, get(), page('max-age=60', {}, 'x'.repeat(50_000)), NOON)).toMatchObject({
      reason: 'too-large',
    })
    const giant = page('max-age=60', { 'x-giant': 'x'.repeat(60_000) })
    expect(cache.store(KEY, get(), giant, NOON)).toMatchObject({ reason: 'too-large' })
  })
})

describe('the headers that are kept', () => {
  it('are end-to-end, with Date, length and Age of our own', () => {
    const cache = cacheOf()
    const answer = page('max-age=60', {
      Connection: 'close, X-Hop',
      'X-Hop': '1',
      'Keep-Alive': 'timeout=5',
      'Transfer-Encoding': 'chunked',
      Trailer: 'x',
      'Content-Type': 'text/html',
      Age: '7',
    })
    expect(stored(cache, answer).headersAt(at(3))).toEqual([
      'cache-control',
      'max-age=60',
      'Content-Type',
      'text/html',
      'Date',
      'Mon, 23 Nov 2026 12:00:00 GMT',
      'Content-Length',
      '4',
      'Age',
      '10',
    ])
  })

  it('keep every value of a header that comes twice', () => {
    const cache = cacheOf()
    const headers = ['Cache-Control', 'max-age=60', 'Link', '</a>', 'Link', '</b>', 'Date', 'x']
    const entry = stored(cache, { status: 200, headers, body: Buffer.alloc(0) })
    expect(entry.headersAt(NOON).filter((text) => text.startsWith('</'))).toEqual(['</a>', '</b>'])
  })
})

describe('a 304 of the origin (RFC 9111 section 4.3.4)', () => {
  it('makes the copy fresh again with its headers and our body', () => {
    const cache = cacheOf()
    const headers = { etag: '"1"', 'x-edition': 'morning', age: '30', 'content-type': 'text/html' }
    const entry = stored(cache, page('max-age=60', headers))
    expect(entry.conditionalHeaders()).toEqual({ 'if-none-match': '"1"' })
    const update = { ETag: 'W/"1"', 'X-Edition': 'evening', 'content-length': '0', 'content-type': 'text/plain' }
    const result = cache.refresh(entry, get(), update, at(100))
    expect(result.kind).toBe('refreshed')
    const found = cache.lookup(KEY, get(), at(159), CALM)
    expect(found).toMatchObject({ kind: 'fresh', ageSeconds: 59 })
    if (found.kind !== 'fresh') return
    expect(found.entry.body.toString()).toBe('page')
    const sent = found.entry.headersAt(at(159))
    expect(sent).toContain('evening')
    expect(sent).not.toContain('morning')
    expect(sent).toContain('text/html')
    expect(sent.filter((name) => name.toLowerCase() === 'content-length')).toHaveLength(1)
    expect(cache.stats()).toMatchObject({ entries: 1 })
  })

  it('brings another lifetime', () => {
    const cache = cacheOf()
    const entry = stored(cache, page('max-age=60', { etag: '"1"' }))
    cache.refresh(entry, get(), { 'cache-control': 's-maxage=5' }, at(100))
    expect(cache.lookup(KEY, get(), at(104), CALM).kind).toBe('fresh')
    expect(cache.lookup(KEY, get(), at(105), DISTRESSED).kind).toBe('expired')
  })

  it.each([
    ['another ETag', { etag: '"2"' }],
    ['another Last-Modified', { 'last-modified': 'Mon, 23 Nov 2026 11:00:00 GMT' }],
  ])('with %s is about another body: ask again', (_what, headers) => {
    const cache = cacheOf()
    const entry = stored(cache, page('max-age=60', { etag: '"1"', 'last-modified': 'Mon, 23 Nov 2026 10:00:00 GMT' }))
    expect(cache.refresh(entry, get(), headers, at(100)).kind).toBe('mismatch')
    expect(cache.lookup(KEY, get(), at(100), CALM).kind).toBe('miss')
  })

  it.each([
    ['no-store', { 'cache-control': 'no-store' }],
    ['private', { 'cache-control': 'private' }],
    ['a cookie', { 'set-cookie': 'a=1' }],
  ])('with %s ends the storing', (_what, headers) => {
    const cache = cacheOf()
    const entry = stored(cache, page('max-age=60', { etag: '"1"' }))
    expect(cache.refresh(entry, get(), headers, at(100)).kind).toBe('not-storable')
    expect(cache.lookup(KEY, get(), at(100), CALM).kind).toBe('miss')
  })

  it('to a visitor with a session proves nothing for the others', () => {
    const cache = cacheOf()
    const entry = stored(cache, page('max-age=60', { etag: '"1"' }))
    const session = get({ cookie: 'session=1' }, 'session')
    expect(cache.refresh(entry, session, { 'cache-control': 'private' }, at(100)).kind).toBe('not-storable')
    expect(cache.lookup(KEY, get(), at(100), CALM).kind).toBe('expired')
  })

  it('for a copy that is gone meanwhile brings it back', () => {
    const cache = cacheOf()
    const entry = stored(cache, page('max-age=60', { etag: '"1"' }))
    cache.clear()
    cache.refresh(entry, get(), {}, at(100))
    expect(cache.lookup(KEY, get(), at(100), CALM).kind).toBe('fresh')
  })
})

describe('after something was changed (RFC 9111 section 4.4)', () => {
  it('asks before it gives a copy again', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60, stale-while-revalidate=60', { etag: '"1"' }))
    cache.invalidate(KEY, at(10))
    expect(cache.lookup(KEY, get(), at(10), CALM).kind).toBe('expired')
  })

  it('still lets the copy stand in while the origin is distressed, so that posting is no way to empty the cache', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60'))
    for (let i = 0; i < 100; i++) cache.invalidate(KEY, at(10 + i))
    expect(cache.lookup(KEY, get(), at(110), DISTRESSED)).toMatchObject({ kind: 'stale', revalidate: true })
  })

  it('does not store an answer that was asked for before', () => {
    const cache = cacheOf()
    cache.invalidate(KEY, at(1))
    const old = cache.store(KEY, get(), page('max-age=60'), at(2), NOON)
    expect(old).toEqual({ kind: 'not-stored', reason: 'invalidated' })
    expect(cache.store(KEY, get(), page('max-age=60'), at(3), at(2)).kind).toBe('stored')
  })

  it('purges what matches', () => {
    const cache = cacheOf()
    stored(cache, page('max-age=60'))
    cache.store(`${KEY}a`, get(), page('max-age=60'), NOON)
    expect(cache.purge((key) => key.endsWith('a'))).toBe(1)
    expect(cache.stats().entries).toBe(1)
    cache.clear()
    expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0 })
  })
})

describe('the bound', () => {
  it('is refused when an entry could push out everything', () => {
    expect(cacheOf({ maxBytes: 1_000_000, maxEntryBytes: 200_000 }).maxEntryBytes).toBe(200_000)
    expect(() => cacheOf({ maxBytes: 1_000_000, maxEntryBytes: 500_000 })).toThrow(/at most 200000 bytes/)
  })

  it('holds, and the wanted pages stay, through a flood of unique cacheable URLs', () => {
    const cache = cacheOf({ maxBytes: 2_000_000, maxEntryBytes: 100_000 })
    const wanted = Array.from({ length: 40 }, (_, i) => `https://news.example.org/article/${i}`)
    const body = 'x'.repeat(10_000)
    for (const key of wanted) cache.store(key, get(), page('max-age=3600', {}, body), NOON)
    for (const key of wanted) for (let n = 0; n < 3; n++) cache.lookup(key, get(), at(n), CALM)
    for (let i = 0; i < 20_000; i++) {
      const now = at(4) + i * 10
      cache.store(`https://news.example.org/?${i}`, get(), page('max-age=3600', {}, body), now)
      cache.lookup(`https://news.example.org/?${i}`, get(), now, CALM)
      if (i % 500 === 0) expect(cache.stats().bytes).toBeLessThanOrEqual(2_000_000)
    }
    const kept = wanted.filter((key) => cache.lookup(key, get(), at(210), CALM).kind === 'fresh')
    expect(kept).toHaveLength(40)
    expect(cache.stats().evictions).toBeGreaterThan(19_000)
  })

  it('counts a replacement at its own size', () => {
    const cache = cacheOf()
    for (const size of [10, 90_000, 400]) {
      const entry = stored(cache, page('max-age=60', {}, 'x'.repeat(size)))
      expect(cache.stats()).toMatchObject({ entries: 1, bytes: entry.bytes })
      expect(entry.bytes).toBeGreaterThan(size)
    }
  })

  it('holds whatever happens, and the counts stay true', () => {
    const step = fc.record({
      action: fc.constantFrom('store', 'lookup', 'refresh', 'invalidate', 'purge'),
      key: fc.integer({ min: 0, max: 12 }).map((n) => `https://a.example/${n}`),
      size: fc.integer({ min: 0, max: 8_000 }),
      vary: fc.constantFrom('', 'accept-language', 'x-a', 'x-a, accept-language'),
      value: fc.constantFrom('a', 'b', 'c', 'd'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const cache = cacheOf({ maxBytes: 60_000, maxEntryBytes: 11_000, maxVariants: 3 })
        const seen = new Map<string, CacheEntry>()
        steps.forEach(({ action, key, size, vary, value }, i) => {
          const now = at(i * 20)
          const request = get({ 'accept-language': value, 'x-a': value })
          const answer = page('max-age=60', { vary, etag: '"1"' }, 'x'.repeat(size))
          const known = seen.get(key)
          if (action === 'store') {
            const result = cache.store(key, request, answer, now)
            if (result.kind === 'stored') seen.set(key, result.entry)
          } else if (action === 'lookup') cache.lookup(key, request, now, DISTRESSED)
          else if (action === 'refresh' && known !== undefined) cache.refresh(known, request, { vary }, now)
          else if (action === 'invalidate') cache.invalidate(key, now)
          else if (action === 'purge') cache.purge((each) => each === key)
          const { bytes, entries } = cache.stats()
          expect(bytes).toBeLessThanOrEqual(60_000)
          expect(entries === 0).toBe(bytes === 0)
          expect(entries).toBeLessThanOrEqual(60)
        })
        const left = cache.stats().entries
        expect(cache.purge(() => true)).toBe(left)
        expect(cache.stats()).toMatchObject({ bytes: 0, entries: 0 })
      }),
    )
  })
})
