import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LifeChange, MeasureLife, type Met } from './measure-life.js'

const FLOOD: Met = { visits: 100, pages: 100, passed: 0, people: 0 }
const NOTHING: Met = { visits: 0, pages: 0, passed: 0, people: 0 }

/** Seconds that bring the same; what became of the measure, and when, in seconds from the first. */
function during(life: MeasureLife, from: number, seconds: number, met: Met, normal = 0.1) {
  const changes: [number, LifeChange][] = []
  for (let second = 1; second <= seconds; second++) {
    life.met(met)
    const change = life.tick(normal, from + 1000 * second)
    if (change) changes.push([second, change])
  }
  return changes
}

describe('a measure', () => {
  it('acts while it is needed, then only counts for four seconds, and is over', () => {
    const life = new MeasureLife('transparent', 0.5, 0)
    expect(during(life, 0, 600, FLOOD)).toEqual([])
    expect(life).toMatchObject({ state: 'acting', wakesAt: null, everNeeded: true })
    expect(during(life, 600_000, 60, NOTHING)).toEqual([
      [7, 'probing'],
      [11, 'over'],
    ])
  })

  it('tells when it ends if nothing more comes', () => {
    const life = new MeasureLife('transparent', 0.5, 0)
    during(life, 0, 10, FLOOD)
    during(life, 10_000, 5, NOTHING)
    const { endsAt } = life
    during(life, 15_000, 6, NOTHING)
    expect(life.state).toBe('over')
    expect(endsAt).toBe(21_000)
  })

  it('is needed by what is far more than on an ordinary day, not by that', () => {
    const life = new MeasureLife('transparent', 0.5, 0)
    during(life, 0, 10, FLOOD)
    expect(during(life, 10_000, 60, { ...NOTHING, visits: 4, pages: 1 }, 2).map(([, change]) => change)).toEqual([
      'probing',
      'over',
    ])
  })

  it('acts again at once when what it was made for is still there, and waits longer before the next try', () => {
    const life = new MeasureLife('transparent', 0.5, 0)
    let now = 0
    const waits: number[] = []
    for (let i = 0; i < 6; i++) {
      during(life, now, 10, FLOOD)
      const [probing] = during(life, now + 10_000, 60, NOTHING).filter(([, change]) => change === 'probing')
      waits.push(probing?.[0] ?? Number.NaN)
      // While it tries without, or when it is over, the flood comes back.
      now += 70_000
      expect(during(life, now, 1, FLOOD)).toEqual([[1, 'acting']])
      now += 1_000
    }
    // The rate is that of five seconds, of which the fifth still has some.
    expect(waits).toEqual([7, 10, 16, 24, 24, 24])
  })

  it('acts again for what comes too thinly to wake it at once, if it is still far more than usual', () => {
    const life = new MeasureLife('transparent', 0.5, 0)
    during(life, 0, 10, { ...FLOOD, visits: 20, pages: 20 })
    during(life, 10_000, 7, NOTHING)
    expect(life.state).toBe('probing')
    expect(during(life, 17_000, 4, { ...NOTHING, visits: 2, pages: 2 })).toEqual([[4, 'acting']])
  })

  it('is over when only a trickle is left of what it was made for: those are the people whom it touches', () => {
    const life = new MeasureLife('transparent', 0.5, 0)
    during(life, 0, 10, FLOOD)
    expect(during(life, 10_000, 60, { ...NOTHING, visits: 2, pages: 2 }).map(([, change]) => change)).toEqual([
      'probing',
      'over',
    ])
  })

  it('is wrong when most of whom it meets are people, also when it was right before it came back', () => {
    const life = new MeasureLife('transparent', 0.5, 0)
    during(life, 0, 600, FLOOD)
    during(life, 600_000, 60, NOTHING)
    const crowd: Met = { visits: 60, pages: 20, passed: 0, people: 15 }
    expect(during(life, 660_000, 10, crowd)).toEqual([
      [1, 'acting'],
      [4, 'wrong'],
    ])
    expect(life.state).toBe('over')
  })

  it('that an operator keeps neither tries nor ends', () => {
    const life = new MeasureLife('transparent', 0.5, 0)
    for (let second = 1; second < 900; second++) {
      life.met({ visits: 0, pages: 1, passed: 0, people: 1 })
      expect(life.tick(0.1, 1000 * second, true)).toBeNull()
    }
    expect(life.state).toBe('acting')
  })

  it('is over half a minute after the last visit, whatever came before', () => {
    const met = fc.record({
      visits: fc.nat(2_000),
      pages: fc.nat(1_000),
      passed: fc.nat(500),
      people: fc.nat(100),
    })
    const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), met), { maxLength: 20 })
    fc.assert(
      fc.property(history, fc.double({ min: 0, max: 20, noNaN: true }), (stretches, normal) => {
        const life = new MeasureLife('transparent', 0.5, 0)
        let now = 0
        for (const [seconds, of] of stretches) {
          during(life, now, seconds, of, normal)
          now += 1000 * seconds
        }
        during(life, now, 30, NOTHING, normal)
        expect(life.state).toBe('over')
      }),
      { numRuns: 200 },
    )
  })
})
