import { Anomaly } from '../baseline/anomaly.js'
import { type Baseline, ONE_ADDRESS_SHARE } from '../baseline/baseline.js'
import { hourOfWeek } from '../baseline/hour-of-week.js'
import type { Level } from '../detect/level.js'
import type { Mined, RuleTest } from '../explain/rule.js'
import { type RuleHits, SEVERE_ID } from '../mitigate/judge.js'
import { LiveRule } from '../mitigate/live-rule.js'
import type { LevelEvent, RuleEvent } from '../mitigate/measure-events.js'
import { NO_ORDERS, type Orders } from '../mitigate/orders.js'
import type { PageFollowers } from '../mitigate/page-followers.js'
import { RulesInForce } from '../mitigate/rules-in-force.js'
import type { Dictionary } from '../traffic/dictionary.js'
import { AlarmLevel } from './alarm-level.js'
import { CalmLearning } from './calm-learning.js'
import { CloserLook, type Search } from './closer-look.js'
import { areOfFewClients } from './few-clients.js'
import { RecentVisits, type SeenVisit } from './recent-visits.js'
import { RuleChoice } from './rule-choice.js'
import { VisitMarks } from './visit-marks.js'
import { ORDINARY } from './watchfulness.js'

export type DefenceEvent = LevelEvent | RuleEvent

export interface DefenceOptions {
  baseline: Baseline
  /** Those that the baseline was made with. */
  dictionaries: readonly Dictionary[]
  /** Who fetches the files of pages. */
  followers: PageFollowers
  /** Visits a second that the origin can answer; null when nobody knows. */
  capacity: number | null
  /** Times are told in steps of so many milliseconds: those of most logs in seconds. 0 by default. */
  timeStepMs?: () => number
  /** A number for a new rule. */
  newId: () => number
  /** What an operator does not want as a rule. */
  isForbidden?: (tests: readonly RuleTest[]) => boolean
}

/** What nobody can explain is looked at again at least so soon. */
const UNEXPLAINED_PAUSE_MS = 1_000
/** A rule that met so many visits, hardly any of them people's, has proved right. */
const PROOF = { visits: 20, people: 0.05 }

/**
 * Sees an attack in a platform's visits, has it searched for what it has in common, and decides what is done about it.
 * Owns no clock and no thread: `add` is told of visits, `tick` looks at what came since, once a second, `look` between the
 * seconds; both may ask for a search. Everything it keeps is bounded.
 */
export class Defence {
  readonly #baseline: Baseline
  readonly #dictionaries: readonly Dictionary[]
  readonly #capacity: number | null
  readonly #calm: CalmLearning
  readonly #marks: VisitMarks
  readonly #recent: RecentVisits
  readonly #look: CloserLook
  readonly #choice: RuleChoice
  readonly #level: AlarmLevel
  /** Nearly everybody seems to come from one address: a proxy stands in front, and no address may be held to account. */
  readonly #oneAddress: boolean
  readonly #rules = new RulesInForce()
  readonly #events: DefenceEvent[] = []
  #second = 0
  #lookedAt = Number.NEGATIVE_INFINITY
  #pauseMs = 0

