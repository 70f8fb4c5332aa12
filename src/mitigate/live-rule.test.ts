import { describe, expect, it } from 'vitest'
import type { MinedRule } from '../explain/rule.js'
import { ATTRIBUTES, COLUMN } from '../traffic/attributes.js'
import { Dictionary } from '../traffic/dictionary.js'
import { LiveRule } from './live-rule.js'

const MINED: MinedRule = {
  tests: [
    { attribute: 'route', op: 'is', value: '/search', normal: 0.01 },
    { attribute: 'userAgent', op: 'unseen', value: '', normal: 0.01 },
  ],
  explains: 1,
  collateral: { share: 0, upper: 0.001 },
  visits: 100,
  networks: 50,
  clients: 90,
  fewNetworks: false,
  mostly: {},
  logP: -200,
  admissibleFor: 'challenge',
}

function started() {
  const dictionaries = ATTRIBUTES.map(() => new Dictionary())
  const rule = new LiveRule({
    id: 1,
    mined: MINED,
    sentence: 'so it is',
    now: 0,
    watchMs: 0,
    convict: true,
    dictionaries,
  })
  const row = (values: { route?: string; userAgent?: string }) => {
    const ids = new Int32Array(ATTRIBUTES.length)
    if (values.route) ids[COLUMN.route] = dictionaries[COLUMN.route]?.id(values.route) ?? 0
    if (values.userAgent) ids[COLUMN.userAgent] = dictionaries[COLUMN.userAgent]?.id(values.userAgent) ?? 0
    return ids
  }
  return { rule, row }
}

/** Seconds of so many hits each, from a time on; the time after. */
function pass(rule: LiveRule, from: number, seconds: number, hits: number): number {
  for (let second = 1; second <= seconds; second++) {
    rule.met({ visits: hits, pages: hits, passed: 0, people: 0 })
    rule.tick(10, from + 1000 * second)
  }
  return from + 1000 * seconds
}

describe('a rule in force', () => {
  it('matches what passes all its tests, and nothing of which an attribute is unknown', () => {
    const { rule, row } = started()
    const unseen = () => true
    expect(rule.tests.matches(row({ route: '/search', userAgent: 'bot' }), unseen)).toBe(true)
    expect(rule.tests.matches(row({ route: '/search', userAgent: 'bot' }), () => false)).toBe(false)
    expect(rule.tests.matches(row({ route: '/', userAgent: 'bot' }), unseen)).toBe(false)
    expect(rule.tests.matches(row({ route: '/search' }), unseen)).toBe(false)
    expect(rule.tests.matches(row({}), unseen)).toBe(false)
  })

  it('stays while it is needed, tries without for a few seconds when it is not, and then ends', () => {
    const { rule } = started()
    const now = pass(rule, 0, 600, 50)
    expect(rule).toMatchObject({ ended: null, active: true, acts: true })
    pass(rule, now, 8, 0)
    expect(rule).toMatchObject({ ended: null, probing: true, acts: false })
    expect(rule.inForce.wakesAt).toBe(5)
    pass(rule, now + 8_000, 4, 0)
    expect(rule).toMatchObject({ ended: { why: 'withdrawn' }, acts: false })
  })

  it('that nothing meets at all ends as one that was never needed', () => {
    const { rule } = started()
    pass(rule, 0, 7, 0)
    expect(rule.ended).toMatchObject({ at: 7_000, why: 'expired' })
  })

  it('that has ended comes back when what it matches does', () => {
    const { rule } = started()
    pass(rule, 0, 30, 50)
    pass(rule, 30_000, 60, 0)
    expect(rule.ended).not.toBeNull()
    pass(rule, 90_000, 1, 50)
    expect(rule).toMatchObject({ ended: null, acts: true })
  })

  it('that turns out to meet people is withdrawn at once, unless an operator keeps it', () => {
    const wrong = started().rule
    wrong.met({ visits: 900, pages: 60, passed: 0, people: 31 })
    expect(wrong.tick(10, 1000)).toBe('wrong')
    expect(wrong.ended).toMatchObject({
      why: 'withdrawn',
      text: 'of 60 visits that it met, files left out, 31 seem to be of people',
    })
    const kept = started().rule
    kept.pinned = true
    kept.met({ visits: 60, pages: 60, passed: 0, people: 60 })
    kept.tick(10, 1000)
    expect(pass(kept, 1000, 900, 0)).toBe(901_000)
    expect(kept).toMatchObject({ ended: null, acts: true })
  })

  it('asks for more when what passes goes on, and not when people do', () => {
    const flooded = started().rule
    const crowded = started().rule
    for (let second = 1; second <= 10; second++) {
      flooded.met({ visits: 100, pages: 100, passed: 80, people: 0 })
      flooded.tick(10, 1000 * second)
      crowded.met({ visits: 100, pages: 100, passed: 5, people: 45 })
      crowded.tick(10, 1000 * second)
    }
    expect(flooded.demand).toBe('work')
    expect(crowded.demand).toBe('transparent')
  })

  it('tells what it met in stretches of five seconds', () => {
    const { rule } = started()
    pass(rule, 0, 12, 2)
    expect(rule.recentHits).toEqual([10, 10, 4])
    pass(rule, 12_000, 600, 1)
    expect(rule.recentHits).toHaveLength(60)
  })

  it('slows at most where it touches more than may be challenged', () => {
    const dictionaries = ATTRIBUTES.map(() => new Dictionary())
    const slow = { ...MINED, admissibleFor: 'slow' as const }
    expect(
      new LiveRule({ id: 1, mined: slow, sentence: '', now: 0, watchMs: 0, convict: true, dictionaries }).measure,
    ).toBe('slow')
    expect(started().rule.measure).toBe('challenge')
  })
})
