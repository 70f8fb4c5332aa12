import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StressLevel } from './stress-level.js'

/** Updates every 250 ms with these distresses and gives the level after each. */
function levels(stress: StressLevel, distresses: readonly number[], from = 0): string[] {
  return distresses.map((distress, i) => stress.update(distress, from + i * 250).level)
}

describe('stress level', () => {
  test('is strained after half a second of distress, not sooner', () => {
    expect(levels(new StressLevel(0), [0.6, 0.6, 0.6])).toEqual(['calm', 'calm', 'strained'])
    expect(levels(new StressLevel(0), [0.6, 0.4, 0.6, 0.6])).toEqual(['calm', 'calm', 'calm', 'calm'])
  })

  test('is strained at once when the origin is falling', () => {
    expect(levels(new StressLevel(0), [0.95])).toEqual(['strained'])
  })

  test('is calm again after ten quiet seconds, counted anew after every relapse', () => {
    const stress = new StressLevel(0)
    stress.update(1, 1000)
    expect(stress.state).toEqual({ level: 'strained', since: 1000 })
    stress.update(0.1, 2000)
    stress.update(0.25, 11_000)
    stress.update(0.1, 11_250)
    expect(stress.update(0, 21_000).level).toBe('strained')
    expect(stress.update(0, 21_250)).toEqual({ level: 'calm', since: 21_250 })
  })

  test('never flaps faster than its times, whatever the distress does', () => {
    const steps = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 4000 })), {
      maxLength: 300,
    })
    fc.assert(
      fc.property(steps, (given) => {
        const stress = new StressLevel(0)
        let now = 0
        let before = stress.state
        for (const [distress, gap] of given) {
          now += gap
          const after = stress.update(distress, now)
          if (after.level !== before.level) {
            expect(after.since).toBe(now)
            expect(after.level === 'strained' ? distress >= 0.5 : distress < 0.2).toBe(true)
            if (after.level === 'calm') expect(now - before.since).toBeGreaterThanOrEqual(10_000)
          } else expect(after).toBe(before)
          before = after
        }
      }),
    )
  })
})
