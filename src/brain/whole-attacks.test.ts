import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BaselineData } from '../baseline/baseline.js'
import type { Demand, Evidence } from '../challenge/evidence.js'
import type { Level } from '../detect/level.js'
import {
  chance,
  flood,
  inOrder,
  type Line,
  MINUTE,
  MONDAY,
  people,
  type Request,
} from '../replay/small-site.test-support.js'
import { PlatformDefence } from './platform-defence.js'
import { type Judged, liveThrough, type Rehearsal } from './rehearsed-edge.test-support.js'
import { surroundings } from './surroundings.test-support.js'

const SECOND = 1_000
const ONSET = MONDAY + 30 * MINUTE
const random = chance(11)
const anywhere = () => `${11 + random(80)}.${random(250)}.${random(250)}.${random(250)}`
const word = () => Array.from({ length: 8 }, () => String.fromCharCode(97 + random(26))).join('')
const BROWSERS = [...new Set(people(MONDAY, 5, 30, 4).map(({ text }) => text.split('"')[5] ?? ''))]

const search = (): Request => ({ address: anywhere(), target: `/search?q=${word()}`, userAgent: 'flooder/1.0' })
/** Like everybody: no rule would do. */
const copies = (): Request => ({
  address: anywhere(),
  target: random(4) === 0 ? '/' : `/article/a-long-story-${random(40)}`,
  userAgent: BROWSERS[random(BROWSERS.length)] ?? '',
  referrer: random(2) === 0 ? '-' : 'https://www.site.example/',
})
/** Browsers answer whatever they are asked. */
const SHOWS: Record<Demand, Evidence> = { transparent: 'cookie', script: 'script', work: 'work' }
const asPeopleDo = ({ attack }: Line, demand: Demand) => (attack ? null : SHOWS[demand])

let learned: BaselineData | null = null

/** A defence that knows what is normal: learned once from a quiet quarter of an hour. */
async function started(): Promise<PlatformDefence> {
  const { miner, book, keyId } = surroundings()
  const of = (stored: BaselineData | null, now: number) =>
    new PlatformDefence({
      platform: 'site',
      hosts: ['www.site.example'],
      keyId,
      stored,
      book,
      miner,
      learned: (data) => {
        learned = data
      },
      now,
    })
  if (!learned) await liveThrough(of(null, MONDAY), people(MONDAY, 20, 60, 1))
  return of(learned, ONSET - 10 * SECOND)
}

interface Told {
  judged: Judged[]
  /** By quarter second, what is done to visitors. */
  measures: { at: number; level: Level; acting: number; demands: Demand[]; severe: Demand | null }[]
}

async function attacked(defence: PlatformDefence, lines: readonly Line[], rehearsal: Rehearsal = {}): Promise<Told> {
  const measures: Told['measures'] = []
  const each = (at: number) => {
    const orders = defence.orders(0)
    const acting = (orders?.rules ?? []).filter(({ wakesAt }) => wakesAt === null)
    const severe = orders?.severeWakesAt === null ? orders.severe : null
    measures.push({
      at,
      level: defence.level,
      acting: acting.length,
      demands: acting.map((rule) => rule.demand),
      severe,
    })
  }
  return { judged: await liveThrough(defence, lines, { answers: asPeopleDo, ...rehearsal, each }), measures }
}

/** The last time that anything was done to visitors. */
const lastMeasure = ({ measures }: Told) =>
  measures.findLast(({ level, acting, severe }) => level !== 'calm' || acting > 0 || severe !== null)?.at ?? 0
/** Share of the attack's visits of a stretch of time that were stopped. */
function stopped({ judged }: Told, from: number, to: number): number {
  const of = judged.filter(({ line }) => line.attack && line.at >= from && line.at < to)
  return of.filter(({ verdict }) => verdict !== 'serve').length / Math.max(1, of.length)
}
const real = ({ judged }: Told) => judged.filter(({ line }) => !line.attack)

