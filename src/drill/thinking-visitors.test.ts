import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ThinkingVisitors } from './thinking-visitors.js'
import type { Visitor } from './visitor.js'

describe('visitors who think', () => {
  it('go on in the order in which they are ready, never before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000)), fc.nat(1_000), (times, now) => {
        const thinking = new ThinkingVisitors()
        // Only passed through: who they are does not matter here.
        const visitors = times.map((readyAt) => ({ readyAt }) as unknown as Visitor & { readyAt: number })
        for (const visitor of visitors) thinking.add(visitor, visitor.readyAt)
        const taken: number[] = []
        for (let next = thinking.takeReady(now); next !== null; next = thinking.takeReady(now))
          taken.push((next as (typeof visitors)[number]).readyAt)
        expect(taken).toEqual(times.filter((time) => time <= now).sort((a, b) => a - b))
      }),
    )
  })
})
