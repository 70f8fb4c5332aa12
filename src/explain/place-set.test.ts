import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PlaceSet } from './place-set.js'

const someOf = (size: number) => fc.uniqueArray(fc.nat({ max: size - 1 }))
const sized = fc.integer({ min: 1, max: 200 }).chain((size) => fc.tuple(fc.constant(size), someOf(size), someOf(size)))

describe('a set of places', () => {
  it('says what a set of numbers says', () => {
    fc.assert(
      fc.property(sized, ([size, some, others]) => {
        const a = PlaceSet.of(Int32Array.from(some), size)
        const b = PlaceSet.of(Int32Array.from(others), size)
        const ascending = (places: Iterable<number>) => [...new Set(places)].sort((x, y) => x - y)
        const both = some.filter((place) => others.includes(place))
        expect([...a.places()]).toEqual(ascending(some))
        expect(a.size).toBe(some.length)
        expect([...a.with(b).places()]).toEqual(ascending(both))
        expect(a.sizeWith(b)).toBe(both.length)
        expect([...a.and(b).places()]).toEqual(ascending([...some, ...others]))
        expect([...a.without(b).places()]).toEqual(ascending(some.filter((place) => !others.includes(place))))
      }),
    )
  })

  it('has all places, or none', () => {
    for (const size of [0, 1, 31, 32, 33, 64, 100]) {
      expect([...PlaceSet.all(size).places()]).toEqual(Array.from({ length: size }, (_, place) => place))
      expect(PlaceSet.none(size).size).toBe(0)
      expect(PlaceSet.all(size).without(PlaceSet.all(size)).size).toBe(0)
    }
  })
})