describe('a flood that ends', () => {
  it('leaves no measure behind: the rule tries without, ends, and it is calm within half a minute', async () => {
    const defence = await started()
    const over = ONSET + 60 * SECOND
    const lines = inOrder(people(ONSET - 10 * SECOND, 4, 60, 2), flood(ONSET, 60, 60, search))
    const told = await attacked(defence, lines)
    expect(stopped(told, ONSET + 5 * SECOND, over)).toBeGreaterThan(0.95)
    expect(real(told).every(({ asked }) => !asked)).toBe(true)
    expect(lastMeasure(told)).toBeGreaterThan(over)
    expect(lastMeasure(told) - over).toBeLessThanOrEqual(35 * SECOND)
    const [rule] = defence.rules(over)
    expect(rule).toMatchObject({ state: 'ended', demand: 'transparent', ended: { why: 'withdrawn' } })
    expect(rule?.news.map(({ text }) => text)[0]).toMatch(/only watches for a few seconds/)
  })
})

describe('pulses of ten seconds', () => {
  it('are met by the same rules, which act again within a quarter second', async () => {
    const defence = await started()
    const pulses = [0, 1, 2, 3, 4, 5].map((i) => ONSET + i * 20 * SECOND)
    const lines = inOrder(people(ONSET - 10 * SECOND, 5, 60, 2), ...pulses.map((at) => flood(at, 10, 60, search)))
    const told = await attacked(defence, lines)
    for (const at of pulses.slice(1)) expect(stopped(told, at, at + 10 * SECOND)).toBeGreaterThan(0.95)
    expect(defence.rules(ONSET).length).toBeLessThanOrEqual(3)
    expect(real(told).every(({ asked }) => !asked)).toBe(true)
    const over = (pulses.at(-1) ?? 0) + 10 * SECOND
    expect(lastMeasure(told) - over).toBeLessThanOrEqual(60 * SECOND)
  })

  it('that come back after two minutes, too', async () => {
    const defence = await started()
    const again = ONSET + 150 * SECOND
    const lines = inOrder(
      people(ONSET - 10 * SECOND, 4, 60, 2),
      flood(ONSET, 30, 60, search),
      flood(again, 30, 60, search),
    )
    const told = await attacked(defence, lines)
    expect(told.measures.find(({ at }) => at >= again - SECOND)).toMatchObject({ level: 'calm', acting: 0 })
    expect(stopped(told, again, again + SECOND)).toBeGreaterThan(0.85)
    expect(stopped(told, again + SECOND, again + 30 * SECOND)).toBeGreaterThan(0.99)
    expect(defence.rules(again)[0]?.news.map(({ text }) => text)).toContain(
      'what it matches has come back: it acts again',
    )
  })
})

describe('an attacker who learns', () => {
  /** Passes what is transparent at once, and runs scripts from half a minute on. */
  const learns = (line: Line, demand: Demand): Evidence | null => {
    if (!line.attack) return SHOWS[demand]
    if (demand === 'transparent') return 'cookie'
    return demand === 'script' && line.at > ONSET + 30 * SECOND ? 'script' : null
  }
  /** The same few thousand machines all the time, since what was shown is kept. */
  const machine = (i: number): Request => ({ ...search(), address: `45.${i % 40}.${(i >> 3) % 50}.7` })

  it('meets a harder demand within seconds of passing, step by step, and people pass all of them', async () => {
    const defence = await started()
    const lines = inOrder(people(ONSET - 10 * SECOND, 3, 60, 2), flood(ONSET, 75, 60, machine))
    const told = await attacked(defence, lines, { answers: learns })
    const demandAt = (at: number) => told.measures.find((one) => one.at >= at)?.demands[0]
    expect(demandAt(ONSET + 5 * SECOND)).toBe('transparent')
    expect(demandAt(ONSET + 15 * SECOND)).toBe('script')
    expect(stopped(told, ONSET + 15 * SECOND, ONSET + 30 * SECOND)).toBeGreaterThan(0.95)
    expect(demandAt(ONSET + 45 * SECOND)).toBe('work')
    expect(stopped(told, ONSET + 45 * SECOND, ONSET + 75 * SECOND)).toBeGreaterThan(0.95)
    expect(real(told).every(({ verdict }) => verdict === 'serve')).toBe(true)
    const [rule] = defence.rules(ONSET + 180 * SECOND)
    expect(rule?.news.filter(({ text }) => text.includes('now asks for'))).toHaveLength(2)
  })

  it('who does not answer never makes it harder, however much he sends', async () => {
    const defence = await started()
    const lines = inOrder(people(ONSET - 10 * SECOND, 2, 60, 2), flood(ONSET, 60, 400, search))
    const { measures } = await attacked(defence, lines)
    expect(new Set(measures.flatMap(({ demands }) => demands))).toEqual(new Set(['transparent']))
  })
})

