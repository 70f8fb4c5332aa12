import { expect, it } from 'vitest'
import { RecentInvalidations } from './recent-invalidations.js'

it('knows for a minute that a URL was invalidated since', () => {
  const recent = new RecentInvalidations()
  recent.note('a', 1_000)
  expect(recent.happenedSince('a', 1_000, 2_000)).toBe(true)
  expect(recent.happenedSince('a', 1_001, 2_000)).toBe(false)
  expect(recent.happenedSince('a', 0, 61_000)).toBe(false)
  expect(recent.happenedSince('b', 0, 2_000)).toBe(false)
})

it('stays bounded under a flood of changes, and lets go of old ones', () => {
  const recent = new RecentInvalidations()
  for (let i = 0; i < 20_000; i++) recent.note(`k${i}`, i / 1_000)
  expect(recent.size).toBe(4_096)
  expect(recent.happenedSince('k19999', 0, 20)).toBe(true)
  recent.note('later', 100_000)
  expect(recent.size).toBe(1)
})
