import { describe, expect, it } from 'vitest'
import type { RuleStatus } from '../brain/status.js'
import { atOrigin, knownBefore, rulesSince } from './score-defence.js'
import { statusSample } from './status-sample.test-support.js'

const FROM = Date.parse('2026-11-23T14:00:00.000Z')
const rule = (id: number, atMs: number): RuleStatus => ({
  id,
  platform: 'newsroom',
  state: 'challenge',
  demand: 'transparent',
  pinned: false,
  text: `rule ${id}`,
  match: [],
  explains: 0.6,
  collateral: { share: 0, upper: 0.001 },
  hits: 10,
  people: 1,
  hitsPerSecond: 1,
  recentHits: [],
  created: new Date(FROM + atMs).toISOString(),
  expires: null,
  ended: null,
  remembered: null,
  news: [],
})

describe('the score of the defence', () => {
  it('has the rules that were made since the attack began, oldest first', () => {
    const rules = rulesSince([rule(3, 9_000), rule(1, -5_000), rule(2, 1_500)], FROM)
    expect(rules.map(({ text, atMs }) => [text, atMs])).toEqual([
      ['rule 2', 1_500],
      ['rule 3', 9_000],
    ])
    expect(rules[0]?.madeAt).toBe(FROM + 1_500)
  })

  it('tells how much got to the origin in all, and since the first rule', () => {
    const moments = [
      { at: FROM, sent: 60, atOrigin: 20 },
      { at: FROM + 1_500, sent: 60, atOrigin: 1 },
      // What is known later of a moment adds up.
      { at: FROM, sent: 0, atOrigin: 7 },
      { at: FROM + 1_600, sent: 60, atOrigin: 0 },
    ]
    expect(atOrigin(moments, FROM + 1_500)).toEqual({
      sent: 180,
      reached: 28,
      sinceRule: { sent: 120, reached: 1 },
    })
    expect(atOrigin(moments, null)).toEqual({ sent: 180, reached: 28, sinceRule: null })
    expect(atOrigin([], null)).toEqual({ sent: 0, reached: 0, sinceRule: null })
  })

  it('says what was known of normal when the attack began, not what was learned since', () => {
    const sample = (at: number, visits: number | null) =>
      statusSample(at, { normal: visits === null ? null : { visits, ready: true } })
    const samples = [sample(FROM - 2_000, 100), sample(FROM - 500, 120), sample(FROM + 500, 900)]
    expect(knownBefore(samples, FROM - 20_000, FROM)).toEqual({ visits: 120, ready: true, calmSeconds: 20 })
    expect(knownBefore([sample(FROM - 500, null)], FROM - 20_000, FROM)).toBeNull()
    expect(knownBefore([], FROM - 20_000, FROM)).toBeNull()
  })
})
