import { expect, it } from 'vitest'
import { searchRule } from '../../console/sample-rules.test-support.js'
import { OUTCOMES, type Outcome } from '../../traffic/outcome.js'
import type { RuleStatus } from '../status.js'
import type { CheckedPlatform } from './checked.js'
import { FailOpenCheck } from './fail-open-check.js'

const NOON = Date.UTC(2026, 10, 23, 12)

function platform(of: { level?: 'strained' | 'attack'; distress?: number; challenged?: number; rules?: RuleStatus[] }) {
  const { level = 'attack', distress = 0.9, challenged = 0, rules = [] } = of
  const perSecond = Object.fromEntries(OUTCOMES.map((name) => [name, 0])) as Record<Outcome, number>
  const normal = { visits: 5_000, ready: true }
  const status = { name: 'news', level, distress, perSecond: { ...perSecond, challenged }, normal }
  return { status, rules, orders: null } satisfies CheckedPlatform
}

/** What is said after so many seconds of the same. */
function after(seconds: number, of: Parameters<typeof platform>[0]): string[] {
  const check = new FailOpenCheck()
  let said: string[] = []
  for (let second = 0; second <= seconds; second++) said = check.says([platform(of)], NOON + 1000 * second)
  return said
}

it('an attack that nobody answers is said after 15 s, with why and what to do', () => {
  expect(after(14, {})).toEqual([])
  expect(after(16, {})).toEqual([
    'Nothing has been challenged or slowed on news for 16 s, though the level is attack and its origin is overloaded: no rule is in force. The limit at the origin still protects it. Look at the busiest routes, and deny the heaviest networks (holdfast deny) or slow what can wait at the origin itself.',
  ])
})

it('rules that meet nobody, or only watch, answer nothing', () => {
  const idle = searchRule({ state: 'challenge', hitsPerSecond: 0 })
  expect(after(16, { rules: [idle] })[0]).toMatch(/the rule in force meets nobody\./)
  expect(after(16, { rules: [idle, idle] })[0]).toMatch(/none of the 2 rules in force meets anybody\./)
  expect(after(16, { rules: [searchRule({ state: 'watch', hitsPerSecond: 400 })] })[0]).toMatch(/no rule is in force\./)
})

it('nothing is said of an attack that is answered, of a crowd, or of an origin that bears it', () => {
  expect(after(60, { challenged: 3 })).toEqual([])
  expect(after(60, { rules: [searchRule({ state: 'slow', hitsPerSecond: 80 })] })).toEqual([])
  expect(after(60, { level: 'strained' })).toEqual([])
  expect(after(60, { distress: 0.3 })).toEqual([])
})

it('one second that is answered begins the count anew', () => {
  const check = new FailOpenCheck()
  for (let second = 0; second < 40; second++) {
    const said = check.says([platform({ challenged: second % 10 === 0 ? 1 : 0 })], NOON + 1000 * second)
    expect(said).toEqual([])
  }
})
