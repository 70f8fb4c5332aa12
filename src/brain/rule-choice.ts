import type { Mined, MinedRule, RuleTest } from '../explain/rule.js'
import { ruleSentence } from '../explain/sentence.js'
import { LiveRule } from '../mitigate/live-rule.js'
import type { PageFollowers } from '../mitigate/page-followers.js'
import { RuleTests } from '../mitigate/rule-tests.js'
import type { RulesInForce } from '../mitigate/rules-in-force.js'
import type { Dictionary } from '../traffic/dictionary.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import type { Search } from './closer-look.js'
import { rowOf, type VisitMarks } from './visit-marks.js'
import { ORDINARY, type Watchfulness } from './watchfulness.js'

/** What comes from fewer is a matter of budgets, which do not need to know what it looks like. */
const LEAST_NETWORKS = 3
/** What may only be slowed must be most of it, and is slowed only when nothing better was found for a while. */
const LEAST_SLOWED = 0.5
const SLOWED_AFTER_MS = 4_000

export interface RuleChoiceOptions {
  /** Those that the baseline was made with. */
  dictionaries: readonly Dictionary[]
  /** Who fetches the files of pages. */
  followers: PageFollowers
  marks: VisitMarks
  rules: RulesInForce
  isUnseen: (column: number, id: number) => boolean
  /** Whether addresses may be held to account. */
  convict: boolean
  /** Whether somebody has said how much the origin can answer. */
  capacityKnown: boolean
  /** Times are told in steps of so many milliseconds: those of most logs in seconds. */
  timeStepMs: () => number
  /** A number for a new rule. */
  newId: () => number
  /** What an operator does not want as a rule. */
  isForbidden: (tests: readonly RuleTest[]) => boolean
}

/** The state of things when a rule is chosen. */
export interface Load {
  /** For how long more has come than the origin can answer; null when it can. */
  overloadedMs: number | null
  watchfulness: Watchfulness
}

/** Decides which of the rules that a search has found come into force. */
export class RuleChoice {
  readonly #options: RuleChoiceOptions

  constructor(options: RuleChoiceOptions) {
    this.#options = options
  }

  /**
   * Puts rules in force.
   * @returns those that came into force
   */
  adopt({ attack, perSecond, normal }: Search, mined: Mined | null, load: Load, now: number): LiveRule[] {
    if (mined?.kind !== 'rules') return []
    const worthIt = mined.rules.filter((rule) => isWorthIt(rule, perSecond, normal.perSecond, load))
    const explained = worthIt.reduce((sum, { explains }) => sum + explains, 0)
    if (explained < load.watchfulness.leastExplained) return []
    return worthIt.flatMap((rule) => this.#adopt(rule, attack, load, now) ?? [])
  }

  /** Whether hardly any page that was asked for, by visits that match, was followed by its files. */
  unlikePeople(
    sample: VisitSample,
    matches: (values: Int32Array) => boolean,
    { followsAfterMs }: Watchfulness,
    now: number,
  ): boolean {
    const { followers, marks } = this.#options
    const group = Array.from({ length: sample.length }, (_, row) => row).flatMap((row) => {
      const values = rowOf(sample, row)
      if (!matches(values)) return []
      return [{ page: marks.isPage(values), client: sample.clients[row] ?? 0, at: sample.times[row] ?? 0 }]
    })
    return followers.lackIn(group, now, followsAfterMs)
  }

  /** Puts a rule in force, if what it matches does not behave like people. */
  #adopt(mined: MinedRule, attack: VisitSample, load: Load, now: number): LiveRule | null {
    const { rules, dictionaries, isUnseen, isForbidden, newId, convict } = this.#options
    if (mined.networks < LEAST_NETWORKS || isForbidden(mined.tests) || !rules.admits(mined.tests)) return null
    const tests = new RuleTests(mined.tests, dictionaries)
    if (!this.unlikePeople(attack, (values) => tests.matches(values, isUnseen), load.watchfulness, now)) return null
    const sentence = ruleSentence(mined)
    const watchMs = this.#watchMs(load)
    const rule = new LiveRule({ id: newId(), mined, sentence, now, watchMs, convict, dictionaries })
    rules.add(rule, now)
    return rule
  }

  /** Where a second is one moment, watching for a part of it would be to watch for all of the next. */
  #watchMs({ overloadedMs, watchfulness }: Load): number {
    const { capacityKnown, timeStepMs } = this.#options
    const { overloaded, otherwise } = watchfulness.watchMs
    const watchMs = overloadedMs !== null || !capacityKnown ? overloaded : otherwise
    return watchMs < timeStepMs() ? 0 : watchMs
  }
}

/** What is little beside an ordinary day does no harm to an origin that bears it, and slowing a part of it no good. */
function isWorthIt(
  { admissibleFor, explains, tests }: MinedRule,
  perSecond: number,
  normalPerSecond: number,
  { overloadedMs, watchfulness }: Load,
): boolean {
  if (admissibleFor === 'slow') return (overloadedMs ?? 0) >= SLOWED_AFTER_MS && explains >= LEAST_SLOWED
  // A crawler that was never here chooses its day by chance, also that of an attack.
  const { harmFactor } = tests.some(saysItCrawls) ? ORDINARY : watchfulness
  return overloadedMs !== null || explains * perSecond >= harmFactor * normalPerSecond
}

function saysItCrawls({ attribute, op, value }: RuleTest): boolean {
  return attribute === 'crawler' && op === 'is' && value.startsWith('declared ')
}
