import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { merged, visitsInOrder } from './in-order.js'
import type { LabelledVisit } from './visit.js'

function visitAt(timeMs: number): LabelledVisit {
  const asking = { method: 'GET', target: '/', http: '2.0', status: 200, bytes: 1, referrer: null, userAgent: null }
  return { timeMs, address: '192.0.2.1', ...asking, truth: 'real', group: 'browser' }
}

const delays = fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 8 })
const sessions = fc.array(fc.record({ atMs: fc.nat({ max: 100 }), delays }), { maxLength: 30 })
const times = (visits: Iterable<LabelledVisit>) => [...visits].map(({ timeMs }) => timeMs)
const ascending = (values: number[]) => values.sort((a, b) => a - b)

describe('visits in order', () => {
  it('gives every visit of overlapping sessions once, by time', () => {
    fc.assert(
      fc.property(sessions, (drawn) => {
        const started = drawn
          .sort((a, b) => a.atMs - b.atMs)
          .map(({ atMs, delays }) => ({ atMs, visits: delays.map((delay) => visitAt(atMs + delay)) }))
        const all = started.flatMap(({ visits }) => times(visits))
        expect(times(visitsInOrder(started))).toEqual(ascending(all))
      }),
    )
  })

  it('merges streams by time', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat({ max: 100 })), { maxLength: 6 }), (streams) => {
        const sorted = streams.map((stream) => ascending([...stream]).map(visitAt))
        expect(times(merged(sorted))).toEqual(ascending(streams.flat()))
      }),
    )
  })
})
