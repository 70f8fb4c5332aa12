import { describe, expect, it } from 'vitest'
import { ATTRIBUTES } from './attributes.js'
import { VisitRing } from './visit-sample.js'

function filled(capacity: number, visits: number): VisitRing {
  const ring = new VisitRing(capacity)
  for (let i = 0; i < visits; i++)
    ring.add(
      Int32Array.from(ATTRIBUTES, (_, column) => 100 * i + column),
      i,
      -i,
      10 * i,
    )
  return ring
}

describe('the latest visits', () => {
  it('are given back since a time, oldest first', () => {
    const sample = filled(10, 25).since(200, 100)
    expect([...sample.times]).toEqual([200, 210, 220, 230, 240])
    expect([...sample.networks]).toEqual([20, 21, 22, 23, 24])
    expect([...sample.clients]).toEqual([-20, -21, -22, -23, -24])
    expect(sample.values[0]).toBe(2000)
    expect(sample.values.at(-1)).toBe(2400 + ATTRIBUTES.length - 1)
  })

  it('are never more than there is room for', () => {
    expect([...filled(10, 25).since(0, 100).times]).toEqual([150, 160, 170, 180, 190, 200, 210, 220, 230, 240])
    expect(filled(10, 25).length).toBe(10)
    expect(filled(10, 0).since(0, 100).length).toBe(0)
  })

  it('are thinned out evenly where there are too many', () => {
    expect([...filled(10, 10).since(0, 4).times]).toEqual([0, 30, 60, 90])
  })
})
