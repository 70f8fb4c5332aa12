import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CountMin } from './count-min.js'

const options = { width: 1024, depth: 4, halfLifeMs: 10_000 }

describe('count-min sketch', () => {
  test('never says too little', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 9 }), fc.nat(2000)), { maxLength: 300 }),
        (steps) => {
          const sketch = new CountMin({ width: 8, depth: 2, halfLifeMs: 1000 })
          const exact = new Map<number, number>()
          let now = 0
          for (const [key, amount, gap] of steps) {
            now += gap
            for (const [k, value] of exact) exact.set(k, value * 2 ** (-gap / 1000))
            exact.set(key, (exact.get(key) ?? 0) + amount)
            sketch.add(key, amount, now)
          }
          for (const [key, value] of exact) expect(sketch.estimate(key, now)).toBeGreaterThanOrEqual(value * (1 - 1e-9))
        },
      ),
    )
  })

  test('halves in a half-life', () => {
    const sketch = new CountMin(options)
    sketch.add(1, 100, 5_000)
    expect(sketch.estimate(1, 15_000)).toBeCloseTo(50)
    expect(sketch.total(25_000)).toBeCloseTo(25)
  })

  test('stays right over days, when the scale has been renewed many times', () => {
    const sketch = new CountMin(options)
    for (let now = 0; now < 3 * 86_400_000; now += 10_000) sketch.add(1, 1, now)
    expect(sketch.estimate(1, 3 * 86_400_000 - 10_000)).toBeCloseTo(2)
  })

  test('finds the heavy among very many light keys', () => {
    const sketch = new CountMin({ ...options, width: 8192 })
    for (let key = 0; key < 200_000; key++) {
      sketch.add(1e9 + key, 1, 0)
      if (key % 20 === 0) sketch.add(7, 1, 0)
    }
    const estimate = sketch.estimate(7, 0)
    expect(estimate).toBeGreaterThanOrEqual(10_000)
    expect(estimate).toBeLessThan(10_000 + (2.8 / 8192) * 210_000)
  })

  test('refuses an impossible size', () => {
    expect(() => new CountMin({ ...options, width: 0 })).toThrow(/width 0/)
    expect(() => new CountMin({ ...options, halfLifeMs: 0 })).toThrow(/half-life is 0 ms/)
  })
})
