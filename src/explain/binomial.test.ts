import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logUpperTail, quickUpperBound, upperBound } from './binomial.js'

/** Summed term by term, in plain numbers. */
function plainUpperTail(count: number, draws: number, p: number): number {
  let sum = 0
  for (let k = count; k <= draws; k++) {
    let term = 1
    for (let i = 1; i <= k; i++) term *= ((draws - k + i) / i) * p
    for (let i = 0; i < draws - k; i++) term *= 1 - p
    sum += term
  }
  return sum
}

describe('the binomial tail', () => {
  it('is what a plain sum says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.nat(60),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (draws, some, p) => {
          const count = some % (draws + 1)
          expect(Math.exp(logUpperTail(count, draws, p))).toBeCloseTo(plainUpperTail(count, draws, p), 9)
        },
      ),
    )
  })

  it('goes on far below what a double can hold', () => {
    // All of ten thousand draws: exactly p to the ten thousandth.
    expect(logUpperTail(10_000, 10_000, 0.001)).toBeCloseTo(10_000 * Math.log(0.001), 3)
    expect(logUpperTail(13_000, 20_000, 0.001)).toBeLessThan(-70_000)
  })

  it('is certain of nothing and impossible of more than all', () => {
    expect(logUpperTail(0, 10, 0.2)).toBe(0)
    expect(logUpperTail(11, 10, 0.2)).toBe(Number.NEGATIVE_INFINITY)
    expect(logUpperTail(1, 10, 0)).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('the upper bound of a share', () => {
  it.each([
    // 1 - 0.05^(1/n), the "rule of three", and tabled values.
    [0, 100, 0.02951],
    [0, 3_000, 0.000998],
    [1, 10, 0.39416],
    [5, 100, 0.10225],
  ])('of %i in %i is %f', (hits, draws, bound) => expect(upperBound(hits, draws)).toBeCloseTo(bound, 4))

  it('is 1 where nothing was drawn or all were hits', () => {
    expect(upperBound(0, 0)).toBe(1)
    expect(upperBound(7, 7)).toBe(1)
    expect(quickUpperBound(0, 0)).toBe(1)
  })

  it('is exact: with it as the truth, so few hits have a chance of one in twenty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(40), (draws, some) => {
        const hits = some % draws
        expect(1 - plainUpperTail(hits + 1, draws, upperBound(hits, draws))).toBeCloseTo(0.05, 3)
      }),
    )
  })

  it('grows with the hits and falls with the draws', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 100, max: 20_000 }), (hits, draws) => {
        expect(upperBound(hits + 1, draws)).toBeGreaterThan(upperBound(hits, draws))
        expect(upperBound(hits, draws + 50)).toBeLessThan(upperBound(hits, draws))
        expect(quickUpperBound(hits + 1, draws)).toBeGreaterThan(quickUpperBound(hits, draws))
      }),
    )
  })
})
