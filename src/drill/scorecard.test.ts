import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActionRecord } from './action-record.js'
import { PATIENCE_MS } from './patience.js'
import { p95Ms, percent, type ScoreRow } from './score-people.js'
import { isReached } from './score-targets.js'
import { type Observations, scorecard } from './scorecard.js'
import { KINDS } from './shape.js'
import { statusSample } from './status-sample.test-support.js'
import type { StatusSample } from './status-samples.js'
import { ATTACK_TARGETS, CROWD_TARGETS, type Targets } from './targets.js'

const CALM = 100_000
const FROM = 108_000
const UNTIL = 138_000

const action = fc.record({
  activity: fc.constantFrom('read', 'donate', 'search', '__proto__'),
  kind: fc.constantFrom(...KINDS),
  startedAt: fc.integer({ min: CALM - 2_000, max: UNTIL + 10_000 }),
  succeeded: fc.boolean(),
  firstTry: fc.boolean(),
  refused: fc.boolean(),
  challenged: fc.boolean(),
  tookMs: fc.integer({ min: 0, max: PATIENCE_MS }),
  waitedMs: fc.integer({ min: 0, max: 20_000 }),
})

const one = (changes: Partial<ActionRecord> = {}): ActionRecord => ({
  activity: 'read',
  kind: 'browser',
  startedAt: FROM + 1_000,
  succeeded: true,
  firstTry: true,
  refused: false,
  challenged: false,
  tookMs: 40,
  waitedMs: 0,
  ...changes,
})

const sample = (at: number, level: StatusSample['level'], served = 0): StatusSample =>
  statusSample(at, { level, served, connections: served })

/** Nothing is asked for but that people succeed. */
const LENIENT: Targets = {
  ...ATTACK_TARGETS,
  all: 0,
  worst: 0.95,
  slower: null,
  mitigated: null,
  mitigatedWorst: null,
  essentialBack: null,
  back: null,
  left: null,
}

const seen = (changes: Partial<Observations> = {}): Observations => ({
  shape: { name: 'flood', title: 'a flood', attack: null, targets: LENIENT },
  platform: 'newsroom',
  seed: 1,
  calmFrom: CALM,
  attackFrom: FROM,
  attackUntil: UNTIL,
  endedAt: UNTIL + 12_000,
  actions: [],
  notBegun: 0,
  notHere: [],
  attack: null,
  moments: null,
  rules: null,
  samples: [],
  cpu: { attack: null, visitors: null },
  brokenOff: null,
  ...changes,
})

const rowsSum = (rows: readonly ScoreRow[], what: 'challenged') => rows.reduce((sum, row) => sum + row[what], 0)

