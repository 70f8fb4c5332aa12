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

  it('stays while it is needed, and two minutes longer: floods come in pulses', () => {
    const { rule } = started()
    let now = pass(rule, 0, 600, 50)
    expect(rule.ended).toBeNull()
    expect(rule.active).toBe(true)
    now = pass(rule, now, 60, 0)
    expect(rule.ended).toBeNull()
    pass(rule, now, 240, 0)
    expect(rule.ended).not.toBeNull()
  })

  it('that nothing meets at all ends after two minutes, not before', () => {
    const { rule } = started()
    const now = pass(rule, 0, 119, 0)
    expect(rule.ended).toBeNull()
    pass(rule, now, 61, 0)
    expect(rule.ended).toMatchObject({ why: 'expired' })
  })

  it('that turns out to meet people is withdrawn at once, unless an operator keeps it', () => {
    const wrong = started().rule
    wrong.met({ visits: 900, pages: 60, passed: 0, people: 31 })
    expect(wrong.tick(10, 1000)).toBe(false)
    expect(wrong.ended).toMatchObject({
      why: 'withdrawn',
      text: 'of 60 visits that it met, files left out, 31 seem to be of people',
    })
    const kept = started().rule
    kept.pinned = true
    kept.met({ visits: 60, pages: 60, passed: 0, people: 60 })
    kept.tick(10, 1000)
    expect(pass(kept, 1000, 900, 0)).toBe(901_000)
    expect(kept.ended).toBeNull()
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
