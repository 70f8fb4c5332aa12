import { describe, expect, it } from 'vitest'
import { AcceptedCodings, acceptedCodings, isKnownCoding } from './accepted-codings.js'

describe('accepted codings', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br, deflate, gzip, zstd'],
    ['br;q=1.0, gzip;q=0.8, *;q=0.1', 'br, gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip;q=0', ''],
    ['gzip; q=0.000, br', 'br'],
    ['gzip;q=0.001', 'gzip'],
    ['identity', ''],
    ['x83719', ''],
    ['', ''],
  ])('%s', (header, codings) => {
    expect(acceptedCodings(header)).toBe(codings)
  })

  it('are those a stored body may have', () => {
    expect([undefined, 'gzip', ' BR ', 'identity'].map(isKnownCoding)).toEqual([true, true, true, true])
    expect(['compress', 'gzip, br', ''].map(isKnownCoding)).toEqual([false, false, false])
  })

  it('are remembered within bounds, whatever visitors send', () => {
    const codings = new AcceptedCodings()
    for (let i = 0; i < 10_000; i++) expect(codings.of(`gzip, x${i}`)).toBe('gzip')
    for (let i = 0; i < 100; i++) expect(codings.of(`${'x'.repeat(8_000)}${i}, br`)).toBe('br')
    expect(codings.size).toBeLessThanOrEqual(256)
  })
})
