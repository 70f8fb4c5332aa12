import fc from 'fast-check'
import CachePolicy from 'http-cache-semantics'
import { describe, expect, it } from 'vitest'
import { NOON } from './cache.test-support.js'
import { parseCacheControl } from './cache-control.js'
import { httpDate, statedFreshness } from './freshness.js'
import { flatHeaders } from './response-headers.js'

function freshness(headers: Record<string, string>, { requestedAt = NOON, now = NOON } = {}) {
  return statedFreshness(flatHeaders(headers), parseCacheControl(headers['cache-control']), { requestedAt, now })
}

/** Seconds from now on. */
function seconds(headers: Record<string, string>, times?: { requestedAt?: number; now?: number }) {
  const stated = freshness(headers, times)
  const from = times?.now ?? NOON
  return (
    stated && {
      fresh: (stated.freshUntil - from) / 1_000,
      whileRevalidate: (stated.staleWhileRevalidateUntil - from) / 1_000,
      ifError: (stated.staleIfErrorUntil - from) / 1_000,
      grace: stated.graceAllowed,
    }
  )
}

describe('stated freshness (RFC 9111 section 4.2)', () => {
  const plain = (fresh: number, grace = true) => ({ fresh, whileRevalidate: fresh, ifError: fresh, grace })
  const date = 'Mon, 23 Nov 2026 12:00:00 GMT'

  it.each<[string, Record<string, string>, object]>([
    ['max-age', { 'cache-control': 'max-age=60' }, plain(60)],
    ['s-maxage before max-age, and no grace', { 'cache-control': 's-maxage=10, max-age=60' }, plain(10, false)],
    [
      'max-age before Expires',
      { 'cache-control': 'max-age=60', expires: 'Mon, 23 Nov 2026 13:00:00 GMT', date },
      plain(60),
    ],
    [
      's-maxage=0 before Expires',
      { 'cache-control': 's-maxage=0', expires: 'Mon, 23 Nov 2026 13:00:00 GMT' },
      plain(0, false),
    ],
    [
      'Expires counts from Date',
      { expires: 'Mon, 23 Nov 2026 12:05:00 GMT', date: 'Mon, 23 Nov 2026 12:04:00 GMT' },
      plain(60),
    ],
    ['Expires of another form', { expires: 'Monday, 23-Nov-26 12:01:00 GMT', date }, plain(60)],
    ['Expires of the oldest form', { expires: 'Mon Nov 23 12:01:00 2026', date }, plain(60)],
    ['Expires that is no date', { expires: '-1' }, plain(0)],
    ['Expires before Date', { expires: 'Mon, 23 Nov 2026 11:00:00 GMT', date }, plain(0)],
    ['Age is taken off', { 'cache-control': 'max-age=60', age: '20' }, plain(40)],
    ['Age may be more than all', { 'cache-control': 'max-age=60', age: '90' }, plain(-30)],
    ['an Age that is no number counts as none', { 'cache-control': 'max-age=60', age: 'old' }, plain(60)],
    [
      'a wrong clock at the origin changes nothing',
      { 'cache-control': 'max-age=60', date: 'Mon, 23 Nov 2026 10:00:00 GMT' },
      plain(60),
    ],
    [
      'must-revalidate forbids stale',
      { 'cache-control': 'max-age=60, must-revalidate, stale-if-error=9, stale-while-revalidate=9' },
      plain(60, false),
    ],
    ['proxy-revalidate too', { 'cache-control': 'max-age=60, proxy-revalidate, stale-if-error=9' }, plain(60, false)],
    [
      'stale-while-revalidate and stale-if-error (RFC 5861)',
      { 'cache-control': 'max-age=60, stale-while-revalidate=5, stale-if-error=600' },
      { fresh: 60, whileRevalidate: 65, ifError: 660, grace: true },
    ],
    [
      'the same beside s-maxage are the word of the origin to shared caches',
      { 'cache-control': 's-maxage=60, stale-while-revalidate=5, stale-if-error=600' },
      { fresh: 60, whileRevalidate: 65, ifError: 660, grace: false },
    ],
  ])('%s', (_what, headers, expected) => {
    expect(seconds(headers)).toEqual(expected)
  })

  it('counts the time the answer was on its way as age', () => {
    expect(seconds({ 'cache-control': 'max-age=60' }, { requestedAt: NOON, now: NOON + 4_000 })?.fresh).toBe(56)
  })

  it('does not guess', () => {
    expect(freshness({ 'last-modified': 'Mon, 22 Nov 2025 12:00:00 GMT', date })).toBeUndefined()
    expect(freshness({ 'cache-control': 'public, immutable' })).toBeUndefined()
  })

  it('agrees with http-cache-semantics where both follow the RFC', () => {
    const amount = fc.integer({ min: 0, max: 100_000 })
    const headers = fc.record(
      {
        maxAge: amount,
        sMaxAge: fc.integer({ min: 1, max: 100_000 }),
        expires: fc.integer({ min: -100_000, max: 100_000 }),
        age: amount,
        public: fc.constant(true),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(headers, (chosen) => {
        const control = [
          chosen.maxAge === undefined ? '' : `max-age=${chosen.maxAge}`,
          chosen.sMaxAge === undefined ? '' : `s-maxage=${chosen.sMaxAge}`,
          chosen.public ? 'public' : '',
        ].filter((directive) => directive !== '')
        const sent: Record<string, string> = { date }
        if (control.length > 0) sent['cache-control'] = control.join(', ')
        if (chosen.expires !== undefined) sent.expires = new Date(NOON + chosen.expires * 1_000).toUTCString()
        if (chosen.age !== undefined) sent.age = String(chosen.age)

        const policy = new CachePolicy(
          { method: 'GET', url: '/', headers: {} },
          { status: 200, headers: sent },
          { cacheHeuristic: 0 },
        )
        const stated = freshness(sent)
        const lifetime = stated === undefined ? 0 : (stated.freshUntil - stated.bornAt) / 1_000
        expect(lifetime).toBe(policy.maxAge())
        if (stated !== undefined) expect(NOON - stated.bornAt).toBe((chosen.age ?? 0) * 1_000)
      }),
    )
  })
})

describe('HTTP dates', () => {
  it.each(['', '0', '-1', '12345', '2026-11-23T12:00:00Z', 'soon', 'Mon, 99 Nov 2026 12:00:00 GMT'])(
    '%s is none',
    (text) => {
      expect(httpDate(text)).toBeUndefined()
    },
  )

  it('reads what toUTCString writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (second) => {
        expect(httpDate(new Date(second * 1_000).toUTCString())).toBe(second * 1_000)
      }),
    )
  })
})
