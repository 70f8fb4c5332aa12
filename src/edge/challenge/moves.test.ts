import { expect, it } from 'vitest'
import { Moves } from './moves.js'

const HOUR_MS = 3_600_000

it('a clearance moves eight times within an hour, and again in the next, whatever others do', () => {
  const moves = new Moves()
  const moved = (payer: number, now: number) => Array.from({ length: 20 }, () => moves.move(payer, now)).filter(Boolean)
  expect(moved(1, 0)).toHaveLength(8)
  expect(moved(1, HOUR_MS - 1)).toHaveLength(0)
  expect(moved(2, HOUR_MS - 1)).toHaveLength(8)
  expect(moved(1, HOUR_MS)).toHaveLength(8)
})

it('what others do does not free a clearance while it is used, however many they are', () => {
  const moves = new Moves()
  let moved = 0
  for (let i = 0; i < 200_000; i++) {
    moves.move(1_000_000 + i, 0)
    if (i % 1_000 === 0 && moves.move(1, 0)) moved++
  }
  expect(moved).toBe(8)
})
