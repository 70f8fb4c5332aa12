import type { Demand } from '../challenge/evidence.js'
import { MINER_LIMITS, type MinerLimits } from '../explain/miner-limits.js'
import type { RuleTest } from '../explain/rule.js'
import type { RuleHits } from './judge.js'
import type { LiveRule } from './live-rule.js'
import type { RuleEvent } from './measure-events.js'
import type { LifeChange } from './measure-life.js'
import { NO_ORDERS, type RuleInForce } from './orders.js'

const MOST_RULES = 50
/** What was lifted by hand, or withdrawn because it met people, does not come again for so long. */
const WRONG_FOR_MS = 600_000
const MOST_WRONG = 200
/** Floods come in waves: a rule that is not needed any more is remembered for so long, and acts at once when its shape is back. */
const REMEMBERED_MS = 300_000
const MOST_REMEMBERED = 20

/** The rules of one platform, those that may come back, and what is not to be made a rule again so soon. Bounded. */
export class RulesInForce {
  #rules: LiveRule[] = []
  #remembered: { rule: LiveRule; until: number }[] = []
  #wrong: { tests: readonly RuleTest[]; until: number }[] = []
  #events: RuleEvent[] = []

  /** In the order of their making. */
  get all(): readonly LiveRule[] {
    return this.#rules
  }

  /** The first rule that matches decides: what challenges comes before what only slows. Those that are remembered come last. */
  get orders(): readonly RuleInForce[] {
    if (this.#rules.length === 0 && this.#remembered.length === 0) return NO_ORDERS.rules
    const rules = this.#rules.map((rule) => rule.inForce)
    const of = (wanted: RuleInForce['measure']) => rules.filter(({ measure }) => measure === wanted)
    const remembered = this.#remembered.map(({ rule }) => rule.inForce)
    return [...of('challenge'), ...of('slow'), ...remembered].slice(0, MOST_RULES)
  }

  /** Nothing is in force but what an operator keeps, and that meets nobody. */
  get atRest(): boolean {
    return this.#rules.every((rule) => rule.pinned && !rule.active)
  }

  /** Until when a rule that has ended comes back at once if its shape does; null: it does not. */
  remembers(rule: LiveRule): number | null {
    return this.#remembered.find((one) => one.rule === rule)?.until ?? null
  }

  /** What happened since the last call, in order. */
  takeEvents(): RuleEvent[] {
    return this.#events.splice(0)
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

  /** Takes on a rule; one that was remembered and says the same is forgotten. */
  add(rule: LiveRule, now: number): void {
    this.#remembered = this.#remembered.filter((one) => !sameTests(one.rule.mined.tests, rule.mined.tests))
    this.#rules.push(rule)
    this.#events.push({ at: now, kind: 'rule', rule, text: rule.sentence })
  }

  /** An operator ends a rule, or forbids one that has ended. */
  end(rule: LiveRule, why: 'lifted' | 'forbidden', now: number): void {
    this.#remembered = this.#remembered.filter((one) => one.rule !== rule)
    if (rule.ended) return
    rule.end(now, why, why === 'lifted' ? 'an operator has lifted it' : 'an operator has forbidden it')
    this.#takeOut(rule, now)
  }

  /** What rules have met. */
  met(hits: readonly RuleHits[]): void {
    for (const { id, ...met } of hits) this.#find(id)?.met(met)
  }

  /**
   * Whether a rule stops a visit, or would as soon as there are many such: one that only watches, or is remembered. What is
   * only slowed may still get a better rule.
   */
  stops(values: Int32Array, isUnseen: (column: number, id: number) => boolean): boolean {
    const does = ({ measure, tests }: LiveRule) => measure === 'challenge' && tests.matches(values, isUnseen)
    return this.#rules.some(does) || this.#remembered.some(({ rule }) => does(rule))
  }

  /**
   * Another second has passed.
   * @param normalPerSecond visits of all kinds a second on ordinary days
   * @returns whether a rule is needed
   */
  tick(normalPerSecond: number, now: number): boolean {
    this.#wrong = this.#wrong.filter(({ until }) => until > now)
    this.#remembered = this.#remembered.filter(({ until }) => until > now)
    const remembered = this.#remembered
    for (const rule of this.#rules) {
      const change = rule.tick(normalPerSecond, now)
      if (change) this.#tell(rule, change, now)
    }
    for (const { rule } of remembered) if (rule.tick(normalPerSecond, now) === 'acting') this.#comeBack(rule, now)
    return this.#rules.some((rule) => rule.active && rule.acts)
  }

  #say(event: RuleEvent): void {
    this.#events.push(event)
    event.rule.tell(event.at, event.text)
  }

  #find(id: number): LiveRule | undefined {
    return this.#rules.find((rule) => rule.id === id) ?? this.#remembered.find(({ rule }) => rule.id === id)?.rule
  }

  #comeBack(rule: LiveRule, now: number): void {
    this.#remembered = this.#remembered.filter((one) => one.rule !== rule)
    this.#rules.push(rule)
    this.#say({ at: now, kind: 'rule', rule, text: 'what it matches has come back: it acts again' })
  }

  #tell(rule: LiveRule, change: LifeChange, now: number): void {
    if (rule.ended) this.#takeOut(rule, now)
    else if (change === 'probing') {
      const text = 'it only watches for a few seconds, to see whether it is still needed'
      this.#say({ at: now, kind: 'rule-probing', rule, text })
    } else if (change === 'acting') {
      this.#say({ at: now, kind: 'rule-acting', rule, text: 'what it matches still comes: it acts again' })
    } else if (change === 'harder' || change === 'easier') {
      const { demand } = rule
      this.#say({ at: now, kind: 'rule-demand', rule, demand, text: demandWords(demand, change) })
    }
  }

  #takeOut(rule: LiveRule, now: number): void {
    this.#rules = this.#rules.filter((one) => one !== rule)
    this.#say({ at: now, kind: 'rule-ended', rule, text: rule.ended?.text ?? '' })
    const why = rule.ended?.why
    if (why === 'lifted' || rule.isWrong) {
      // The next search would only make it again.
      this.#wrong = [...this.#wrong, { tests: rule.mined.tests, until: now + WRONG_FOR_MS }].slice(-MOST_WRONG)
    } else if (why !== 'forbidden' && rule.measure === 'challenge') {
      // What may only be slowed is wanted while the origin suffers, and not before.
      this.#remembered = [...this.#remembered, { rule, until: now + REMEMBERED_MS }].slice(-MOST_REMEMBERED)
    }
  }
}

const ASKS: Record<Demand, string> = {
  transparent: 'a cookie that comes back, or a short wait',
  script: 'a script that runs, or a wait',
  work: 'a little computing, or a longer wait',
}

/** Why a measure asks for something else, for people. */
export function demandWords(demand: Demand, change: 'harder' | 'easier'): string {
  return change === 'harder'
    ? `what passed went on being far more than usual: it now asks for ${ASKS[demand]}`
    : `nobody passes for a while who should not: it asks for ${ASKS[demand]} again`
}

/** Whether two rules match the same visits, as far as their words tell. */
export function sameTests(some: readonly RuleTest[], others: readonly RuleTest[]): boolean {
  const has = ({ attribute, op, value }: RuleTest) =>
    others.some((other) => other.attribute === attribute && other.op === op && other.value === value)
  return some.length === others.length && some.every(has)
}
