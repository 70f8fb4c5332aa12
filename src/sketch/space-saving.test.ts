import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SpaceSaving } from './space-saving.js'

describe('space-saving', () => {
  test('keeps its promises for every stream', () => {
    const stream = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 500 })
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 12 }), (steps, capacity) => {
        const top = new SpaceSaving(capacity)
        const exact = new Map<number, number>()
        let total = 0
        for (const [key, amount] of steps) {
          top.add(key, amount, () => `key ${key}`)
          exact.set(key, (exact.get(key) ?? 0) + amount)
          total += amount
        }
        const entries = top.top(capacity)
        expect(entries.length).toBe(Math.min(capacity, exact.size))
        for (const { key, label, amount, error } of entries) {
          const truth = exact.get(key) ?? 0
          expect(label).toBe(`key ${key}`)
          expect(amount).toBeGreaterThanOrEqual(truth)
          expect(amount - error).toBeLessThanOrEqual(truth)
          expect(top.certain(key)).toBe(amount - error)
        }
        const kept = new Set(entries.map(({ key }) => key))
        for (const [key, truth] of exact) if (truth > total / capacity) expect(kept).toContain(key)
        const amounts = entries.map(({ amount }) => amount)
        expect(amounts).toEqual([...amounts].sort((a, b) => b - a))
      }),
    )
  })

  test('finds the heavy among keys that never come twice, in fixed memory', () => {
    const top = new SpaceSaving(64)
    let labels = 0
    for (let i = 0; i < 300_000; i++) {
      top.add(1e12 + i, 1, () => {
        labels++
        return 'once'
      })
      if (i % 30 === 0) top.add(5, 1, () => 'heavy')
    }
    const [first] = top.top(1)
    expect(first?.label).toBe('heavy')
    expect(top.size).toBe(64)
    expect(labels).toBe(300_000)
  })

  test('decays everything alike and keeps the order', () => {
    const top = new SpaceSaving(3)
    top.add(1, 10, () => 'a')
    top.add(2, 30, () => 'b')
    top.decay(0.5)
    top.add(1, 12, () => 'a')
    expect(top.top(9).map(({ label, amount }) => [label, amount])).toEqual([
      ['a', 17],
      ['b', 15],
    ])
  })

  test('knows nothing of a key it never saw', () => {
    expect(new SpaceSaving(2).certain(9)).toBe(0)
    expect(() => new SpaceSaving(0)).toThrow(/capacity is 0/)
  })
})
