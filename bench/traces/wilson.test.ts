import { describe, expect, it } from 'vitest'
import { wilson } from './wilson.js'

describe('the Wilson interval', () => {
  // Brown, Cai and DasGupta 2001 and R's prop.test(correct = FALSE).
  it.each([
    [0, 100, 0, 0.03699],
    [5, 100, 0.02154, 0.11175],
    [50, 100, 0.40383, 0.59617],
    [100, 100, 0.96301, 1],
  ])('%i of %i', (hits, of, lower, upper) => {
    const interval = wilson(hits, of)
    expect(interval.lower).toBeCloseTo(lower, 4)
    expect(interval.upper).toBeCloseTo(upper, 4)
    expect(interval.share).toBe(hits / of)
  })

  it('knows nothing of nothing', () => {
    expect(wilson(0, 0)).toEqual({ share: 0, lower: 0, upper: 1 })
  })
})
