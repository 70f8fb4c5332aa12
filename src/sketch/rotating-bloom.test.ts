import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RotatingBloom } from './rotating-bloom.js'

const options = { bits: 2 ** 16, hashes: 4, rotateEveryMs: 1000 }

describe('rotating Bloom filter', () => {
  test('never forgets a key within the rotation time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.maxSafeInteger(), fc.nat(400)), { minLength: 1, maxLength: 200 }),
        fc.nat(999),
        (steps, later) => {
          const bloom = new RotatingBloom(options)
          let now = 5_000
          for (const [key, gap] of steps) {
            now += gap
            bloom.add(key, now)
            expect(bloom.has(key, now)).toBe(true)
          }
          const last = steps.at(-1)
          if (last) expect(bloom.has(last[0], now + later)).toBe(true)
        },
      ),
    )
  })

  test('forgets after twice the rotation time', () => {
    const bloom = new RotatingBloom(options)
    bloom.add(42, 0)
    expect(bloom.has(42, 1999)).toBe(true)
    expect(bloom.has(42, 2000)).toBe(false)
  })

  test('a clock that jumps back forgets nothing', () => {
    const bloom = new RotatingBloom(options)
    bloom.add(42, 10_000)
    expect(bloom.has(42, 3_000)).toBe(true)
  })

  test('has few false positives at its design load', () => {
    const bloom = new RotatingBloom(options)
    for (let key = 0; key < 6000; key++) bloom.add(key * 7919, 0)
    let wrong = 0
    for (let key = 0; key < 10_000; key++) if (bloom.has(2 ** 40 + key, 0)) wrong++
    // (1 - e^(-4 x 6000 / 65536))^4 is 0.9 %
    expect(wrong).toBeLessThan(200)
    expect(bloom.fillShare).toBeGreaterThan(0.29)
    expect(bloom.fillShare).toBeLessThan(0.33)
  })

  test('a flood of different keys fills it, no more, and is forgotten', () => {
    const bloom = new RotatingBloom(options)
    for (let key = 0; key < 300_000; key++) bloom.add(key, 0)
    expect(bloom.fillShare).toBeGreaterThan(0.99)
    expect(bloom.fillShare).toBeLessThanOrEqual(1)
    expect(bloom.has(1, 2000)).toBe(false)
    expect(bloom.fillShare).toBe(0)
  })

  test('names the option that is wrong', () => {
    expect(() => new RotatingBloom({ ...options, hashes: 0 })).toThrow(/hashes is 0/)
  })
})
