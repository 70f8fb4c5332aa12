import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Budget, maxMinLevel } from './budget.js'
import { exponential, seededRandom } from './simulation.test-support.js'

const random = seededRandom(11)

interface Group {
  /** How many clients, and the number of the first. */
  clients: number
  first: number
  /** Visits a second of all of them, and what a visit takes of the origin. */
  perSecond: number
  visitMs: number
}

const people = (clients: number, perSecond: number, visitMs = 10): Group => ({
  clients,
  first: 1e6,
  perSecond,
  visitMs,
})
const flooders = (clients: number, perSecond: number, visitMs = 10): Group => ({
  clients,
  first: 100,
  perSecond,
  visitMs,
})
const office = (perSecond: number): Group => ({ clients: 1, first: 7, perSecond, visitMs: 10 })

/** Charges the visits of the groups, in steps of 50 ms; gives back the time after. */
function charge(budget: Budget, groups: readonly Group[], from: number, seconds: number): number {
  for (let now = from; now < from + seconds * 1000; now += 50) {
    for (const { clients, first, perSecond, visitMs } of groups) {
      for (let due = perSecond / 20 + random(); due >= 1; due--) {
        budget.charge(first + Math.floor(random() * clients), exponential(visitMs, random), null, now)
      }
    }
  }
  return from + seconds * 1000
}

/** Share of the group's clients that are over budget. */
function overShare(budget: Budget, { clients, first }: Group, now: number): number {
  let over = 0
  for (let client = first; client < first + clients; client++) if (budget.state(client, now) === 'over') over++
  return over / clients
}

