import { describe, expect, it } from 'vitest'
import { VisitRate } from './visit-rate.js'

function rateAfter(...visitsPerSecond: number[]): VisitRate {
  const rate = new VisitRate()
  for (const visits of visitsPerSecond) {
    rate.add(visits)
    rate.tick()
  }
  return rate
}

const bound = { factor: 3, stretchesS: [2, 10, 60] }
const constant = (seconds: number, visits: number) => Array.from({ length: seconds }, () => visits)

describe('the rate of visits', () => {
  it('alarms over the shortest stretch that brings three times the usual, and at least thirty', () => {
    expect(rateAfter(...constant(60, 10)).alarmingStretch(10, bound)).toBeNull()
    expect(rateAfter(...constant(58, 10), 40, 40).alarmingStretch(10, bound)).toBe(2)
    expect(rateAfter(...constant(50, 0), ...constant(10, 5)).alarmingStretch(1, bound)).toBe(10)
    expect(rateAfter(...constant(60, 1)).alarmingStretch(0.2, bound)).toBe(60)
    expect(rateAfter(...constant(60, 0), 20).alarmingStretch(0, bound)).toBeNull()
  })

  it('rises suddenly, or not', () => {
    expect(rateAfter(...constant(40, 100)).rises()).toBe(false)
    expect(rateAfter(...constant(40, 100), 250, 250).rises()).toBe(true)
    expect(rateAfter(20, 20).rises()).toBe(true)
    expect(rateAfter(5, 5).rises()).toBe(false)
  })

  it('tells the load of the last two seconds', () => {
    expect(rateAfter(...constant(10, 0), ...constant(2, 8)).load()).toBe(8)
    expect(rateAfter(10).load()).toBe(5)
    expect(rateAfter().load()).toBe(0)
  })

  describe('between the seconds', () => {
    const underWay = (visits: number, ...before: number[]) => {
      const rate = rateAfter(...before)
      rate.add(visits)
      return rate
    }

    it('counts what came since, and the oldest second in part', () => {
      expect(underWay(7, 1, 2, 4).lately(2, 0.25)).toBe(7 + 4 + 0.75 * 2)
      expect(underWay(8, ...constant(10, 4)).load(0.5)).toBe((8 + 4 + 0.5 * 4) / 2)
    })

    it('alarms as soon as enough came, without waiting for the second to end', () => {
      const soon = { factor: 2, stretchesS: [1, 10, 60] }
      expect(underWay(40, ...constant(60, 10)).alarmingStretch(10, soon, 0.25)).toBe(1)
      expect(underWay(40, ...constant(60, 10)).alarmingStretch(10, bound, 0.25)).toBeNull()
      expect(underWay(60, ...constant(60, 10)).alarmingStretch(10, bound, 0.25)).toBe(2)
    })

    it('does not alarm again for what the seconds before brought', () => {
      expect(underWay(2, ...constant(60, 100)).alarmingStretch(10, bound, 0.25)).toBeNull()
    })
  })
})
