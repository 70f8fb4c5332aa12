import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LogHistogram } from './log-histogram.js'

const times = fc.array(fc.double({ min: 0.2, max: 110_000, noNaN: true }), { minLength: 1, maxLength: 300 })

function histogramOf(values: readonly number[]): LogHistogram {
  const histogram = new LogHistogram()
  for (const value of values) histogram.record(value)
  return histogram
}

describe('log histogram', () => {
  test('a quantile is right to within a bucket', () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, q) => {
        const sorted = [...values].sort((a, b) => a - b)
        const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? 0
        const estimate = histogramOf(values).quantile(q) ?? 0
        expect(estimate / exact).toBeGreaterThan(0.9)
        expect(estimate / exact).toBeLessThan(1.1)
      }),
    )
  })

  test('merging is the same as recording all in one', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const merged = histogramOf(a)
        merged.merge(histogramOf(b))
        expect(merged.toJSON()).toEqual(histogramOf([...a, ...b]).toJSON())
        expect(merged.count).toBe(a.length + b.length)
      }),
    )
  })

  test('survives JSON, in short', () => {
    fc.assert(
      fc.property(times, (values) => {
        const histogram = histogramOf(values)
        const copy = LogHistogram.fromJSON(JSON.parse(JSON.stringify(histogram)))
        expect(copy.toJSON()).toEqual(histogram.toJSON())
        expect(copy.count).toBe(histogram.count)
      }),
    )
    expect(JSON.stringify(histogramOf([5, 5, 5])).length).toBeLessThan(10)
  })

  test('is empty at first and after a reset', () => {
    const histogram = histogramOf([3])
    histogram.reset()
    expect(histogram.quantile(0.5)).toBeNull()
    expect(histogram.toJSON()).toEqual([])
  })

  test('takes what is out of range for the shortest or longest, and no NaN', () => {
    const histogram = histogramOf([0, -5, Number.NaN])
    expect(histogram.count).toBe(2)
    expect(histogram.quantile(1)).toBe(0.1)
    expect(histogramOf([1e12, Number.POSITIVE_INFINITY]).quantile(0.5)).toBeGreaterThan(115_000)
  })

  test.each([[[1]], [[-1, 2]], [[1, -2]], [[1e6, 1]], [[0.5, 1]], [[1, Number.POSITIVE_INFINITY]]])(
    'refuses %j, which is not its JSON',
    (json) => {
      expect(() => LogHistogram.fromJSON(json)).toThrow(RangeError)
    },
  )
})
