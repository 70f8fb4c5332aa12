import { describe, expect, it } from 'vitest'
import type { ActivityState, RuleStatus } from '../brain/status.js'
import { backToFullSpeed, latestBack, measuresLeft } from './score-recovery.js'
import { scoreTimeline } from './score-timeline.js'
import { statusSample } from './status-sample.test-support.js'

const END = 50_000
const sample = (afterMs: number, read: ActivityState, search: ActivityState) =>
  statusSample(END + afterMs, {
    activities: [
      { name: 'read', tier: 'essential', state: read },
      { name: 'search', tier: 'deferrable', state: search },
    ],
  })

const rule = (state: RuleStatus['state'], pinned: boolean, created: number) =>
  ({ state, pinned, created: new Date(created).toISOString(), text: 'searches' }) as RuleStatus

describe('the way back to full speed', () => {
  it('ends when an activity is at full speed for good', () => {
    const samples = [
      sample(-500, 'late', 'slowed'),
      sample(0, 'full', 'slowed'),
      sample(500, 'full', 'full'),
      sample(1_000, 'full', 'late'),
      sample(4_500, 'full', 'full'),
    ]
    const back = backToFullSpeed(samples, END)
    expect(back).toEqual([
      { activity: 'read', tier: 'essential', afterMs: 0 },
      { activity: 'search', tier: 'deferrable', afterMs: 4_500 },
    ])
    expect(latestBack(back)).toBe(4_500)
  })

  it('has not ended for what was last seen slow', () => {
    const back = backToFullSpeed([sample(0, 'full', 'full'), sample(900, 'full', 'slowed')], END)
    expect(back[1]?.afterMs).toBeNull()
    expect(latestBack(back)).toBeNull()
    expect(latestBack([])).toBe(0)
  })

  it('names what is left behind, but not what an operator keeps', () => {
    const last = { ...sample(900, 'full', 'slowed'), level: 'strained' as const }
    expect(measuresLeft(last, [rule('challenge', false, 2_000), rule('ended', false, 2_000)], 1_000)).toEqual([
      'the level is strained',
      'search is slowed',
      'a rule is in force: searches',
    ])
    const kept = [rule('challenge', true, 2_000), rule('slow', false, 500)]
    expect(measuresLeft(sample(900, 'full', 'full'), kept, 1_000)).toEqual([])
    expect(measuresLeft(undefined, null, 1_000)).toEqual([])
  })
})

describe('the seconds of a drill', () => {
  it('count each action and each request once, also before the attack', () => {
    const action = (startedAt: number, succeeded: boolean) => ({
      activity: 'read',
      kind: 'browser' as const,
      startedAt,
      succeeded,
      firstTry: succeeded,
      refused: !succeeded,
      challenged: succeeded,
      tookMs: 80,
      waitedMs: 0,
    })
    const seconds = scoreTimeline(
      {
        actions: [action(48_100, true), action(50_000, true), action(51_999, false)],
        moments: [
          { at: 50_100, sent: 30, atOrigin: 4 },
          { at: 50_900, sent: 20, atOrigin: 0 },
        ],
        samples: [statusSample(50_500, { level: 'attack' })],
      },
      END,
      [48_000, 52_000],
    )
    expect(seconds.map(({ at }) => at)).toEqual([-2, -1, 0, 1])
    expect(seconds.map(({ actions }) => actions)).toEqual([1, 0, 1, 1])
    expect(seconds[2]).toMatchObject({
      succeeded: 1,
      challenged: 1,
      refused: 0,
      p95Ms: 80,
      attack: 50,
      atOrigin: 4,
      level: 'attack',
    })
    expect(seconds[1]).toMatchObject({ level: null, p95Ms: null })
    expect(scoreTimeline({ actions: [], moments: [], samples: [] }, END, [0, 1e12]).length).toBeLessThanOrEqual(1_200)
  })
})
