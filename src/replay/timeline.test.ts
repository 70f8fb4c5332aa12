import { describe, expect, it } from 'vitest'
import { Timeline } from './timeline.js'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE

describe('a timeline', () => {
  it('has the stretches in the order of time, whatever the order of the log', () => {
    const timeline = new Timeline()
    for (const at of [5, 1, 3]) timeline.at(at * MINUTE).visits.serve++
    expect(timeline.stretches.map(({ at }) => at / MINUTE)).toEqual([1, 3, 5])
  })

  it('of years has no more stretches than one of days, and loses no visit', () => {
    const timeline = new Timeline()
    for (let at = 0; at < 1_000 * DAY; at += 20 * MINUTE) {
      const stretch = timeline.at(at)
      stretch.visits.challenge++
      stretch.rules.set(7, (stretch.rules.get(7) ?? 0) + 1)
      if (at === 500 * DAY) stretch.level = 'severe'
    }
    const { stretches } = timeline
    expect(stretches.length).toBeLessThanOrEqual(4_096)
    expect(stretches.reduce((sum, { visits }) => sum + visits.challenge, 0)).toBe(72_000)
    expect(stretches.reduce((sum, { rules }) => sum + (rules.get(7) ?? 0), 0)).toBe(72_000)
    const severe = stretches.filter(({ level }) => level === 'severe')
    expect(severe.map(({ at }) => Math.floor((500 * DAY - at) / timeline.widthMs))).toEqual([0])
  })
})
