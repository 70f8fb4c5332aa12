import { describe, expect, it } from 'vitest'
import { ReplayClock } from './replay-clock.js'

const HOUR = 3_600_000

function read(...times: number[]) {
  const clock = new ReplayClock()
  return times.map((time) => clock.read(time))
}

describe('the clock of a log', () => {
  it('goes on, and not back a little', () => {
    expect(read(1000, 3000, 2000, 4000).map(({ now }) => now)).toEqual([1000, 3000, 3000, 4000])
  })

  it.each([-1e12, 1e13])('is not moved by a single line (%i)', (stray) => {
    const times = read(5_000_000, 5_000_000 + stray, 5_001_000, 5_001_000 + stray, 5_002_000)
    expect(times.map(({ now }) => now)).toEqual([5_000_000, 5_000_000, 5_001_000, 5_001_000, 5_002_000])
    expect(times.some(({ anew }) => anew)).toBe(false)
  })

  it('steps by seconds until a time has a fraction', () => {
    const clock = new ReplayClock()
    clock.read(5_000)
    expect(clock.stepMs).toBe(1_000)
    clock.read(6_250)
    clock.read(7_000)
    expect(clock.stepMs).toBe(250)
  })

  it('follows a quiet night, after a few lines', () => {
    const morning = Array.from({ length: 25 }, (_, i) => 10 * HOUR + i)
    expect(read(0, ...morning).at(-1)).toEqual({ now: 10 * HOUR + 24, anew: false })
  })

  it('begins anew where the log does', () => {
    const earlier = Array.from({ length: 25 }, (_, i) => HOUR + i)
    const times = read(100 * HOUR, ...earlier)
    expect(times.filter(({ anew }) => anew)).toHaveLength(1)
    expect(times.at(-1)?.now).toBe(HOUR + 24)
  })
})