describe('the scorecard', () => {
  it('adds up, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const card = scorecard(seen({ actions }))
        const during = actions.filter(({ startedAt }) => startedAt >= FROM && startedAt < UNTIL)
        for (const rows of [card.activities, card.kinds]) {
          expect(rows.reduce((sum, row) => sum + row.actions, 0)).toBe(during.length)
          expect(rows.reduce((sum, row) => sum + row.refused, 0)).toBe(card.all.refused)
          expect(rows.reduce((sum, row) => sum + row.waitedMs, 0)).toBe(card.all.waitedMs)
          for (const row of rows) {
            if (row.succeeded === null || row.firstTry === null) expect(row.actions).toBe(0)
            else {
              expect(row.succeeded).toBeGreaterThanOrEqual(row.firstTry)
              expect(row.succeeded).toBeLessThanOrEqual(1)
            }
          }
        }
        expect(rowsSum(card.kinds, 'challenged')).toBe(card.all.challenged)
        const reached = [card.worst, card.worstWithoutScript].every(
          (worst) => worst === null || isReached(LENIENT.worst, worst),
        )
        const wellInCalm = card.activities.every(({ calmSucceeded }) => (calmSucceeded ?? 1) >= 0.95)
        expect(card.passed).toBe(wellInCalm && during.length > 0 && reached)
      }),
    )
  })

  it('asks for a share of all real actions where the shape does', () => {
    const actions = Array.from({ length: 100 }, (_, i) => one({ activity: 'search', succeeded: i >= 3 }))
    const shape = { name: 'swarm', title: 'a swarm', attack: null, targets: { ...LENIENT, all: 0.98 } }
    expect(scorecard(seen({ shape, actions })).missed).toEqual([
      'of all real actions only 97 % succeeded; the target is 98 %',
    ])
    expect(scorecard(seen({ shape, actions: actions.slice(2) })).passed).toBe(true)
  })

  it('does not depend on the order in which actions were reported', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        expect(scorecard(seen({ actions: [...actions].reverse() })).activities).toEqual(
          scorecard(seen({ actions })).activities,
        )
      }),
    )
  })

  it('measures p95 by nearest rank, and failing fast is never fast', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 100 }), (actions) => {
        const times = actions.map(({ succeeded, tookMs }) => (succeeded ? tookMs : PATIENCE_MS))
        const p95 = p95Ms(actions) ?? Number.NaN
        expect(times).toContain(p95)
        expect(times.filter((time) => time <= p95).length).toBeGreaterThanOrEqual(times.length * 0.95)
        expect(times.filter((time) => time < p95).length).toBeLessThan(times.length * 0.95)
      }),
    )
    expect(p95Ms([one({ succeeded: false, tookMs: 1 })])).toBe(PATIENCE_MS)
    expect(p95Ms([])).toBeNull()
  })

  it('judges how long actions take from five seconds after the start on, against all calms of the series', () => {
    const targets = { ...LENIENT, slower: 1.5 }
    const shape = { name: 'flood', title: 'a flood', attack: null, targets }
    const slowStart = Array.from({ length: 20 }, () => one({ startedAt: FROM + 4_000, tookMs: 5_000 }))
    const later = Array.from({ length: 80 }, () => one({ startedAt: FROM + 6_000, tookMs: 280 }))
    const calm = Array.from({ length: 40 }, () => one({ startedAt: CALM + 500, tookMs: 100 }))
    const reached = (calmBefore: ActionRecord[]) =>
      scorecard(seen({ shape, actions: [...calm, ...slowStart, ...later], calmBefore })).targets.find(
        ({ name }) => name === 'slower',
      )
    expect(reached([])).toMatchObject({ reached: '2.8 × (280 ms)', met: false })
    // One calm action in ten takes 200 ms, which this short calm did not show.
    const before = Array.from({ length: 400 }, (_, i) => one({ startedAt: 0, tookMs: i % 10 === 0 ? 200 : 100 }))
    expect(reached(before)).toMatchObject({ reached: '1.4 × (280 ms)', met: true })
  })

  it('names the worst activity first, and the target it misses', () => {
    const actions = [
      one(),
      one({ activity: 'donate', succeeded: false, firstTry: false, why: 'answered 502' }),
      one({ activity: 'donate' }),
    ]
    const card = scorecard(seen({ actions }))
    expect(card.worst).toEqual({ activity: 'donate', succeeded: 0.5, actions: 2 })
    expect(card.passed).toBe(false)
    expect(card.missed[0]).toContain('"donate" only 50 %')
    expect(card.failures).toEqual([{ activity: 'donate', why: 'answered 502', count: 1 }])
  })

  it('lets nobody in a crowd be refused, even who came through later', () => {
    const shape = { name: 'crowd', title: 'a crowd', attack: null, targets: CROWD_TARGETS }
    expect(scorecard(seen({ shape, actions: [one()] })).passed).toBe(true)
    const card = scorecard(seen({ shape, actions: [one({ refused: true })] }))
    expect(card.missed).toEqual(['1 real action was refused; the target is none'])
  })

  it('does not blame the attack for what failed in calm already', () => {
    const calm = one({ startedAt: CALM + 1, succeeded: false, why: 'answered 404' })
    const card = scorecard(seen({ actions: [calm, one()] }))
    expect(card.activities[0]).toMatchObject({ calmSucceeded: 0, succeeded: 1 })
    expect(card.missed[0]).toContain('before the flood only 0 % of "read" succeeded')
  })

  it('does not praise a drill that saw nothing, was broken off, or could not keep up', () => {
    expect(scorecard(seen()).missed[0]).toContain('nothing was measured')
    expect(scorecard(seen({ actions: [one()], brokenOff: 'interrupted' })).passed).toBe(false)
    expect(scorecard(seen({ actions: [one()], notBegun: 5 })).missed[0]).toContain('could not keep up')
    expect(scorecard(seen({ actions: [one({ succeeded: false })], brokenOff: 'interrupted' })).missed).toEqual([])
    expect(scorecard(seen({ actions: [one({ startedAt: CALM })], attackFrom: null })).passed).toBe(false)
  })

  it('tells the levels from the start of the attack, and the calm from its end', () => {
    const samples = [
      sample(CALM, 'calm'),
      sample(FROM + 3_200, 'strained', 50),
      sample(FROM + 4_000, 'strained', 900),
      sample(UNTIL + 500, 'strained', 1_000),
      sample(UNTIL + 11_000, 'calm', 1_100),
    ]
    const card = scorecard(seen({ actions: [one()], samples }))
    expect(card.levels).toEqual([
      { level: 'strained', atMs: 3_200 },
      { level: 'calm', atMs: UNTIL + 11_000 - FROM },
    ])
    expect(card.calmAgainMs).toBe(11_000)
    expect(card.holdfast).toMatchObject({ served: 1_000, peakConnections: 1_000, peakMemoryMb: 100 })
  })
})

describe('a share for people', () => {
  it.each([
    [1, '100 %'],
    [0.9996, '99.9 %'],
    [0.95, '95 %'],
    [0.29, '29 %'],
    [0, '0 %'],
  ])('%f is %s: never rounded up to what was not reached', (share, expected) => {
    expect(percent(share)).toBe(expected)
  })
})
