import { describe, expect, it } from 'vitest'
import type { FrictionStatus } from '../status.js'
import { ChallengeCheck } from './challenge-check.js'

const NOON = Date.UTC(2026, 10, 23, 12)
const ATTACKED = [{ name: 'news', level: 'attack' as const }]
const SEVERE = [{ name: 'news', level: 'severe' as const }]

function challenging(high: number): FrictionStatus {
  return {
    ...{ id: 1, platform: 'news', measure: 'challenge', rule: 7, activity: null, text: 'Rule 7 …' },
    ...{ from: new Date(NOON).toISOString(), until: null, visits: 9_000, ending: null },
    real: { low: 0, high, how: '' },
  }
}

describe('challenges that nobody passes', () => {
  it('a severe attack in which not one gets past the script: the page may be broken', () => {
    const check = new ChallengeCheck()
    for (let i = 0; i < 400; i++) check.take('news', { given: [0, 1, 0], passed: [0, 0, 0] }, NOON + 250 * i)
    const [said, ...more] = check.says(SEVERE, [], NOON + 100_000)
    expect(more).toEqual([])
    expect(said).toMatch(/^400 visits to news met the page that checks by script .+ private window .+ lift the rules/)
    check.take('news', { given: [0, 0, 0], passed: [0, 1, 0] }, NOON + 100_000)
    expect(check.says(SEVERE, [], NOON + 100_000)).toEqual([])
  })

  it('each kind is looked at by itself: that some pass one says nothing of another', () => {
    const check = new ChallengeCheck()
    check.take('news', { given: [900, 0, 300], passed: [400, 0, 0] }, NOON)
    expect(check.says(SEVERE, [], NOON)).toEqual([expect.stringMatching(/300 visits .+ proof of work/)])
  })

  it('a flood that a narrow rule stops passes nothing, as it should', () => {
    const check = new ChallengeCheck()
    check.take('news', { given: [90_000, 0, 0], passed: [0, 0, 0] }, NOON)
    expect(check.says(ATTACKED, [challenging(3)], NOON)).toEqual([])
    expect(check.says(ATTACKED, [challenging(60)], NOON)).toHaveLength(1)
    expect(check.says(ATTACKED, [{ ...challenging(60), until: new Date(NOON).toISOString() }], NOON)).toEqual([])
  })

  it('few challenges, and those of more than five minutes ago, say nothing', () => {
    const check = new ChallengeCheck()
    check.take('news', { given: [199, 0, 0], passed: [] }, NOON)
    expect(check.says(SEVERE, [], NOON)).toEqual([])
    check.take('news', { given: [1, 0, 0], passed: [] }, NOON)
    expect(check.says(SEVERE, [], NOON)).toHaveLength(1)
    expect(check.says(SEVERE, [], NOON + 300_001)).toEqual([])
  })
})