  constructor(options: DefenceOptions) {
    const {
      baseline,
      dictionaries,
      followers,
      capacity,
      timeStepMs = () => 0,
      newId,
      isForbidden = () => false,
    } = options
    this.#baseline = baseline
    this.#dictionaries = dictionaries
    this.#capacity = capacity
    this.#oneAddress = baseline.data.mostFromOne > ONE_ADDRESS_SHARE
    this.#calm = new CalmLearning(baseline)
    const { isUnseen } = this
    const rules = this.#rules
    const marks = new VisitMarks(dictionaries, isUnseen)
    const recent = new RecentVisits(dictionaries, isUnseen)
    const anomaly = new Anomaly(baseline.data.ratios)
    this.#marks = marks
    this.#recent = recent
    this.#look = new CloserLook({ baseline, anomaly, recent, marks, rules, isUnseen })
    this.#choice = new RuleChoice({
      dictionaries,
      followers,
      marks,
      rules,
      isUnseen,
      convict: !this.#oneAddress,
      capacityKnown: capacity !== null,
      timeStepMs,
      newId,
      isForbidden,
    })
    this.#level = new AlarmLevel((event) => this.#events.push(event))
  }

  get level(): Level {
    return this.#level.level
  }

  /** In force, in the order of their making. */
  get rules(): readonly LiveRule[] {
    return this.#rules.all
  }

  /** Whether this is a time to learn from, as far as can be told from visits. */
  get isQuiet(): boolean {
    return this.level === 'calm' && this.#rules.atRest
  }

  /** `NO_ORDERS` itself in all quiet times. */
  get orders(): Orders {
    const { severe, severeWakesAt } = this.#level.orders
    const rules = this.#rules.orders
    return severe === null && severeWakesAt === null && rules.length === 0
      ? NO_ORDERS
      : { severe, severeWakesAt, rules }
  }

  /** Whether normal visits do not have this value. */
  readonly isUnseen = (column: number, id: number): boolean => this.#calm.isUnseen(column, id)

  /** Whether the network was here in calm times. */
  hasNetwork(network: number): boolean {
    return this.#calm.hasNetwork(network)
  }

  /** What happened since the last call, in order. */
  takeEvents(): DefenceEvent[] {
    return this.#events.splice(0)
  }

  /** A visit was served. @param weight how many visits it stands for, where only a sample is told */
  add(visit: SeenVisit, now: number, weight = 1): void {
    this.#recent.add(visit, now, weight, !this.#marks.isHarmless(visit.values))
    this.#calm.add(visit.values, visit.network, now)
  }

  /** Until when a rule that has ended comes back at once if what it matches does; null: it does not. */
  remembers(rule: LiveRule): number | null {
    return this.#rules.remembers(rule)
  }

  /** What the rules have met, and the level where it is severe. */
  met(hits: readonly RuleHits[]): void {
    this.#rules.met(hits)
    for (const { id, ...met } of hits) if (id === SEVERE_ID) this.#level.met(met)
  }

  /**
   * Looks at what has come; call it once for every second.
   * @param now milliseconds since the epoch
   * @param distressed whether the origin is distressed, where that is measured; else it is told from the capacity
   */
  tick(now: number, distressed?: boolean): Search | null {
    this.#second = now
    this.#recent.tick()
    const normal = this.#baseline.perSecond(hourOfWeek(now))
    if (this.#rules.tick(normal, now)) {
      this.#level.needed(now)
      if (this.#rules.all.some(hasProved)) this.#level.proved(now)
    }
    this.#level.tick(normal, now)
    this.#collect()
    const search = this.look(now, distressed)
    if (!this.isQuiet) this.#calm.disturbed()
    return search
  }

  /** Looks at what has come since the second began; as often as wanted. Parameters as with `tick`. */
  look(now: number, distressed?: boolean): Search | null {
    const { rate } = this.#recent
    const begunS = Math.min(1, (now - this.#second) / 1000)
    this.#level.load(distressed ?? (this.#capacity !== null && rate.load(begunS) > this.#capacity), now)
    const search = this.#search(begunS, now)
    this.#updateLevel(now)
    return search
  }

  #search(begunS: number, now: number): Search | null {
    const { rate } = this.#recent
    const watchfulness = this.#level.watchfulness(now)
    const { alarm, pauseMs } = watchfulness
    const stretch = rate.alarmingStretch(this.#baseline.perSecond(hourOfWeek(now)), alarm, begunS)
    if (stretch === null) {
      if (begunS > 0) return null
      this.#level.explained()
      this.#pauseMs = 0
      this.#recent.refreshRatios()
      return null
    }
    const waitMs = rate.rises(begunS) ? pauseMs.least : clamp(this.#pauseMs, pauseMs)
    if (now < this.#lookedAt + waitMs) return null
    const search = this.#look.take(stretch, begunS, watchfulness, now)
    this.#lookedAt = now
    if (!search) this.#pause(false, now)
    return search
  }

  /** What a search has found. Null: it was given up. */
  found(search: Search, mined: Mined | null, now: number): void {
    const load = { overloadedMs: this.#level.overloadedFor(now), watchfulness: this.#level.watchfulness(now) }
    const adopted = this.#choice.adopt(search, mined, load, now)
    this.#collect()
    const acted = adopted.length > 0
    if (acted) {
      this.#level.needed(now)
      this.#level.explained()
    } else if (mined) {
      const reason = mined.kind === 'rules' ? (mined.rest?.reason ?? null) : mined.reason
      this.#level.notExplained(reason, search.perSecond, now, () => this.#isUnusual(search, now))
    }
    this.#pause(acted, now)
    this.#updateLevel(now)
  }

  /** Takes on a rule that an operator has pinned, and that was in force before this defence began. */
  keep(kept: Pick<LiveRule, 'id' | 'mined' | 'sentence' | 'created'>, now: number): void {
    const { id, mined, sentence, created } = kept
    const convict = !this.#oneAddress
    const dictionaries = this.#dictionaries
    const rule = new LiveRule({ id, mined, sentence, now: created, watchMs: 0, convict, dictionaries })
    rule.pinned = true
    this.#rules.add(rule, now)
    this.#collect()
  }

  /** An operator ends a rule, or forbids one that has ended. */
  end(rule: LiveRule, why: 'lifted' | 'forbidden', now: number): void {
    this.#rules.end(rule, why, now)
    this.#collect()
  }

  #collect(): void {
    this.#events.push(...this.#rules.takeEvents())
  }

  /**
   * It is not made up as usual, comes from many, and what is of networks that never were here does not behave like people.
   */
  #isUnusual({ attack, exempt, score }: Search, now: number): boolean {
    if (!this.#oneAddress && areOfFewClients([...attack.clients].filter((_, row) => exempt[row] === 0))) return false
    const isNew = (values: Int32Array) => this.#marks.isOfNewNetwork(values)
    return score.value >= 1 && this.#choice.unlikePeople(attack, isNew, ORDINARY, now)
  }

  #pause(acted: boolean, now: number): void {
    const { least, most } = this.#level.watchfulness(now).pauseMs
    const longest = this.#level.unexplained ? Math.min(most, UNEXPLAINED_PAUSE_MS) : most
    this.#pauseMs = acted ? least : Math.min(longest, 2 * Math.max(least, this.#pauseMs))
  }

  #updateLevel(now: number): void {
    const rules = this.#rules.all
    const meets = rules.some((rule) => rule.active)
    const inForce = rules.some((rule) => !rule.pinned)
    this.#level.update(meets, inForce, now)
  }
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value))
}

function hasProved({ measure, pinned, hits, people }: LiveRule): boolean {
  return measure === 'challenge' && !pinned && hits >= PROOF.visits && people <= PROOF.people * hits
}
