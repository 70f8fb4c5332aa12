import { expect, it } from 'vitest'
import type { Sample } from './sample.js'
import { verdictOf } from './verdict.js'

const sample = (megabytes: number, descriptors: number): Sample => {
  const usage = { megabytes, descriptors }
  return {
    at: 0,
    phase: 'calm',
    level: 'calm',
    usage: { edges: usage, brain: usage, supervisor: usage, newsroom: usage, live: usage },
    connections: 0,
    cacheMegabytes: 0,
    cacheEntries: 0,
    actions: 0,
    failed: 0,
    p95Ms: null,
    streams: 0,
    broken: 0,
  }
}

it('lets a heap breathe, and one sample be odd', () => {
  const first = [sample(100, 50), sample(100, 50), sample(100, 50)]
  expect(verdictOf(first, [sample(140, 60), sample(900, 900), sample(120, 55)], []).complaints).toEqual([])
})

it('says what grew, in memory or in descriptors', () => {
  expect(verdictOf([sample(100, 50)], [sample(160, 50)], []).complaints[0]).toContain('edges grew: 100 → 160 MB')
  expect(verdictOf([sample(100, 50)], [sample(100, 100)], []).complaints).toHaveLength(5)
})

it('counts what failed outside of the attacks', () => {
  const { complaints } = verdictOf([sample(1, 1)], [sample(1, 1)], ['read: status 502', 'read: status 502', 'x'])
  expect(complaints).toEqual(['3 failures outside of the attacks: 2 × read: status 502; 1 × x'])
})
