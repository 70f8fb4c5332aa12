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

const constant = (seconds: number, visits: number) => Array.from({ length: seconds }, () => visits)

describe('the rate of visits', () => {
  it('alarms over the shortest stretch that brings three times the usual, and at least thirty', () => {
    expect(rateAfter(...constant(60, 10)).alarmingStretch(10)).toBeNull()
    expect(rateAfter(...constant(58, 10), 40, 40).alarmingStretch(10)).toBe(2)
    expect(rateAfter(...constant(50, 0), ...constant(10, 5)).alarmingStretch(1)).toBe(10)
    expect(rateAfter(...constant(60, 1)).alarmingStretch(0.2)).toBe(60)
    expect(rateAfter(...constant(60, 0), 20).alarmingStretch(0)).toBeNull()
  })

  it('rises suddenly, or not', () => {
    expect(rateAfter(...constant(40, 100)).rises).toBe(false)
    expect(rateAfter(...constant(40, 100), 250, 250).rises).toBe(true)
    expect(rateAfter(20, 20).rises).toBe(true)
    expect(rateAfter(5, 5).rises).toBe(false)
  })

  it('tells the load of the last two seconds', () => {
    expect(rateAfter(...constant(10, 0), ...constant(2, 8)).load).toBe(8)
    expect(rateAfter(10).load).toBe(5)
    expect(rateAfter().load).toBe(0)
  })
})
