import { describe, expect, test } from 'vitest'
import { UnloadedLatency } from './unloaded-latency.js'

/** Ten visits a second of one latency, for some seconds; gives back the time after. */
function learn(
  latency: UnloadedLatency,
  ms: number,
  from: number,
  seconds: number,
  activity = 0,
  probed = false,
): number {
  for (let i = 0; i < seconds * 10; i++) latency.learn(activity, ms, from + i * 100, probed)
  return from + seconds * 1000
}

describe('unloaded latency', () => {
  test('is unknown until there are enough visits, and then known for each activity', () => {
    const latency = new UnloadedLatency(4)
    expect(latency.calm(0)).toBe(0)
    learn(latency, 20, 0, 10)
    learn(latency, 300, 0, 10, 1)
    expect(latency.now(0)).toBeCloseTo(20)
    expect(latency.calm(0)).toBeCloseTo(20)
    expect(latency.calm(1)).toBeCloseTo(300)
    expect(latency.calm(2)).toBe(0)
  })

  test('what it is now follows a slow-down; what is calm hardly does while distressed', () => {
    const latency = new UnloadedLatency(1)
    const t = learn(latency, 20, 0, 20)
    latency.frozen = true
    learn(latency, 200, t, 1800, 0, true)
    expect(latency.now(0)).toBeGreaterThan(190)
    expect(latency.calm(0)).toBeLessThan(22.5)
  })

  test('while others may keep the origin busy it does not rise above what is calm', () => {
    const latency = new UnloadedLatency(1)
    const t = learn(latency, 20, 0, 20)
    latency.frozen = true
    learn(latency, 200, t, 60)
    expect(latency.now(0)).toBeLessThan(21)
  })

  test('an origin that stays slower is accepted as such in some minutes of calm', () => {
    const latency = new UnloadedLatency(1)
    const t = learn(latency, 20, 0, 20)
    learn(latency, 60, t, 60)
    expect(latency.calm(0)).toBeLessThan(40)
    learn(latency, 60, t + 60_000, 300)
    expect(latency.calm(0)).toBeCloseTo(60)
  })

  test('an origin that becomes faster is believed at once, frozen or not', () => {
    const latency = new UnloadedLatency(1)
    const t = learn(latency, 200, 0, 20)
    latency.frozen = true
    learn(latency, 20, t, 5)
    expect(latency.now(0)).toBeCloseTo(20)
    learn(latency, 20, t + 5000, 60)
    expect(latency.calm(0)).toBeLessThan(22)
  })

  test('an activity beyond its places shares the last', () => {
    const latency = new UnloadedLatency(2)
    learn(latency, 20, 0, 10, 99)
    expect(latency.calm(1)).toBeCloseTo(20)
  })
})
