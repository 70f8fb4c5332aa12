import { describe, expect, it } from 'vitest'
import type { LevelEvent } from '../mitigate/measure-events.js'
import type { Met } from '../mitigate/measure-life.js'
import { AlarmLevel } from './alarm-level.js'

const NORMAL_PER_SECOND = 2
const FLOOD: Met = { visits: 100, pages: 100, passed: 0, people: 0 }

function started() {
  const events: LevelEvent[] = []
  const level = new AlarmLevel((event) => events.push(event))
  /** Seconds that bring the same to an unproven visitor's challenge. */
  const during = (from: number, seconds: number, met: Partial<Met>) => {
    for (let second = 1; second <= seconds; second++) {
      const now = from + 1000 * second
      level.met({ visits: 0, pages: 0, passed: 0, people: 0, ...met })
      level.tick(NORMAL_PER_SECOND, now)
      level.update(false, false, now)
    }
    return from + 1000 * seconds
  }
  const notExplained = (now: number, isUnusual = true) => level.notExplained('no', 50, now, () => isUnusual)
  /** No rule would do, for so long that it is severe. */
  const severe = (from: number) => {
    for (let now = from; now <= from + 3_000; now += 1_000) notExplained(now)
    return from + 3_000
  }
  return { level, events, during, notExplained, severe }
}

describe('the severe level', () => {
  it('comes when what nobody can explain goes on for three seconds, and asks for a script', () => {
    const { level, notExplained } = started()
    for (const now of [0, 1_000, 2_000]) notExplained(now)
    expect(level.level).toBe('calm')
    notExplained(3_000)
    expect(level).toMatchObject({ level: 'severe', orders: { severe: 'script', severeWakesAt: null } })
  })

  it('is not for what behaves like people, or is little', () => {
    const { level, notExplained } = started()
    for (let now = 0; now < 60_000; now += 1_000) notExplained(now, false)
    for (let now = 60_000; now < 120_000; now += 1_000) level.notExplained('no', 5, now, () => true)
    expect(level.level).toBe('calm')
  })

  it('asks for work when what passes goes on being the excess, and says so', () => {
    const { level, events, during, severe } = started()
    during(severe(0), 10, { ...FLOOD, passed: 60 })
    expect(level.orders.severe).toBe('work')
    expect(events.at(-1)).toMatchObject({
      kind: 'severe-demand',
      demand: 'work',
      text: expect.stringMatching(/passed/),
    })
  })

  it('tries without, and falls in steps when nothing comes any more', () => {
    const { level, events, during, severe } = started()
    const now = during(severe(0), 20, FLOOD)
    during(now, 60, {})
    expect(level.level).toBe('calm')
    expect(events.map((event) => (event.kind === 'level' ? event.level : event.kind))).toEqual([
      'severe',
      'severe-probing',
      'attack',
      'calm',
    ])
    expect((events.at(-1)?.at ?? 0) - now).toBeLessThanOrEqual(30_000)
  })

  it('goes on at once when it still comes, and the next try waits longer', () => {
    const { level, events, during, severe } = started()
    let now = during(severe(0), 20, FLOOD)
    now = during(now, 8, {})
    expect(level.orders.severeWakesAt).toBe(16)
    now = during(now, 10, FLOOD)
    expect(level.orders.severeWakesAt).toBeNull()
    expect(events.at(-1)?.kind).toBe('severe-acting')
    const over = now
    during(now, 20, {})
    expect((events.findLast(({ kind }) => kind === 'severe-probing')?.at ?? 0) - over).toBe(10_000)
  })

  it('of which most turn out to be people was a mistake, and is not made again for a minute', () => {
    const { level, events, during, severe } = started()
    const now = during(severe(0), 5, { visits: 40, pages: 40, people: 16 })
    expect(events.at(-1)).toMatchObject({ level: 'attack', text: 'most of who was challenged seem to be people' })
    expect(level.orders).toEqual({ severe: null, severeWakesAt: null })
    severe(now)
    expect(level.orders.severe).toBeNull()
    severe(now + 60_000)
    expect(level.orders.severe).toBe('script')
  })
})