describe('a flood that looks like everybody', () => {
  it('is severe while it goes on, lets newcomers in ten seconds after its end, and falls in steps', async () => {
    const defence = await started()
    const over = ONSET + 60 * SECOND
    const lines = inOrder(people(ONSET - 10 * SECOND, 3, 60, 2), flood(ONSET, 60, 120, copies))
    const told = await attacked(defence, lines)
    expect(stopped(told, ONSET + 15 * SECOND, over)).toBeGreaterThan(0.9)
    expect(real(told).every(({ verdict }) => verdict === 'serve')).toBe(true)
    const severe = told.measures.filter((one) => one.severe !== null)
    expect(new Set(severe.map((one) => one.severe))).toEqual(new Set(['script']))
    // Who comes anew is let in again within ten seconds; the level follows in steps.
    expect((severe.at(-1)?.at ?? 0) - over).toBeLessThanOrEqual(10 * SECOND)
    expect(lastMeasure(told) - over).toBeLessThanOrEqual(60 * SECOND)
    const levels = told.measures.map(({ level }) => level).filter((level, i, all) => level !== all[i - 1])
    expect(levels.slice(levels.indexOf('severe'))).toEqual(['severe', 'attack', 'calm'])
  })

  it('that runs scripts has to work', async () => {
    const defence = await started()
    const machine = (i: number): Request => ({ ...copies(), address: `45.${i % 40}.${(i >> 3) % 50}.7` })
    const lines = inOrder(people(ONSET - 10 * SECOND, 2, 60, 2), flood(ONSET, 60, 120, machine))
    const answers = (line: Line, demand: Demand) =>
      line.attack ? (demand === 'work' ? null : SHOWS[demand]) : SHOWS[demand]
    const told = await attacked(defence, lines, { answers })
    expect(told.measures.find(({ at }) => at >= ONSET + 40 * SECOND)?.severe).toBe('work')
    expect(stopped(told, ONSET + 40 * SECOND, ONSET + 60 * SECOND)).toBeGreaterThan(0.9)
  })
})

describe('a crowd', () => {
  it('of twenty times as many people meets no measure, also right after an attack', async () => {
    const defence = await started()
    const crowdAt = ONSET + 60 * SECOND
    const lines = inOrder(
      people(ONSET - 10 * SECOND, 4, 60, 2),
      flood(ONSET, 50, 60, search),
      people(crowdAt, 2, 1_200, 3, '23.7'),
    )
    const told = await attacked(defence, lines)
    expect(real(told).every(({ asked, verdict }) => !asked && verdict === 'serve')).toBe(true)
    expect(told.measures.every(({ severe }) => severe === null)).toBe(true)
  })
})

describe('whatever comes', () => {
  it('when nothing comes for sixty seconds no measure is left', async () => {
    const kinds = { search, copies }
    const wave = fc.record({
      after: fc.integer({ min: 0, max: 30 }),
      seconds: fc.integer({ min: 1, max: 25 }),
      perSecond: fc.integer({ min: 5, max: 120 }),
      kind: fc.constantFrom<keyof typeof kinds>('search', 'copies'),
      crowd: fc.boolean(),
      passes: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(wave, { minLength: 1, maxLength: 4 }), fc.boolean(), async (waves, distressed) => {
        const defence = await started()
        let now = ONSET
        const passing = new Set<Line>()
        const parts = waves.map(({ after, seconds, perSecond, kind, crowd, passes }) => {
          now += after * SECOND
          const part = crowd
            ? people(now, Math.max(0.2, seconds / 60), perSecond * 4, seconds, '23.9')
            : flood(now, seconds, perSecond, kinds[kind])
          if (passes) for (const line of part) passing.add(line)
          now += seconds * SECOND
          return part
        })
        const lines = inOrder(people(ONSET - 10 * SECOND, 0.5, 60, 4), ...parts)
        const last = Math.max(...lines.map(({ at }) => at))
        const answers = (line: Line, demand: Demand) => (passing.has(line) ? SHOWS[demand] : null)
        const told = await attacked(defence, lines, { distressed, answers, until: last + 60 * SECOND })
        // Strained is what the origin says, not what was done about visitors.
        const left = told.measures.findLast(({ acting, severe, level }) => {
          return acting > 0 || severe !== null || level === 'attack' || level === 'severe'
        })
        expect((left?.at ?? 0) - last).toBeLessThan(60 * SECOND)
      }),
      { numRuns: 12 },
    )
  }, 120_000)
})
