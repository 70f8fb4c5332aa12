import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FRICTION_MEASURES } from './friction.js'
import { peopleEstimate } from './people-estimate.js'

const count = fc.nat(1_000_000)
const usual = fc.option(fc.record({ low: fc.double({ min: 0, max: 1e6, noNaN: true }), more: count }), { nil: null })

describe('how many of the visits that a measure touched were real', () => {
  it('is never less than none, never more than all, and the low end is never above the high one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FRICTION_MEASURES), count, count, usual, (measure, visits, people, about) => {
        const expected = about && { low: about.low, high: about.low + about.more }
        const { low, high, how } = peopleEstimate({ measure, visits, people, usual: expected })
        expect(low).toBeGreaterThanOrEqual(0)
        expect(low).toBeLessThanOrEqual(high)
        expect(high).toBeLessThanOrEqual(visits)
        expect(Number.isInteger(low) && Number.isInteger(high)).toBe(true)
        expect(how).toMatch(/[.]$/)
        expect(how).not.toMatch(/NaN|undefined|null/)
      }),
    )
  })

  it('a flood that a rule stops: what people have shown, at most what ordinary days would have brought', () => {
    const flood = { measure: 'challenge', visits: 120_000, people: 3, usual: { low: 0, high: 41.2 } } as const
    expect(peopleEstimate(flood)).toEqual({
      low: 3,
      high: 42,
      how: '3 were by clients that load pages whole or have shown what is hardest to fake. On ordinary days at most 41 visits would have met it in that time.',
    })
  })

  it('nobody knows what is normal: all may be people', () => {
    const unknown = 'What is normal here was not known yet, so that all of them may be people.'
    expect(peopleEstimate({ measure: 'severe', visits: 900, people: 20, usual: null })).toEqual({
      low: 20,
      high: 900,
      how: `20 showed that a browser asks. ${unknown}`,
    })
    const { how } = peopleEstimate({ measure: 'queue', visits: 900, people: 0, usual: null })
    expect(how).toBe(unknown)
  })

  it('programs that pass challenges by the thousand do not become people beyond what is plausible', () => {
    const { low } = peopleEstimate({ measure: 'severe', visits: 50_000, people: 9_000, usual: { low: 0, high: 300 } })
    expect(low).toBe(300)
  })
})
