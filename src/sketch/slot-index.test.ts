import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SlotIndex } from './slot-index.js'

describe('slot index', () => {
  test('behaves like a Map, whatever is put in and taken out', () => {
    const step = fc.record({ key: fc.nat(40).map((n) => n * 2 ** 40 + n), slot: fc.nat(30), remove: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const index = new SlotIndex(41)
        const model = new Map<number, number>()
        for (const { key, slot, remove } of steps) {
          if (remove) {
            index.delete(key)
            model.delete(key)
          } else {
            index.set(key, slot)
            model.set(key, slot)
          }
          expect(index.size).toBe(model.size)
        }
        for (const { key } of steps) expect(index.get(key)).toBe(model.get(key) ?? -1)
      }),
    )
  })

  test('refuses more keys than it was made for', () => {
    const index = new SlotIndex(2)
    index.set(1, 0)
    index.set(2, 1)
    index.set(2, 0)
    expect(() => index.set(3, 2)).toThrow(/more than 2 keys/)
  })
})
