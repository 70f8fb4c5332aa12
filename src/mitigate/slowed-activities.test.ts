import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Tier } from '../traffic/tier.js'
import { SlowedActivities } from './slowed-activities.js'

const TIERS: Tier[] = ['essential', 'deferrable', 'important', 'deferrable', 'deferrable']

/** Updates four times a second for a while; what waits, whenever it changes. */
function during(activities: SlowedActivities, from: number, seconds: number, stressed: boolean) {
  const changes: { at: number; slowed: readonly number[] }[] = []
  for (let at = from + 250; at <= from + 1000 * seconds; at += 250) {
    const before = activities.slowed
    activities.update(stressed, at)
    if (activities.slowed.length !== before.length) changes.push({ at, slowed: activities.slowed })
  }
  return changes
}

describe('activities that can wait', () => {
  it('do so all at once, and nothing else does', () => {
    const activities = new SlowedActivities(TIERS)
    expect(during(activities, 0, 60, true)).toEqual([{ at: 250, slowed: [1, 3, 4] }])
  })

  it('come back one after another', () => {
    const activities = new SlowedActivities(TIERS)
    during(activities, 0, 10, true)
    expect(during(activities, 10_000, 60, false)).toEqual([
      { at: 10_250, slowed: [3, 4] },
      { at: 13_250, slowed: [4] },
      { at: 16_250, slowed: [] },
    ])
  })

  it('wait longer each time they came back too soon, up to a bound', () => {
    const activities = new SlowedActivities(TIERS)
    const waits: number[] = []
    let now = 0
    for (let i = 0; i < 8; i++) {
      during(activities, now, 5, true)
      const calmSince = now + 5_250
      // The origin suffers again as soon as the first is back.
      for (now = calmSince; activities.slowed.length === 3; now += 250) activities.update(false, now)
      waits.push(now - 250 - calmSince)
    }
    expect(waits).toEqual([0, 2_500, 5_000, 10_000, 20_000, 20_000, 20_000, 20_000])
  })

  it('are all back within 36 seconds of the last sign of stress, whatever came before and however many they are', () => {
    const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.boolean()), { maxLength: 12 })
    const tiers = fc.array(fc.constantFrom<Tier>('essential', 'important', 'deferrable'), { maxLength: 64 })
    fc.assert(
      fc.property(history, tiers, (stretches, of) => {
        const activities = new SlowedActivities(of)
        let now = 0
        for (const [seconds, stressed] of stretches) {
          during(activities, now, seconds, stressed)
          now += 1000 * seconds
        }
        during(activities, now, 1, true)
        expect(activities.slowed.every((index) => of[index] === 'deferrable')).toBe(true)
        during(activities, now + 1_000, 36, false)
        expect(activities.slowed).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
