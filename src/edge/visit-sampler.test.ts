import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_FOLLOWERS, MOST_ROWS } from '../link/messages.js'
import { ATTRIBUTES } from '../traffic/attributes.js'
import { VisitSampler } from './visit-sampler.js'

const values = new Int32Array(ATTRIBUTES.length).fill(3)

/** Tells of visits, each of a client of its own number and a millisecond after the one before. */
function tell(sampler: VisitSampler, count: number): void {
  for (let visit = 0; visit < count; visit++) {
    const place = sampler.next()
    if (place >= 0) sampler.put(place, values, 0 - visit, visit, visit)
  }
}

describe('a sample of visits', () => {
  it('is all of them while they are few, and then none that came before', () => {
    const sampler = new VisitSampler()
    tell(sampler, 3)
    const { seen, sample } = sampler.take()
    expect([seen, [...sample.clients], [...sample.networks]]).toEqual([3, [0, 1, 2], [0, -1, -2]])
    expect([...sample.values]).toEqual(new Array(3 * ATTRIBUTES.length).fill(3))
    expect(sampler.take()).toMatchObject({ seen: 0, sample: { length: 0 } })
  })

  it('is bounded, without one twice, and in the order in which they came', () => {
    fc.assert(
      fc.property(fc.nat(5_000), (count) => {
        const sampler = new VisitSampler()
        tell(sampler, count)
        const { seen, sample } = sampler.take()
        expect([seen, sample.length]).toEqual([count, Math.min(count, MOST_ROWS)])
        expect([...sample.times]).toEqual([...new Set(sample.clients)].sort((a, b) => a - b))
      }),
      { numRuns: 30 },
    )
  })

  it('has the first as often as the last', () => {
    const rounds = 200
    const visits = 10 * MOST_ROWS
    const tenths = new Array<number>(10).fill(0)
    for (let round = 0; round < rounds; round++) {
      const sampler = new VisitSampler()
      tell(sampler, visits)
      for (const client of sampler.take().sample.clients) {
        const tenth = Math.floor((10 * client) / visits)
        tenths[tenth] = (tenths[tenth] ?? 0) + 1
      }
    }
    // Each tenth is expected 8,000 times, give or take 85.
    for (const count of tenths) expect(Math.abs(count - (rounds * MOST_ROWS) / 10)).toBeLessThan(6 * 85)
  })

  it('names who asked for files once, and only so many', () => {
    const sampler = new VisitSampler()
    for (let i = 0; i < 100_000; i++) sampler.follows((i % 50_000) - 25_000)
    const { followers } = sampler.take()
    expect(new Set(followers).size).toBe(MOST_FOLLOWERS)
    expect(followers).toHaveLength(MOST_FOLLOWERS)
    expect(sampler.take().followers).toHaveLength(0)
  })
})
