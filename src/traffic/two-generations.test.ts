import { expect, it } from 'vitest'
import { TwoGenerations } from './two-generations.js'

it('is bounded, keeps what is asked for and forgets the rest', () => {
  const map = new TwoGenerations<number, string>(100)
  map.set(-1, 'often')
  for (let i = 0; i < 10_000; i++) {
    map.set(i, `${i}`)
    expect(map.get(-1)).toBe('often')
  }
  expect(map.size).toBeLessThanOrEqual(200)
  expect(map.get(9_999)).toBe('9999')
  expect(map.get(0)).toBeUndefined()
})
