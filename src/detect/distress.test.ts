import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DistressInputs, distress } from './distress.js'

const CALM: DistressInputs = {
  meanWaitMs: 0,
  p95WaitMs: null,
  inFlight: 3,
  limit: 16,
  waiting: 0,
  visits: 100,
  shed: 0,
  heldBack: 0,
  answers: 100,
  errors: 0,
  latencyRatio: 1.1,
  eventLoopP99Ms: 12,
}

describe('distress', () => {
  test('volume alone is never distress', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(512), (volume, limit) => {
        const busy = { ...CALM, visits: volume, answers: volume, limit, inFlight: limit, p95WaitMs: 8, meanWaitMs: 1 }
        expect(distress(busy)).toEqual({ value: 0, reasons: [] })
      }),
    )
  })

  test('is always between 0 and 1, reasons largest first', () => {
    const amount = fc.double({ min: 0, max: 1e6, noNaN: true })
    const inputs = fc.record({
      meanWaitMs: amount,
      p95WaitMs: fc.option(amount),
      inFlight: fc.nat(600),
      limit: fc.nat(512),
      waiting: fc.nat(2000),
      visits: fc.nat(1e5),
      shed: fc.nat(1e5),
      heldBack: fc.nat(1e5),
      answers: fc.nat(1e5),
      errors: fc.nat(1e5),
      latencyRatio: fc.option(amount),
      eventLoopP99Ms: amount,
    })
    fc.assert(
      fc.property(inputs, (given) => {
        const { value, reasons } = distress(given)
        expect(value).toBeGreaterThanOrEqual(reasons[0]?.value ?? 0)
        expect(value).toBeLessThanOrEqual(1)
        expect(value > 0).toBe(reasons.length > 0)
        const values = reasons.map((reason) => reason.value)
        expect(values).toEqual([...values].sort((a, b) => b - a))
      }),
    )
  })

  test('what is held back keeps a platform strained, but does not say that the origin is falling over', () => {
    const held = distress({ ...CALM, heldBack: 2_900 })
    expect(held.value).toBeGreaterThanOrEqual(0.5)
    expect(held.value).toBeLessThan(0.9)
    expect(held.reasons.map(({ text }) => text)).toEqual([
      '97 % of visits come from clients far over their share and are held back',
    ])
  })

  test.each([
    ['waiting', { p95WaitMs: 340 }, 'visits wait 340 ms for a place'],
    ['waiting', { meanWaitMs: 900 }, 'visits wait 1.8 s for a place'],
    ['queue', { inFlight: 16, waiting: 90 }, 'all 16 places at the origin are taken and 90 visits wait'],
    ['shed', { shed: 7 }, '7.0 % of visits find no place'],
    ['errors', { errors: 12 }, '12 % of answers are errors'],
    ['latency', { latencyRatio: 6.2 }, 'the origin answers 6.2 times slower than in calm'],
    ['event-loop', { eventLoopP99Ms: 400 }, 'Holdfast itself is late by 400 ms'],
  ] as const)('names %s in words', (code, change, text) => {
    const { value, reasons } = distress({ ...CALM, ...change })
    expect(reasons).toHaveLength(1)
    expect(reasons[0]).toMatchObject({ code, text })
    expect(value).toBe(reasons[0]?.value)
    expect(value).toBeGreaterThan(0.3)
  })

  test('grows with what is wrong', () => {
    let last = 0
    for (let shed = 0; shed <= 10; shed++) {
      const { value } = distress({ ...CALM, shed })
      expect(value).toBeGreaterThanOrEqual(last)
      last = value
    }
    expect(last).toBe(1)
  })

  test('several signs weigh a little more than the largest', () => {
    const one = distress({ ...CALM, latencyRatio: 5 }).value
    const two = distress({ ...CALM, latencyRatio: 5, errors: 14 }).value
    expect(two).toBeGreaterThan(one)
    expect(two).toBeLessThan(one + 0.1)
  })

  test('full places without a queue, and shares of a handful, say nothing', () => {
    expect(distress({ ...CALM, inFlight: 16 }).value).toBe(0)
    expect(distress({ ...CALM, visits: 5, shed: 5, answers: 5, errors: 5, latencyRatio: 50 }).value).toBe(0)
  })
})
