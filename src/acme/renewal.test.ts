import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endsSoon, pauseMs, renewAt, retryAfterMs } from './renewal.js'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const validity = { from: 0, until: 90 * DAY_MS }

describe('a renewal', () => {
  it('comes with a third of the lifetime left, or up to a tenth of that earlier', () => {
    expect(renewAt(validity, 0)).toBe(60 * DAY_MS)
    expect(renewAt(validity, 1)).toBe(57 * DAY_MS)
    expect(renewAt({ from: 0, until: 6 * DAY_MS }, 0)).toBe(4 * DAY_MS)
  })

  it('is missed when half of its time is over', () => {
    expect([endsSoon(validity, 74 * DAY_MS), endsSoon(validity, 76 * DAY_MS)]).toEqual([false, true])
  })
})

describe('the pause after a failure', () => {
  it('grows up to half a day', () => {
    const minutes = [1, 2, 3, 8, 9, 1000].map((failures) => pauseMs(failures, 0, null) / MINUTE_MS)
    expect(minutes).toEqual([5, 10, 20, 640, 720, 720])
    expect(pauseMs(1, 1, null)).toBe(6.25 * MINUTE_MS)
  })

  it('is as long as the authority asks, up to a week, and never shorter than without', () => {
    expect(pauseMs(1, 0, 3 * DAY_MS)).toBe(3 * DAY_MS)
    expect(pauseMs(1, 0, 1)).toBe(5 * MINUTE_MS)
    expect(pauseMs(1, 0, 1e15)).toBe(7 * DAY_MS)
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  it.each([
    ['120', 120_000],
    ['Mon, 23 Nov 2026 12:01:00 GMT', 60_000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%j is %j ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms)
  })

  it('never makes a pause that is no time, whatever it says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.bigInt().map(String)), (header) => {
        const pause = pauseMs(3, 0.5, retryAfterMs(header, now))
        expect(pause).toBeGreaterThanOrEqual(20 * MINUTE_MS)
        expect(pause).toBeLessThanOrEqual(7 * DAY_MS)
      }),
    )
  })
})
