import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Place, SegmentedLru } from './segmented-lru.js'

function store(maxBytes: number) {
  const evicted: string[] = []
  const lru = new SegmentedLru<string>({ maxBytes, onEvict: (value) => evicted.push(value) })
  return { lru, evicted }
}

describe('what is kept', () => {
  it('pushes out the one not touched for longest', () => {
    const { lru, evicted } = store(1_000)
    for (let i = 0; i < 12; i++) lru.insert(`v${i}`, 100, i)
    expect(evicted).toEqual(['v0', 'v1'])
    expect(lru.bytes).toBe(1_000)
  })

  it('keeps what is wanted through a scan of a hundred times its size', () => {
    const { lru, evicted } = store(10_000)
    const wanted = Array.from({ length: 50 }, (_, i) => lru.insert(`hot${i}`, 100, 0))
    for (let round = 1; round <= 3; round++) for (const place of wanted) lru.touch(place, round * 1_000)
    for (let i = 0; i < 10_000; i++) lru.insert(`junk${i}`, 100, 4_000 + i)
    expect(evicted.filter((value) => value.startsWith('hot'))).toEqual([])
  })

  it('keeps it too when every newcomer is asked for twice', () => {
    const { lru, evicted } = store(10_000)
    const wanted = Array.from({ length: 70 }, (_, i) => lru.insert(`hot${i}`, 100, 0))
    for (let round = 1; round <= 10; round++) for (const place of wanted) lru.touch(place, round * 10_000)
    for (let i = 0; i < 10_000; i++) {
      const now = 100_000 + i * 10
      const place = lru.insert(`junk${i}`, 100, now)
      lru.touch(place, now)
      if (i % 1_000 === 0) for (const each of wanted) lru.touch(each, now)
    }
    expect(evicted.filter((value) => value.startsWith('hot'))).toEqual([])
  })

  it('lets a page become wanted in the place of one that no longer is', () => {
    const { lru, evicted } = store(1_000)
    for (let i = 0; i < 8; i++) {
      const place = lru.insert(`old${i}`, 100, 0)
      for (let n = 0; n < 5; n++) lru.touch(place, n)
    }
    const fresh: Place<string>[] = []
    for (let i = 0; i < 8; i++) {
      const place = lru.insert(`new${i}`, 100, 3_600_000)
      lru.touch(place, 3_600_000 + i)
      fresh.push(place)
    }
    expect(evicted.every((value) => value.startsWith('old'))).toBe(true)
    expect(evicted.length).toBe(6)
  })

  it('refuses what would push out the protected', () => {
    const { lru } = store(1_000)
    expect(SegmentedLru.maxValueBytes(1_000)).toBe(200)
    expect(() => lru.insert('big', 201, 0)).toThrow(RangeError)
  })

  it('never holds more than it may, and counts what it holds', () => {
    const step = fc.record({
      action: fc.constantFrom('insert', 'touch', 'remove', 'replace'),
      at: fc.nat(),
      bytes: fc.integer({ min: 1, max: 190 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const held = new Map<Place<number>, number>()
        const lru: SegmentedLru<number> = new SegmentedLru({
          maxBytes: 1_000,
          onEvict: (value) => {
            for (const place of held.keys()) if (place.value === value) held.delete(place)
          },
        })
        steps.forEach(({ action, at, bytes }, now) => {
          const place = [...held.keys()][at % Math.max(1, held.size)]
          if (action === 'insert') held.set(lru.insert(now, bytes, now), bytes)
          else if (place === undefined) return
          else if (action === 'touch') lru.touch(place, now)
          else if (action === 'remove') {
            lru.remove(place)
            held.delete(place)
          } else {
            held.set(place, bytes)
            lru.replace(place, place.value, bytes)
          }
          expect(lru.bytes).toBeLessThanOrEqual(1_000)
          expect(lru.bytes).toBe([...held.values()].reduce((sum, each) => sum + each, 0))
        })
      }),
    )
  })
})
