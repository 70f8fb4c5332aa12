import { MINER_LIMITS, type MinerLimits } from '../explain/miner-limits.js'
import type { RuleTest } from '../explain/rule.js'
import type { RuleHits } from './judge.js'
import type { LiveRule } from './live-rule.js'
import type { RuleInForce } from './orders.js'

const MOST_RULES = 50
/** What was lifted by hand, or withdrawn because it met people, does not come again for so long. */
const WRONG_FOR_MS = 600_000

/** The rules of one platform, and what is not to be made a rule again so soon. Bounded. */
export class RulesInForce {
  #rules: LiveRule[] = []
  #wrong: { tests: readonly RuleTest[]; until: number }[] = []

  /** In the order of their making. */
  get all(): readonly LiveRule[] {
    return this.#rules
  }

  /** The first rule that matches decides: what challenges comes before what only slows. */
  get orders(): RuleInForce[] {
    const rules = this.#rules.map((rule) => rule.inForce)
    const of = (wanted: RuleInForce['measure']) => rules.filter(({ measure }) => measure === wanted)
    return [...of('challenge'), ...of('slow')]
  }

  /** Nothing is in force but what an operator keeps, and that meets nobody. */
  get atRest(): boolean {
    return this.#rules.every((rule) => rule.pinned && !rule.active)
  }

  /** Of what rules may touch, what those in force leave: their shares add up, their uncertainties do less than that. */
  get collateralLeft(): MinerLimits['collateral'] {
    const challenges = this.#rules.filter(({ measure }) => measure === 'challenge').map(({ mined }) => mined.collateral)
    const shares = challenges.reduce((sum, { share }) => sum + share, 0)
    const touched = shares + Math.hypot(...challenges.map(({ share, upper }) => upper - share))
    const { refuse, challenge, slow } = MINER_LIMITS.collateral
    return { refuse, challenge: Math.max(0, challenge - touched), slow: Math.max(0, slow - touched) }
  }

  /** Whether such a rule may come into force. */
  admits(tests: readonly RuleTest[]): boolean {
    if (this.#rules.length >= MOST_RULES) return false
    const known = [...this.#rules.map(({ mined }) => mined), ...this.#wrong]
    return !known.some((one) => sameTests(one.tests, tests))
  }

  add(rule: LiveRule): void {
    this.#rules.push(rule)
  }

  /** What rules have met. */
  met(hits: readonly RuleHits[]): void {
    for (const { id, ...met } of hits) this.#rules.find((rule) => rule.id === id)?.met(met)
  }

  /** Whether a rule stops a visit. What is only slowed may still get a better rule. */
  stops(values: Int32Array, isUnseen: (column: number, id: number) => boolean): boolean {
    return this.#rules.some(({ measure, tests }) => measure === 'challenge' && tests.matches(values, isUnseen))
  }

  /**
   * Another second has passed.
   * @param normalPerSecond visits of all kinds a second on ordinary days
   * @returns whether a rule is needed
   */
  tick(normalPerSecond: number, now: number): boolean {
    const needed = this.#rules.map((rule) => rule.tick(normalPerSecond, now))
    return needed.includes(true)
  }

  /** Those that have ended since the last call. */
  takeEnded(now: number): LiveRule[] {
    const ended = this.#rules.filter((rule) => rule.ended !== null)
    for (const rule of ended) {
      // The next search would only make it again.
      const again = rule.ended?.why !== 'lifted' && !rule.isWrong
      if (!again) this.#wrong.push({ tests: rule.mined.tests, until: now + WRONG_FOR_MS })
    }
    this.#rules = this.#rules.filter((rule) => rule.ended === null)
    this.#wrong = this.#wrong.filter(({ until }) => until > now)
    return ended
  }
}

/** Whether two rules match the same visits, as far as their words tell. */
export function sameTests(some: readonly RuleTest[], others: readonly RuleTest[]): boolean {
  const has = ({ attribute, op, value }: RuleTest) =>
    others.some((other) => other.attribute === attribute && other.op === op && other.value === value)
  return some.length === others.length && some.every(has)
}
