import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCacheControl } from './cache-control.js'

const NOTHING = parseCacheControl(undefined)

describe('reading Cache-Control', () => {
  it.each([
    ['max-age=60', { maxAge: 60 }],
    ['MAX-AGE=60, Public', { maxAge: 60, public: true }],
    ['max-age="60"', { maxAge: 60 }],
    ['max-age=60, max-age=5', { maxAge: 60 }],
    ['max-age=-1', { maxAge: 0 }],
    ['max-age=1.5', { maxAge: 0 }],
    ['max-age', { maxAge: 0 }],
    ['max-age=99999999999999999999', { maxAge: 2 ** 31 }],
    ['s-maxage=9 ,max-age=1', { sMaxAge: 9, maxAge: 1 }],
    ['Private', { private: true }],
    ['PRIVATE="set-cookie, x"', { private: true }],
    ['no-cache="set-cookie"', { noCache: true }],
    ['ext="no-store, private"', {}],
    ['ext="a\\", no-store", public', { public: true }],
    ['ext="never closed, no-store', { noStore: true }],
    ['no-storeish, xprivate, private-ish', {}],
    ['must-revalidate,proxy-revalidate', { mustRevalidate: true, proxyRevalidate: true }],
    ['stale-while-revalidate=5, stale-if-error=6', { staleWhileRevalidate: 5, staleIfError: 6 }],
    ['stale-while-revalidate', { staleWhileRevalidate: 0 }],
    ['__proto__=1, constructor', {}],
    ['', {}],
  ])('%s', (header, expected) => {
    expect(parseCacheControl(header)).toEqual({ ...NOTHING, ...expected })
  })

  it('finds no-store and private wherever they stand as directives of their own', () => {
    const other = fc.constantFrom('max-age=5', 'public', 'x="a, b"', 'immutable', ' ', 's-maxage=1')
    fc.assert(
      fc.property(fc.array(other), fc.array(other), fc.constantFrom('no-store', 'No-Store'), (before, after, it) => {
        expect(parseCacheControl([...before, it, ...after].join(', ')).noStore).toBe(true)
      }),
    )
  })
})
