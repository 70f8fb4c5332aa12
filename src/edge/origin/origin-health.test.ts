import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HealthConfig } from '../../config/config.js'
import { OriginHealth } from './origin-health.js'

const CONFIG: HealthConfig = { path: null, everyMs: 5_000, timeoutMs: 2_000, healthyAfter: 2, unhealthyAfter: 3 }
/** Pauses without jitter: 1 s, 2 s, 4 s … */
const health = (random = () => 0.5) => new OriginHealth(CONFIG, random)

/** Fails until it is down. */
function takenOut(at: number): OriginHealth {
  const origin = health()
  for (let i = 0; i < CONFIG.unhealthyAfter; i++) origin.failed(false, at)
  return origin
}

/** How long the present pause lasts for a visit that may be repeated. */
function pauseMs(origin: OriginHealth, since: number): number {
  let ms = 0
  while (!origin.isTrialDue(true, since + ms)) ms += 50
  return ms
}

describe('an origin that fails visits', () => {
  it('is down after so many in a row', () => {
    const origin = health()
    origin.failed(false, 0)
    origin.failed(false, 0)
    expect(origin.state).toBe('up')
    origin.failed(false, 0)
    expect(origin.state).toBe('down')
  })

  it('is not down when it answers in between', () => {
    const origin = health()
    for (let i = 0; i < 100; i++) {
      origin.failed(false, i)
      origin.failed(false, i)
      origin.succeeded(false, i)
    }
    expect(origin.state).toBe('up')
  })

  it('is tried after a second, by one visit at a time, and is back with its answer', () => {
    const origin = takenOut(0)
    expect(origin.isTrialDue(true, 999)).toBe(false)
    expect(origin.isTrialDue(true, 1_000)).toBe(true)
    origin.beginTrial()
    expect([origin.state, origin.isTrialDue(true, 60_000)]).toEqual(['probing', false])
    origin.succeeded(true, 1_100)
    origin.endTrial()
    expect([origin.state, origin.isTrialDue(true, 60_000)]).toEqual(['up', false])
  })

  it('is tried by a visit that cannot be repeated only when no other has come for a while', () => {
    const origin = takenOut(0)
    expect(origin.isTrialDue(false, 5_999)).toBe(false)
    expect(origin.isTrialDue(false, 6_000)).toBe(true)
  })

  it('may be tried again at once when the one who tried it left', () => {
    const origin = takenOut(0)
    origin.beginTrial()
    origin.endTrial()
    expect([origin.state, origin.isTrialDue(true, 1_000)]).toEqual(['down', true])
  })

  it('is left alone for twice as long each time, up to half a minute', () => {
    const origin = takenOut(0)
    const pauses = [pauseMs(origin, 0)]
    let now = 0
    for (let i = 0; i < 7; i++) {
      now += 60_000
      origin.beginTrial()
      origin.failed(true, now)
      origin.endTrial()
      pauses.push(pauseMs(origin, now))
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('begins with a short pause again once it has been up for long, not when it only comes and goes', () => {
    const origin = takenOut(100_000)
    origin.succeeded(true, 101_000)
    for (let i = 0; i < 3; i++) origin.failed(false, 102_000)
    expect(pauseMs(origin, 102_000)).toBe(2_000)
    origin.succeeded(true, 104_000)
    for (let i = 0; i < 3; i++) origin.failed(false, 134_000)
    expect(pauseMs(origin, 134_000)).toBe(1_000)
  })

  it('has pauses that differ from edge to edge, by at most a fifth', () => {
    const lengths = [0, 0.25, 0.999].map((luck) => {
      const origin = health(() => luck)
      for (let i = 0; i < 3; i++) origin.failed(false, 0)
      return pauseMs(origin, 0)
    })
    expect(lengths).toEqual([800, 900, 1_200])
  })

  it('is not kept down by late failures, nor brought back by a late answer, of what was asked before', () => {
    const origin = takenOut(0)
    for (let i = 0; i < 50; i++) origin.failed(false, 900)
    expect(origin.isTrialDue(true, 1_000)).toBe(true)
    origin.succeeded(false, 950)
    expect(origin.state).toBe('down')
  })

  it('never has two trials at once, whatever happens in whatever order', () => {
    const step = fc.constantFrom(
      'fail',
      'succeed',
      'try',
      'trial fails',
      'trial succeeds',
      'trial left',
      'bad check',
      'good check',
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.integer({ min: 0, max: 20_000 })), { maxLength: 200 }), (steps) => {
        const origin = health()
        let now = 0
        let trials = 0
        for (const [what, passed] of steps) {
          now += passed
          if (what === 'fail') origin.failed(false, now)
          else if (what === 'succeed') origin.succeeded(false, now)
          else if (what === 'bad check') origin.checked(false, now)
          else if (what === 'good check') origin.checked(true, now)
          else if (what === 'try') {
            if (!origin.isTrialDue(true, now)) continue
            origin.beginTrial()
            trials++
          } else if (trials > 0) {
            if (what === 'trial fails') origin.failed(true, now)
            if (what === 'trial succeeds') origin.succeeded(true, now)
            origin.endTrial()
            trials--
          }
          expect(trials).toBeLessThanOrEqual(1)
        }
        // Nothing that has happened keeps it from being tried or up in the end.
        if (trials > 0) origin.endTrial()
        for (let i = 0; i < CONFIG.healthyAfter; i++) origin.checked(true, now)
        expect(origin.state === 'up' || origin.isTrialDue(false, now + 60_000)).toBe(true)
      }),
    )
  })
})

describe('health checks', () => {
  it('take an origin out and bring it back after so many in a row', () => {
    const origin = health()
    const states = [false, false, true, false, false, false, true, false, true, true].map((fine) => {
      origin.checked(fine, 0)
      return origin.state
    })
    expect(states).toEqual(['up', 'up', 'up', 'up', 'up', 'down', 'down', 'down', 'down', 'up'])
  })

  it('that fail are not outvoted by a visit that is answered', () => {
    const origin = health()
    for (let i = 0; i < 3; i++) origin.checked(false, 0)
    origin.succeeded(true, 10)
    expect([origin.state, origin.isTrialDue(true, 1_000_000)]).toEqual(['down', false])
  })

  it('that are good again spare visits the trial', () => {
    const origin = takenOut(0)
    for (let i = 0; i < 3; i++) origin.checked(false, 10)
    origin.checked(true, 20)
    origin.checked(true, 30)
    expect(origin.state).toBe('up')
  })

  it('that were always good do not hide that visits fail', () => {
    const origin = takenOut(0)
    for (let i = 0; i < 10; i++) origin.checked(true, 10)
    expect(origin.state).toBe('down')
  })
})
