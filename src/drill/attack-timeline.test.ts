import { describe, expect, it } from 'vitest'
import { type AttackMoment, AttackTimeline } from './attack-timeline.js'

const head = (fields: Readonly<Record<string, string>>) => ({ header: (name: string) => fields[name] ?? null })

describe('the timeline of an attack', () => {
  it('counts a request where it was sent, however late its answer comes', () => {
    const timeline = new AttackTimeline()
    timeline.sent(1_010)
    timeline.sent(1_099)
    timeline.sent(1_100)
    expect(timeline.take()).toEqual([
      { at: 1_000, sent: 2, atOrigin: 0 },
      { at: 1_100, sent: 1, atOrigin: 0 },
    ])
    timeline.answered(head({ 'cache-status': 'holdfast; fwd=uri-miss; fwd-status=200' }), 1_010)
    expect(timeline.take()).toEqual([{ at: 1_000, sent: 0, atOrigin: 1 }])
    expect(timeline.take()).toEqual([])
  })

  it('tells what the origin answered from copies and from what Holdfast says itself', () => {
    const timeline = new AttackTimeline()
    timeline.answered(head({}), 0)
    timeline.answered(head({ 'cache-status': 'holdfast; hit; ttl=12' }), 0)
    timeline.answered(head({ 'cache-status': 'holdfast; hit; ttl=-4; detail=stale-busy' }), 0)
    timeline.answered(head({ 'holdfast-reason': 'rule' }), 0)
    expect(timeline.take()).toEqual([{ at: 0, sent: 0, atOrigin: 1 }] satisfies AttackMoment[])
  })
})
