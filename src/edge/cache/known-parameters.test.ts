import { describe, expect, it } from 'vitest'
import { createKeyedHash } from '../../sketch/keyed-hash.js'
import { KnownParameters } from './known-parameters.js'

const hash = createKeyedHash(new Uint8Array(16).fill(7))
const ROUTE = 'newsroom GET /search'
const HOUR_MS = 3_600_000

/** One that has seen enough: 200 uses of `q` over an hour. */
function learned(options = {}) {
  const parameters = new KnownParameters(hash, options)
  for (let i = 0; i < 200; i++) parameters.learn(ROUTE, 'q', i, (i * HOUR_MS) / 200)
  return parameters
}

describe('known parameters', () => {
  it('knows a name that two networks have used on a route', () => {
    const parameters = learned()
    expect(parameters.isKnown(ROUTE, 'q', HOUR_MS)).toBe(true)
    expect(parameters.isKnown(ROUTE, '83719', HOUR_MS)).toBe(false)
    expect(parameters.isKnown('newsroom GET /article/:slug', 'q', HOUR_MS)).toBe(false)
  })

  it('does not believe one network, however often it asks', () => {
    const parameters = learned()
    for (let i = 0; i < 1_000; i++) parameters.learn(ROUTE, 'evil', 42, HOUR_MS)
    expect(parameters.isKnown(ROUTE, 'evil', HOUR_MS)).toBe(false)
    parameters.learn(ROUTE, 'evil', 43, HOUR_MS)
    expect(parameters.isKnown(ROUTE, 'evil', HOUR_MS)).toBe(true)
  })

  it('takes every name for known until it has seen enough, in time and in uses', () => {
    const fresh = new KnownParameters(hash)
    expect(fresh.isKnown(ROUTE, 'page', 0)).toBe(true)
    for (let i = 0; i < 500; i++) fresh.learn(ROUTE, 'q', i, 1_000)
    expect(fresh.isKnown(ROUTE, 'page', 2_000)).toBe(true)
    expect(fresh.isKnown(ROUTE, 'page', HOUR_MS)).toBe(false)

    const quiet = new KnownParameters(hash)
    quiet.learn(ROUTE, 'q', 1, 0)
    expect(quiet.isKnown(ROUTE, 'page', 100 * HOUR_MS)).toBe(true)
  })

  it('forgets a name that nobody has used for two turns, and keeps one in use', () => {
    const parameters = learned({ rememberMs: 24 * HOUR_MS })
    parameters.learn(ROUTE, 'old', 1, HOUR_MS)
    parameters.learn(ROUTE, 'old', 2, HOUR_MS)
    for (let hour = 1; hour <= 72; hour++) parameters.learn(ROUTE, 'q', 5, hour * HOUR_MS)
    expect(parameters.isKnown(ROUTE, 'q', 72 * HOUR_MS)).toBe(true)
    expect(parameters.isKnown(ROUTE, 'old', 72 * HOUR_MS)).toBe(false)
  })

  it('stops learning nonsense before nonsense makes everything known', () => {
    const parameters = learned({ bits: 1 << 12 })
    for (let i = 0; i < 50_000; i++) {
      parameters.learn(ROUTE, `n${i}`, 1, HOUR_MS)
      parameters.learn(ROUTE, `n${i}`, 2, HOUR_MS)
    }
    let taken = 0
    for (let i = 0; i < 2_000; i++) if (parameters.isKnown(ROUTE, `fresh${i}`, HOUR_MS)) taken++
    // Half full, four hashes: one in sixteen.
    expect(taken / 2_000).toBeLessThan(0.1)
    expect(parameters.isKnown(ROUTE, 'q', HOUR_MS)).toBe(true)
  })

  it('does so too when the nonsense waits for the filters to turn over', () => {
    const parameters = learned({ bits: 1 << 12, rememberMs: 10 * HOUR_MS })
    const teach = (from: number, to: number, network: number, now: number) => {
      for (let i = from; i < to; i++) parameters.learn(ROUTE, `n${i}`, network, now)
    }
    teach(0, 700, 1, HOUR_MS)
    for (const turn of [11, 21]) teach(0, 700, 2, turn * HOUR_MS)
    for (const network of [1, 2]) teach(2_000, 4_000, network, 21 * HOUR_MS)
    let taken = 0
    for (let i = 0; i < 2_000; i++) if (parameters.isKnown(ROUTE, `fresh${i}`, 21 * HOUR_MS)) taken++
    expect(taken / 2_000).toBeLessThan(0.15)
  })

  it('remembers which routes gave something to store', () => {
    const parameters = new KnownParameters(hash)
    parameters.markCacheable(ROUTE, 0)
    expect(parameters.isCacheable(ROUTE, HOUR_MS)).toBe(true)
    expect(parameters.isCacheable('newsroom GET /donate', HOUR_MS)).toBe(false)
  })
})
