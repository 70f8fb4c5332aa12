import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pacer } from './pacer.js'

describe('the pacer', () => {
  it('keeps any rate exactly, however unevenly it is asked', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(fc.double({ min: 5, max: 5_000, noNaN: true }), gaps, (rate, steps) => {
        const pacer = new Pacer(() => rate, 0)
        let now = 0
        let sum = 0
        for (const step of steps) {
          now += step
          sum += pacer.due(now)
        }
        expect(Math.abs(sum - (rate * now) / 1000)).toBeLessThanOrEqual(1)
        expect(pacer.skipped).toBe(0)
      }),
    )
  })

  it('does not turn a stall into a burst, and says what it left out', () => {
    const pacer = new Pacer(() => 1_000, 0)
    expect(pacer.due(5_000)).toBe(501)
    expect(pacer.skipped).toBe(4_499)
  })

  it('never goes past the cap', () => {
    const pacer = new Pacer(() => 1e9, 0)
    expect(pacer.due(10)).toBe(200)
  })

  it('is not confused by a clock that goes back', () => {
    const pacer = new Pacer(() => 1_000, 1_000)
    expect(pacer.due(500)).toBe(0)
    expect(pacer.due(510)).toBe(10)
  })
})
