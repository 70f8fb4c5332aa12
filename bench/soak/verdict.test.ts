import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/admit/simulation.test-support.js'
import type { Phase, Sample } from './sample.js'
import { verdictOf } from './verdict.js'

const PHASES: readonly Phase[] = [
  'calm',
  'calm',
  'calm',
  'flood',
  'flood',
  'after',
  'calm',
  'slow',
  'slow',
  'after',
  'calm',
  'calm',
]

interface Course {
  rounds?: number
  /** Of the edges, without the cache, by time in rounds (2.5: in the midst of the third). */
  memory?: (at: number) => number
  descriptors?: (at: number) => number
  cache?: (at: number) => number
}

/** A soak in which everything but the edges stays as it is. Attacks take memory and descriptors, and give them back. */
function course({ rounds = 10, memory = () => 240, descriptors = () => 190, cache = () => 48 }: Course): Sample[] {
  const still = { megabytes: 80, descriptors: 30 }
  return Array.from({ length: rounds * PHASES.length }, (_, i): Sample => {
    const at = i / PHASES.length
    const phase = PHASES[i % PHASES.length] ?? 'calm'
    const attack = phase === 'flood' || phase === 'slow' ? 1 : 0
    const edges = {
      megabytes: memory(at) + cache(at) + 60 * attack,
      descriptors: descriptors(at) + 1_300 * attack,
    }
    return {
      at: i * 10_000,
      round: Math.floor(at),
      phase,
      level: 'calm',
      usage: { edges, brain: still, supervisor: still, newsroom: still, live: still },
      connections: 100,
      cacheMegabytes: cache(at),
      cacheEntries: 4_000,
      actions: 400,
      failed: 0,
      p95Ms: 20,
      streams: 30,
      broken: 0,
    }
  })
}

const complaintsOf = (of: Course) => verdictOf(course(of), []).complaints

/** Garbage gathers and is collected, with another height every time. */
function sawtooth(megabytes: number, roundsLong: number, seed: number): (at: number) => number {
  const random = seededRandom(seed)
  const heights = Array.from({ length: 200 }, () => 0.7 + 0.6 * random())
  return (at) => {
    const tooth = Math.floor(at / roundsLong)
    return megabytes * (heights[tooth % heights.length] ?? 1) * (at / roundsLong - tooth)
  }
}

describe('passes when', () => {
  it('nothing grows', () => {
    expect(complaintsOf({})).toEqual([])
  })

  it('heaps grow while they warm up, and then no more', () => {
    expect(complaintsOf({ memory: (at) => 260 - 120 * Math.exp(-2 * at) })).toEqual([])
  })

  it.each([5, 10, 30])('the cache fills up in %i rounds', (rounds) => {
    const cache = (at: number) => Math.min(128, (150 * at) / rounds)
    expect(complaintsOf({ rounds, cache })).toEqual([])
    // Keeping entries in order takes memory beside their bytes.
    expect(complaintsOf({ rounds, cache, memory: (at) => 200 + 0.2 * cache(at) })).toEqual([])
  })

  it.each([
    [60, 0.2],
    [120, 0.4],
    [150, 0.6],
  ])('%i MB of garbage are collected every %f rounds', (megabytes, every) => {
    for (let seed = 1; seed <= 50; seed++) {
      const teeth = sawtooth(megabytes, every, seed)
      expect(complaintsOf({ memory: (at) => 200 + teeth(at) })).toEqual([])
    }
  })

  it('one round is odd, be it the last', () => {
    for (const odd of [2, 5, 9]) {
      const memory = (at: number) => (Math.floor(at) === odd ? 400 : 240)
      expect(complaintsOf({ memory, descriptors: memory })).toEqual([])
    }
  })

  it('memory shrinks', () => {
    expect(complaintsOf({ memory: (at) => 400 - 20 * at })).toEqual([])
  })
})

describe('fails when', () => {
  /** MB a round that are never given back: over the eight compared rounds, 42 MB and more. */
  it.each([6, 10, 30, 100])('%i MB are lost in every round', (slope) => {
    expect(complaintsOf({ memory: (at) => 240 + slope * at })).toHaveLength(1)
    expect(complaintsOf({ memory: (at) => 240 + slope * at })[0]).toMatch(/^edges grew: \d+ → .*MB \(trend \+\d+\)/)
  })

  it.each([2, 4])('%i MB are lost in every round of a long soak', (slope) => {
    expect(complaintsOf({ rounds: 40, memory: (at) => 240 + slope * at })).toHaveLength(1)
  })

  it('a leak hides in a sawtooth, or behind a cache that fills', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const teeth = sawtooth(100, 0.3, seed)
      const cache = (at: number) => Math.min(128, 50 * at)
      expect(complaintsOf({ memory: (at) => 200 + teeth(at) + 12 * at, cache })).toHaveLength(1)
    }
  })

  it('a leak is as large as what the cache gives back', () => {
    expect(complaintsOf({ memory: (at) => 240 + 12 * at, cache: (at) => 128 - 12 * at })).toHaveLength(1)
  })

  it('five rounds are all there is, and memory is lost fast', () => {
    expect(complaintsOf({ rounds: 5, memory: (at) => 240 + 25 * at })).toHaveLength(1)
    expect(complaintsOf({ rounds: 5, memory: () => 240 })).toEqual([])
  })

  it('descriptors are not given back', () => {
    expect(complaintsOf({ descriptors: (at) => 190 + 8 * at })[0]).toContain('descriptors (+56)')
  })

  it('something failed outside of the attacks', () => {
    const { complaints } = verdictOf(course({}), ['read: status 502', 'read: status 502', 'x'])
    expect(complaints).toEqual(['3 failures outside of the attacks: 2 × read: status 502; 1 × x'])
  })
})
