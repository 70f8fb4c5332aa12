import { describe, expect, it } from 'vitest'
import { ClockCheck } from './clock-check.js'

const NOON = Date.UTC(2026, 10, 23, 12)

describe('the clocks', () => {
  it('a machine whose clock is nudged by NTP, and that hangs for a while, is fine', () => {
    const clocks = new ClockCheck()
    for (let i = 0; i < 100; i++) clocks.tick(NOON + 250 * i + 0.5 * i, NOON + 250 * i)
    clocks.tick(NOON + 60_000, NOON + 60_000)
    expect(clocks.says([], NOON + 60_000)).toEqual([])
  })

  it('says that the clock was set, how far and which way, and what to do, for ten minutes', () => {
    const clocks = new ClockCheck()
    clocks.tick(NOON, NOON)
    clocks.tick(NOON + 250 + 3_600_000, NOON + 250)
    const [said, ...more] = clocks.says([], NOON + 250)
    expect(more).toEqual([])
    expect(said).toMatch(/^The machine’s clock jumped 60 minutes forward \(it then showed 13:00:00 UTC\).+NTP/)
    clocks.tick(NOON + 500 + 3_600_000, NOON + 500)
    expect(clocks.says([], NOON + 590_000)).toHaveLength(1)
    expect(clocks.says([], NOON + 601_000)).toEqual([])
    clocks.tick(NOON, NOON + 602_000)
    expect(clocks.says([], NOON + 602_000)[0]).toMatch(/ 70 minutes back /)
  })

  it('an edge that lives at another time is named; one whose messages are late now and then is not', () => {
    const clocks = new ClockCheck()
    for (let i = 0; i < 40; i++) {
      const now = NOON + 250 * i
      clocks.take(1, now - (i % 8 === 0 ? 1 : 4_000), now)
      clocks.take(2, now - 90_000, now)
    }
    const said = clocks.says([1, 2], NOON + 10_000)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^The clock of edge 2 is 90 s behind.+Restart Holdfast/)
    expect(clocks.says([1], NOON + 10_000)).toEqual([])
  })
})
