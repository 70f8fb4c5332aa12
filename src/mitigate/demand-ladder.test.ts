import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEMANDS } from '../challenge/evidence.js'
import { DemandLadder, type MetInSecond } from './demand-ladder.js'

const STOPPED: MetInSecond = { pages: 100, passed: 0 }
const PASSED: MetInSecond = { pages: 100, passed: 90 }
const NOTHING: MetInSecond = { pages: 0, passed: 0 }

/** Seconds that bring the same; when something else was asked for, in seconds from the first, and what. */
function during(ladder: DemandLadder, from: number, seconds: number, met: MetInSecond, normal = 0.1) {
  const changes: { at: number; demand: string }[] = []
  for (let at = from + 1_000; at <= from + 1000 * seconds; at += 1_000) {
    if (ladder.tick(met, normal, at)) changes.push({ at: at / 1000, demand: ladder.demand })
  }
  return changes
}

describe('what a measure asks to be shown', () => {
  it('becomes harder while what passes goes on being the excess, step by step, and no further than work', () => {
    const ladder = new DemandLadder('transparent', 0)
    const changes = during(ladder, 0, 120, PASSED)
    expect(changes.map(({ demand }) => demand)).toEqual(['script', 'work'])
    expect(changes[0]?.at).toBeLessThanOrEqual(5)
    expect(changes[1]?.at).toBeLessThanOrEqual(10)
  })

  it('does not because of a moment, nor of the few who pass in the midst of much that does not', () => {
    const ladder = new DemandLadder('transparent', 0)
    expect(during(ladder, 0, 2, PASSED)).toEqual([])
    expect(during(ladder, 2_000, 60, { pages: 1_000, passed: 20 })).toEqual([])
    expect(during(ladder, 62_000, 60, { pages: 2, passed: 1 })).toEqual([])
  })

  it('does not because of as many as an ordinary day would bring', () => {
    expect(during(new DemandLadder('transparent', 0), 0, 60, { pages: 12, passed: 11 }, 4)).toEqual([])
  })

  it('becomes easier again a minute after nothing passed it, and at once harder when that was wrong', () => {
    const ladder = new DemandLadder('transparent', 0)
    const [risen] = during(ladder, 0, 4, PASSED)
    expect(risen?.demand).toBe('script')
    const [fallen] = during(ladder, 4_000, 80, STOPPED)
    expect(fallen?.demand).toBe('transparent')
    expect((fallen?.at ?? 0) - (risen?.at ?? 0)).toBe(60)
    const [again] = during(ladder, 84_000, 4, PASSED)
    expect(again?.demand).toBe('script')
    // The next try waits twice as long.
    const [next] = during(ladder, 88_000, 200, STOPPED)
    expect((next?.at ?? 0) - (again?.at ?? 0)).toBe(120)
  })

  it('waits ever longer between tries that were wrong, up to ten minutes', () => {
    const ladder = new DemandLadder('transparent', 0)
    const waits: number[] = []
    let risenAt = 0
    let now = 0
    for (let i = 0; i < 8; i++) {
      now += 1_000
      while (ladder.tick(PASSED, 0.1, now) !== 'harder') now += 1_000
      risenAt = now
      while (ladder.tick(STOPPED, 0.1, now) !== 'easier') now += 1_000
      waits.push((now - risenAt) / 1000)
    }
    expect(waits).toEqual([60, 120, 240, 480, 600, 600, 600, 600])
  })

  it('never becomes harder when nobody passes, however much comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 200 }), (volumes) => {
        const ladder = new DemandLadder('transparent', 0)
        for (const [i, pages] of volumes.entries()) ladder.tick({ pages, passed: 0 }, 0.1, 1000 * (i + 1))
        expect(ladder.demand).toBe('transparent')
      }),
    )
  })

  it('is always one of the three, not below its least, and the least again when nothing comes for long', () => {
    const met = fc.record({ pages: fc.nat(5_000), share: fc.double({ min: 0, max: 1, noNaN: true }) })
    const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), met), { maxLength: 20 })
    fc.assert(
      fc.property(fc.constantFrom(...DEMANDS), history, (least, stretches) => {
        const ladder = new DemandLadder(least, 0)
        let now = 0
        for (const [seconds, { pages, share }] of stretches) {
          for (const { demand } of during(ladder, now, seconds, { pages, passed: pages * share })) {
            expect(DEMANDS.indexOf(demand as (typeof DEMANDS)[number])).toBeGreaterThanOrEqual(DEMANDS.indexOf(least))
          }
          now += 1000 * seconds
        }
        during(ladder, now, 1_300, NOTHING)
        expect(ladder.demand).toBe(least)
      }),
    )
  })
})