describe('budget', () => {
  test.each([50, 500, 5000])('forty flooding addresses are over budget, none of %i people is', (count) => {
    const budget = new Budget()
    const real = people(count, Math.max(20, count / 25))
    const flood = flooders(40, 1500)
    const calm = charge(budget, [real], 0, 30)
    const now = charge(budget, [real, flood], calm, 4)
    budget.arm(true)
    expect(overShare(budget, flood, now)).toBe(1)
    expect(overShare(budget, real, now)).toBe(0)
  })

  test('without a calm time before, flooders are found too', () => {
    const budget = new Budget()
    const real = people(500, 50)
    const flood = flooders(40, 600)
    const now = charge(budget, [real, flood], 0, 8)
    budget.arm(true)
    expect(overShare(budget, flood, now)).toBe(1)
    expect(overShare(budget, real, now)).toBe(0)
  })

  test.each([1, 10, 100])(
    'somebody who opens a page with its pictures is within while the origin takes %i times as long as on a calm day',
    (slowdown) => {
      const budget = new Budget()
      let now = charge(budget, [people(100, 20)], 0, 30)
      budget.arm(true)
      const reader = 7
      for (let tick = 0; tick < 200; tick++, now += 50) {
        for (let i = 0; i < 3; i++) {
          // The flooders find no place, but for one visit in ten; the reader's are all served, and slowly.
          for (let flooder = 100; flooder < 140; flooder++) budget.chargeUnserved(flooder, 10, now)
        }
        budget.charge(100 + (tick % 40), exponential(10 * slowdown, random), 10, now)
        if (tick % 5 === 0) budget.charge(reader, exponential(10 * slowdown, random), 10, now)
      }
      expect(overShare(budget, flooders(40, 0), now)).toBe(1)
      expect(budget.state(reader, now)).toBe('within')
    },
  )

  test('a thousand flooding addresses are over budget beside fifty people, when calm days are known', () => {
    const budget = new Budget()
    const real = people(50, 10)
    const flood = flooders(1000, 10_000)
    const calm = charge(budget, [real], 0, 120)
    const now = charge(budget, [real, flood], calm, 15)
    budget.arm(true)
    expect(overShare(budget, flood, now)).toBeGreaterThan(0.5)
    expect(overShare(budget, real, now)).toBe(0)
  })

  test.each([0, 120])('in a crowd of five thousand nobody is ever over budget (after %i s of calm)', (calmSeconds) => {
    const budget = new Budget()
    const few = people(200, 20)
    let now = charge(budget, [few], 0, calmSeconds)
    budget.arm(true)
    const crowd = people(5000, 800)
    for (let second = 0; second < 30; second++) {
      now = charge(budget, [crowd], now, 1)
      expect(overShare(budget, crowd, now)).toBe(0)
    }
  })

  test('a crowd of dearer visits than on calm days is still a crowd', () => {
    const budget = new Budget()
    const calm = charge(budget, [people(500, 50, 5)], 0, 120)
    budget.arm(true)
    const crowd = people(3000, 600, 80)
    const now = charge(budget, [crowd], calm, 20)
    expect(overShare(budget, crowd, now)).toBe(0)
  })

  test('an office of two hundred in that crowd stays within', () => {
    const budget = new Budget()
    budget.arm(true)
    const now = charge(budget, [people(5000, 800), office(32)], 0, 20)
    expect(overShare(budget, office(32), now)).toBe(0)
  })

  test('one address that takes most of the origin in a crowd is over', () => {
    const budget = new Budget()
    budget.arm(true)
    const now = charge(budget, [people(5000, 400), office(800)], 0, 20)
    expect(overShare(budget, office(800), now)).toBe(1)
    expect(overShare(budget, people(5000, 400), now)).toBe(0)
  })

  test('an office beside much larger flooders stays within', () => {
    const budget = new Budget()
    budget.arm(true)
    const flood = flooders(40, 1200)
    const now = charge(budget, [people(500, 50), office(5), flood], 0, 20)
    expect(overShare(budget, flood, now)).toBe(1)
    expect(overShare(budget, office(5), now)).toBe(0)
  })

  test('one client alone is never over', () => {
    const budget = new Budget()
    budget.arm(true)
    const now = charge(budget, [office(500)], 0, 20)
    expect(budget.state(7, now)).toBe('within')
    expect(budget.thresholdMs(now)).toBe(Number.POSITIVE_INFINITY)
  })

  test('unarmed nobody is over; armed again it knows at once', () => {
    const budget = new Budget()
    const now = charge(budget, [people(500, 50), flooders(40, 600)], 0, 10)
    expect(budget.state(100, now)).toBe('within')
    budget.arm(true)
    expect(budget.state(100, now)).toBe('over')
    budget.arm(false)
    expect(budget.state(100, now)).toBe('within')
  })

  test('a client that goes on hammering stays over though it is not served; one that stops is free again', () => {
    const budget = new Budget()
    let now = charge(budget, [people(500, 50), flooders(40, 600)], 0, 10)
    budget.arm(true)
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 15; i++) for (let client = 100; client < 140; client++) budget.chargeUnserved(client, 10, now)
      now = charge(budget, [people(500, 50)], now, 1)
    }
    expect(overShare(budget, flooders(40, 0), now)).toBe(1)
    now = charge(budget, [people(500, 50)], now, 60)
    expect(overShare(budget, flooders(40, 0), now)).toBe(0)
  })

  test('a million addresses that come once each make nobody over, and take no memory', () => {
    const budget = new Budget()
    const calm = charge(budget, [people(500, 50)], 0, 30)
    budget.arm(true)
    const heapBefore = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
    const real = people(500, 50)
    let now = calm
    let over = 0
    for (let i = 0; i < 1_000_000; i++) {
      budget.charge(1e9 + i * 7919, 10, null, now)
      if (budget.state(1e9 + i * 7919, now) === 'over') over++
      if (i % 2000 === 0) {
        now += 50
        if (i % 40_000 === 0) charge(budget, [real], now, 0.05)
      }
    }
    expect(over).toBe(0)
    expect(overShare(budget, real, now)).toBe(0)
    const heapAfter = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
    expect(heapAfter - heapBefore).toBeLessThan(64 * 2 ** 20)
  })

  test('flooders are found among addresses that come once each', () => {
    const budget = new Budget()
    budget.arm(true)
    let now = 0
    for (let i = 0; i < 200_000; i++) {
      budget.charge(1e9 + i * 7919, 2, null, now)
      if (i % 4 === 0) budget.charge(100 + ((i / 4) % 40), 10, null, now)
      if (i % 1000 === 0) now += 100
    }
    expect(overShare(budget, flooders(40, 0), now)).toBe(1)
  })

  test('goes on for days', () => {
    const budget = new Budget()
    let now = 0
    for (let day = 0; day < 3; day++) {
      now += 86_400_000
      now = charge(budget, [people(500, 50)], now, 20)
      now = charge(budget, [people(500, 50), flooders(40, 600)], now, 10)
      budget.arm(true)
      expect(overShare(budget, flooders(40, 0), now)).toBe(1)
      expect(overShare(budget, people(500, 0), now)).toBe(0)
      budget.arm(false)
    }
  })
})

describe('max-min level', () => {
  test('cuts the demands down to the capacity, and cuts only what is above the level', () => {
    const demands = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(demands, fc.double({ min: 0, max: 5000, noNaN: true }), (given, capacity) => {
        const level = maxMinLevel(given, capacity)
        const all = given.reduce((sum, demand) => sum + demand, 0)
        const cut = given.reduce((sum, demand) => sum + Math.min(demand, level), 0)
        if (level === Number.POSITIVE_INFINITY) expect(all).toBeLessThanOrEqual(capacity * (1 + 1e-9))
        else expect(cut).toBeCloseTo(capacity, 5)
      }),
    )
  })
})
