import { describe, expect, it } from 'vitest'
import type { MinedRule } from '../explain/rule.js'
import { ATTRIBUTES } from '../traffic/attributes.js'
import { Dictionary } from '../traffic/dictionary.js'
import { LiveRule } from './live-rule.js'
import { RulesInForce } from './rules-in-force.js'

const dictionaries = ATTRIBUTES.map(() => new Dictionary())

function ruleOf(id: number, changes: Partial<MinedRule> = {}, now = 0): LiveRule {
  const mined: MinedRule = {
    tests: [{ attribute: 'route', op: 'is', value: `/${id}`, normal: 0 }],
    explains: 1,
    collateral: { share: 0, upper: 0.001 },
    visits: 100,
    networks: 50,
    clients: 90,
    fewNetworks: false,
    mostly: {},
    logP: -200,
    admissibleFor: 'challenge',
    ...changes,
  }
  return new LiveRule({ id, mined, sentence: `rule ${id}`, now, watchMs: 0, convict: true, dictionaries })
}

/** Seconds in which each of these rules meets so many visits. */
function during(rules: RulesInForce, from: number, seconds: number, visits: number, ids: readonly number[] = [1]) {
  for (let second = 1; second <= seconds; second++) {
    rules.met(ids.map((id) => ({ id, visits, pages: visits, passed: 0, people: 0 })))
    rules.tick(10, from + 1000 * second)
  }
  return from + 1000 * seconds
}

const kinds = (rules: RulesInForce) => rules.takeEvents().map(({ kind, rule: { id } }) => `${kind} ${id}`)

describe('the rules of a platform', () => {
  it('come, try without, end, are remembered, and come back when what they match does', () => {
    const rules = new RulesInForce()
    const rule = ruleOf(1)
    rules.add(rule, 0)
    let now = during(rules, 0, 30, 50)
    now = during(rules, now, 30, 0)
    expect(kinds(rules)).toEqual(['rule 1', 'rule-probing 1', 'rule-ended 1'])
    expect(rules.all).toEqual([])
    expect(rules.remembers(rule)).toBe(now - 19_000 + 300_000)
    expect(rules.orders).toMatchObject([{ id: 1, wakesAt: 5 }])
    now = during(rules, now, 2, 50)
    expect(kinds(rules)).toEqual(['rule 1'])
    expect(rules.all).toEqual([rule])
    expect(rules.remembers(rule)).toBeNull()
    expect(rules.orders).toMatchObject([{ id: 1, wakesAt: null }])
    expect(rule.news.map(({ text }) => text)).toEqual([
      'it only watches for a few seconds, to see whether it is still needed',
      'what it matches has fallen back to what is normal',
      'what it matches has come back: it acts again',
    ])
  })

  it('are forgotten after five minutes', () => {
    const rules = new RulesInForce()
    rules.add(ruleOf(1), 0)
    const now = during(rules, 0, 30, 50)
    during(rules, now, 320, 0)
    expect(rules.orders).toEqual([])
  })

  it('act again when a try was wrong, and say so', () => {
    const rules = new RulesInForce()
    rules.add(ruleOf(1), 0)
    let now = during(rules, 0, 30, 50)
    now = during(rules, now, 8, 0)
    during(rules, now, 2, 50)
    expect(kinds(rules)).toEqual(['rule 1', 'rule-probing 1', 'rule-acting 1'])
  })

  it('tell when they ask for something else', () => {
    const rules = new RulesInForce()
    rules.add(ruleOf(1), 0)
    for (let second = 1; second <= 5; second++) {
      rules.met([{ id: 1, visits: 50, pages: 50, passed: 40, people: 0 }])
      rules.tick(10, 1000 * second)
    }
    expect(rules.takeEvents().at(-1)).toMatchObject({
      kind: 'rule-demand',
      demand: 'script',
      text: 'what passed went on being far more than usual: it now asks for a script that runs, or a wait',
    })
  })

  it('are not remembered when they only slowed, met people, or an operator ended or forbids them', () => {
    const rules = new RulesInForce()
    rules.add(ruleOf(1, { admissibleFor: 'slow' }), 0)
    const lifted = ruleOf(2)
    const forbidden = ruleOf(3)
    for (const rule of [lifted, forbidden, ruleOf(4)]) rules.add(rule, 0)
    let now = during(rules, 0, 5, 50, [1, 2, 3, 4])
    rules.met([{ id: 4, visits: 900, pages: 900, passed: 0, people: 900 }])
    rules.end(lifted, 'lifted', now)
    now = during(rules, now, 30, 0)
    expect(rules.orders.map(({ id }) => id)).toEqual([3])
    rules.end(forbidden, 'forbidden', now)
    expect(rules.orders).toEqual([])
    expect(rules.admits(lifted.mined.tests)).toBe(false)
    expect(rules.admits(ruleOf(4).mined.tests)).toBe(false)
  })

  it('make room for one that says the same as one that is remembered', () => {
    const rules = new RulesInForce()
    rules.add(ruleOf(1), 0)
    const now = during(rules, during(rules, 0, 10, 50), 30, 0)
    const again = ruleOf(2, { tests: ruleOf(1).mined.tests }, now)
    expect(rules.admits(again.mined.tests)).toBe(true)
    rules.add(again, now)
    expect(rules.orders.map(({ id }) => id)).toEqual([2])
  })

  it('are never more than fifty to be judged by, however many there were', () => {
    const rules = new RulesInForce()
    let now = 0
    for (let id = 1; id <= 400; id++) {
      const rule = ruleOf(id, {}, now)
      if (rules.admits(rule.mined.tests)) rules.add(rule, now)
      now = during(rules, now, 1, 5, [id])
      expect(rules.orders.length).toBeLessThanOrEqual(50)
    }
    during(rules, now, 30, 0)
    expect(rules.all).toEqual([])
    expect(rules.orders).toHaveLength(20)
  })
})
