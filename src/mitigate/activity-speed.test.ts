import { describe, expect, it } from 'vitest'
import { type ActivityNow, ActivitySpeed } from './activity-speed.js'

const FINE: ActivityNow = { slowed: false, troubled: true, takesMs: 60, calmP95Ms: 50, answers: 20 }
const LATE: ActivityNow = { ...FINE, takesMs: 400 }
const HELD: ActivityNow = { ...LATE, slowed: true }

/** Updates four times a second; what changed. */
function during(speed: ActivitySpeed, from: number, seconds: number, now: ActivityNow) {
  return Array.from({ length: 4 * seconds }, (_, i) => speed.update(now, from + 250 * (i + 1))).filter(
    (event) => event !== null,
  )
}

describe('the speed of an activity', () => {
  it('is full, whatever its answers take, in calm', () => {
    const speed = new ActivitySpeed('read', 'essential', 0)
    expect(during(speed, 0, 60, { ...LATE, troubled: false })).toEqual([])
    expect(speed).toMatchObject({ state: 'full', since: 0, backSince: null })
  })

  it('is late once answers have taken longer than in calm for two seconds, not for one slow answer', () => {
    const speed = new ActivitySpeed('read', 'essential', 0)
    expect(during(speed, 0, 1, LATE)).toEqual([])
    expect(during(speed, 1_000, 1, FINE)).toEqual([])
    expect(during(speed, 2_000, 30, { ...LATE, answers: 3 })).toEqual([])
    expect(during(speed, 32_000, 3, LATE)).toMatchObject([{ kind: 'activity', activity: 'read', state: 'late' }])
  })

  it('is full again since the answers took as long as in calm, and says after how long', () => {
    const speed = new ActivitySpeed('read', 'essential', 0)
    during(speed, 0, 10, LATE)
    const [event, ...more] = during(speed, 10_000, 5, FINE)
    expect(event).toEqual({
      at: 10_000,
      kind: 'back-to-full-speed',
      activity: 'read',
      tier: 'essential',
      slowSince: 2_250,
      text: 'read is back at full speed after 8 s',
    })
    expect(more).toEqual([])
    expect(speed).toMatchObject({ state: 'full', since: 10_000, backSince: 10_000 })
  })

  it('is not full because nothing makes it wait any more: its answers must say so', () => {
    const speed = new ActivitySpeed('search', 'deferrable', 0)
    expect(during(speed, 0, 5, HELD)).toMatchObject([{ at: 250, state: 'slowed' }])
    expect(during(speed, 5_000, 10, LATE)).toMatchObject([{ at: 5_250, state: 'late' }])
    expect(speed.backSince).toBeNull()
    expect(during(speed, 15_000, 5, FINE)).toMatchObject([{ at: 15_000, kind: 'back-to-full-speed', slowSince: 250 }])
  })

  it('is full again where nobody comes, or nobody knows what calm is like', () => {
    for (const now of [
      { ...FINE, takesMs: null, answers: 0 },
      { ...LATE, calmP95Ms: null },
    ]) {
      const speed = new ActivitySpeed('search', 'deferrable', 0)
      during(speed, 0, 5, HELD)
      during(speed, 5_000, 3, now)
      expect(speed).toMatchObject({ state: 'full', backSince: 5_000 })
    }
  })

  it('forgets when it was back once it is slower again', () => {
    const speed = new ActivitySpeed('search', 'deferrable', 0)
    during(speed, 0, 5, HELD)
    during(speed, 5_000, 5, FINE)
    during(speed, 10_000, 1, HELD)
    expect(speed).toMatchObject({ state: 'slowed', since: 10_250, backSince: null })
  })
})
