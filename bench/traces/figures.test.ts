import { describe, expect, it } from 'vitest'
import { figuresOf, percent } from './figures.js'
import type { Judgement, Touched } from './judge.js'
import type { Outcome } from './outcome.js'

const NONE: Touched = { slow: 0, challenge: 0, refuse: 0, drop: 0 }

function attack(trace: string, judged: Partial<Judgement>, more: Partial<Outcome> = {}): Outcome {
  return {
    trace,
    expectation: 'attack',
    ground: 'rehearsed',
    perSecond: 200,
    seconds: 60,
    replayCpuMs: 100,
    failed: null,
    judged: {
      lines: 20_000,
      before: { realVisits: 1_000, touched: NONE },
      real: { visits: 10_000, clients: 500, touchedVisits: NONE, touchedClients: NONE },
      attack: { visits: 12_000, touched: NONE },
      firstRight: { rule: 'r1', afterMs: 1_500, attackVisits: 1_000, stopped: 990, slowed: 0 },
      rules: [],
      realVisitsTouchedByRules: 0,
      hurt: [],
      ...judged,
    },
    ...more,
  }
}

const missed = (outcomes: Outcome[]) =>
  figuresOf(outcomes)
    .filter(({ reached }) => !reached)
    .map(({ figure }) => figure)

describe('figures', () => {
  it('are all reached by a defence that is soon, right and harmless', () => {
    expect(missed([attack('a', {}), attack('b', {})])).toEqual([])
  })

  it('name the trace without a right rule, and count its attack as not stopped', () => {
    const figures = figuresOf([attack('a', {}), attack('b', {}), attack('lost', { firstRight: null })])
    const worst = figures.find(({ figure }) => figure === 'first right rule: worst')
    expect(worst).toMatchObject({ found: 'never, lost', reached: false })
    expect(figures.find(({ figure }) => figure === 'first right rule: median')).toMatchObject({ reached: true })
    expect(figures.find(({ figure }) => figure.startsWith('attack visits stopped'))).toMatchObject({
      found: 'median 99.0 %; 2 of 3 traces; worst 0 %, lost',
      reached: false,
    })
  })

  it('are missed when one trace hurts too many, however harmless the others are', () => {
    const real = { visits: 1_000, clients: 50, touchedClients: NONE, touchedVisits: { ...NONE, refuse: 1, drop: 1 } }
    expect(missed([attack('a', {}), attack('b', { real })])).toEqual(['attacks: real visits refused'])
  })

  it('are missed when anybody is refused on a real day or in a crowd', () => {
    const real = { visits: 100_000, clients: 9_000, touchedVisits: NONE, touchedClients: { ...NONE, refuse: 1 } }
    const day = attack('day', { real }, { expectation: 'plain', ground: 'thin' })
    const crowd = attack('crowd', { real }, { expectation: 'crowd' })
    expect(missed([day, crowd])).toEqual([
      'real days without an attack, newsletters included: clients refused',
      'crowds, rehearsed calm: clients refused',
    ])
  })

  it('are missed when a rule is guessed for exact copies', () => {
    const copies = attack('copies', { realVisitsTouchedByRules: 11, firstRight: null }, { expectation: 'copies' })
    expect(missed([copies])).toEqual(['exact copies: real visits touched by a rule'])
  })

  it('are not made up where nothing was judged', () => {
    expect(figuresOf([attack('a', {}, { judged: null, failed: 'replay ended with 2' })])).toEqual([])
  })

  it('never call a little nothing', () => {
    expect(percent(0)).toBe('0 %')
    expect(percent(0.000_01)).toBe('< 0.01 %')
    expect(percent(0.0312)).toBe('3.1 %')
  })
})
