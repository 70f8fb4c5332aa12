import { Anomaly, type AnomalyScore } from '../baseline/anomaly.js'
import { type Baseline, ONE_ADDRESS_SHARE } from '../baseline/baseline.js'
import { hourOfWeek } from '../baseline/hour-of-week.js'
import type { Level } from '../detect/level.js'
import type { MinerInput, NormalInput, Significance } from '../explain/miner-input.js'
import type { Mined, MinedRule, RuleTest } from '../explain/rule.js'
import { ruleSentence } from '../explain/sentence.js'
import type { RuleHits } from '../mitigate/judge.js'
import { LiveRule } from '../mitigate/live-rule.js'
import type { Orders } from '../mitigate/orders.js'
import type { PageFollowers } from '../mitigate/page-followers.js'
import { RuleTests } from '../mitigate/rule-tests.js'
import { RulesInForce } from '../mitigate/rules-in-force.js'
import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { Dictionary } from '../traffic/dictionary.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import { CalmLearning } from './calm-learning.js'
import { RecentVisits, type SeenVisit } from './recent-visits.js'

export type DefenceEvent =
  | { at: number; kind: 'level'; level: Level; text: string }
  | { at: number; kind: 'rule'; rule: LiveRule; text: string }
  | { at: number; kind: 'rule-ended'; rule: LiveRule; text: string }

export interface DefenceOptions {
  baseline: Baseline
  /** Those that the baseline was made with. */
  dictionaries: readonly Dictionary[]
  /** Who fetches the files of pages. */
  followers: PageFollowers
  /** Visits a second that the origin can answer; null when nobody knows. */
  capacity: number | null
  /** Times are told in steps of so many milliseconds: those of a log in seconds. 0 by default. */
  timeStepMs?: number
  /** A number for a new rule. */
  newId: () => number
  /** What an operator does not want as a rule. */
  isForbidden?: (tests: readonly RuleTest[]) => boolean
}

/** What came lately, to be searched for what it has in common; the answer goes to `found`. */
export interface Search
  extends Pick<MinerInput, 'attack' | 'exempt' | 'unseen' | 'expected' | 'fleets' | 'significance' | 'limits'> {
  /** The same object for as long as it stays the same. */
  normal: NormalVisits
  /** Visits a second that a rule could touch. */
  perSecond: number
  score: AnomalyScore
}

export interface NormalVisits extends Omit<NormalInput, 'seed'> {
  /** Of the week; the sample is another one when this changes. */
  hour: number
  perSecond: number
  /** Visits a second that a rule could touch. */
  suspectsPerSecond: number
}

const COLUMNS = ATTRIBUTES.length
/** Normal visits that a search compares with: the more, the less a single network decides what a rule seems to touch. */
const NORMAL_MOST = 20_000
/** Fewer visits than this that a rule could touch are not searched; a newsletter's pictures alone are none of them. */
const LEAST_SUSPECTS = 20
const SUSPECTS_FACTOR = 2
const SHORTEST_LOOK_S = 4
/** A look that found nothing is not repeated at once: after 1 s, 2 s, … at most this. */
const PAUSE_MS = { first: 1_000, longest: 30_000 }
/** What comes from fewer is a matter of budgets, which do not need to know what it looks like. */
const LEAST_NETWORKS = 3
/** A new rule is watched for so long before it acts: what it would meet may prove it wrong. */
const WATCH_MS = { overloaded: 250, otherwise: 500 }
/** Fewer visits than so many times what the hour brings, of an origin that bears them, are left alone. */
const HARM_FACTOR = 2
/** Rules that explain less than this share of an excess together do not stop it: saying that no rule would do is right. */
const LEAST_EXPLAINED = 1 / 3
/** And what may only be slowed must be most of it, and is slowed only when nothing better was found for a while. */
const LEAST_SLOWED = 0.5
const SLOWED_AFTER_MS = 4_000
/** More than the origin can answer keeps the level for so long. */
const STRAINED_MS = 10_000
/** What is taken for chance: far below what ordinary days of a real log bring by themselves. */
const SIGNIFICANCE: Significance = { clients: -30, visits: -60 }
/** Without a rule, fewer visits a second than this that nobody can explain are no emergency. */
const SEVERE_PER_SECOND = 10
const SEVERE_AFTER_MS = 3_000
const CALM_AFTER_MS = 30_000

/**
 * Sees an attack in a platform's visits, has it searched for what it has in common, and decides what is done about it.
 * Owns no clock and no thread: `add` is told of visits, `tick` looks at what came since, once a second, and may ask for a
 * search. Everything it keeps is bounded.
 */
export class Defence {
  readonly #baseline: Baseline
  readonly #dictionaries: readonly Dictionary[]
  readonly #followers: PageFollowers
  readonly #capacity: number | null
  readonly #timeStepMs: number
  readonly #newId: () => number
  readonly #isForbidden: (tests: readonly RuleTest[]) => boolean
  readonly #anomaly: Anomaly
  readonly #calm: CalmLearning
  readonly #recent: RecentVisits
  readonly #ids: { new: number; noCrawler: number; page: number; asset: number; noQuery: number }
  /** Nearly everybody seems to come from one address: a proxy stands in front, and no address may be held to account. */
  readonly #oneAddress: boolean
  readonly #rules = new RulesInForce()
  readonly #events: DefenceEvent[] = []
  #normal: NormalVisits | null = null
  #lookAt = 0
  #pauseMs = PAUSE_MS.first
  #overloaded = false
  #overloadedSince: number | null = null
  #strainedUntil = Number.NEGATIVE_INFINITY
  #unexplainedSince: number | null = null
  #alarmAt = Number.NEGATIVE_INFINITY
  #level: Level = 'calm'

  constructor(options: DefenceOptions) {
    const { baseline, dictionaries, followers, capacity, timeStepMs = 0, newId, isForbidden = () => false } = options
    this.#baseline = baseline
    this.#dictionaries = dictionaries
    this.#followers = followers
    this.#capacity = capacity
    this.#timeStepMs = timeStepMs
    this.#isForbidden = isForbidden
    this.#newId = newId
    this.#anomaly = new Anomaly(baseline.data.ratios)
    this.#calm = new CalmLearning(baseline)
    this.#recent = new RecentVisits(dictionaries, this.isUnseen)
    this.#oneAddress = baseline.data.mostFromOne > ONE_ADDRESS_SHARE
    const pin = (column: number, value: string) => dictionaries[column]?.pin(value) ?? UNKNOWN
    this.#ids = {
      new: pin(COLUMN.network, 'new'),
      noCrawler: pin(COLUMN.crawler, 'none'),
      page: pin(COLUMN.kind, 'page'),
      asset: pin(COLUMN.kind, 'asset'),
      noQuery: pin(COLUMN.query, '-'),
    }
  }

  get level(): Level {
    return this.#level
  }

  /** In force, in the order of their making. */
  get rules(): readonly LiveRule[] {
    return this.#rules.all
  }

  /** Whether this is a time to learn from, as far as can be told from visits. */
  get isQuiet(): boolean {
    return this.#level === 'calm' && this.#rules.atRest
  }

  get orders(): Orders {
    return { severe: this.#level === 'severe' ? 'script' : null, rules: this.#rules.orders }
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
    this.#recent.add(visit, now, weight, !this.#isHarmless(visit.values))
    this.#calm.add(visit.values, visit.network, now)
  }

  /** What the rules have met. */
  met(hits: readonly RuleHits[]): void {
    this.#rules.met(hits)
  }

  /**
   * Looks at what has come; call it once for every second.
   * @param now milliseconds since the epoch
   * @param distressed whether the origin is distressed, where that is measured; else it is told from the capacity
   */
  tick(now: number, distressed?: boolean): Search | null {
    const { rate } = this.#recent
    this.#recent.tick()
    this.#overloaded = distressed ?? (this.#capacity !== null && rate.load > this.#capacity)
    if (this.#overloaded) this.#strainedUntil = now + STRAINED_MS
    this.#overloadedSince = this.#overloaded ? (this.#overloadedSince ?? now) : null
    const normal = this.#baseline.perSecond(hourOfWeek(now))
    if (this.#rules.tick(normal, now)) this.#alarmAt = now
    this.#takeOutEnded(now)
    const stretch = rate.alarmingStretch(normal)
    let search: Search | null = null
    if (stretch === null) {
      this.#unexplainedSince = null
      this.#pauseMs = PAUSE_MS.first
      this.#recent.refreshRatios()
    } else if (now >= this.#lookAt || rate.rises) search = this.#look(stretch, now)
    this.#updateLevel(now)
    if (!this.isQuiet) this.#calm.disturbed()
    return search
  }

  /** What a search has found. Null: it was given up. */
  found({ attack, perSecond, score }: Search, mined: Mined | null, now: number): void {
    const worthIt = mined?.kind === 'rules' ? mined.rules.filter((rule) => this.#isWorthIt(rule, perSecond, now)) : []
    const explained = worthIt.reduce((sum, { explains }) => sum + explains, 0)
    let acted = false
    if (explained >= LEAST_EXPLAINED) for (const rule of worthIt) acted = this.#adopt(rule, attack, now) || acted
    if (acted) {
      this.#alarmAt = now
      this.#unexplainedSince = null
    } else if (mined) {
      const reason = mined.kind === 'rules' ? (mined.rest?.reason ?? null) : mined.reason
      this.#notExplained({ reason, perSecond, attack, score, now })
    }
    this.#pause(acted, now)
    this.#updateLevel(now)
  }

  /** Takes on a rule that an operator has pinned, and that was in force before this defence began. */
  keep(kept: Pick<LiveRule, 'id' | 'mined' | 'sentence' | 'created'>, now: number): void {
    const { id, mined, sentence, created } = kept
    const convict = !this.#oneAddress
    const rule = new LiveRule({
      id,
      mined,
      sentence,
      now: created,
      watchMs: 0,
      convict,
      dictionaries: this.#dictionaries,
    })
    rule.pinned = true
    this.#rules.add(rule)
    this.#events.push({ at: now, kind: 'rule', rule, text: sentence })
  }

  /** An operator ends a rule. */
  end(rule: LiveRule, why: 'lifted' | 'forbidden', now: number): void {
    rule.end(now, why, why === 'lifted' ? 'an operator has lifted it' : 'an operator has forbidden it')
    this.#takeOutEnded(now)
  }

  #takeOutEnded(now: number): void {
    for (const rule of this.#rules.takeEnded(now)) {
      this.#events.push({ at: now, kind: 'rule-ended', rule, text: rule.ended?.text ?? '' })
    }
  }

  #look(stretch: number, now: number): Search | null {
    const score = this.#recent.takeScore(this.#anomaly)
    const seconds = Math.max(stretch, SHORTEST_LOOK_S)
    const normal = this.#normalAt(hourOfWeek(now))
    const least = Math.max(LEAST_SUSPECTS, SUSPECTS_FACTOR * normal.suspectsPerSecond * seconds)
    // Most of what is sudden are the files of a few pages: that costs no closer look.
    if (this.#recent.suspects.sum(seconds) < least) {
      this.#pause(false, now)
      return null
    }
    const attack = this.#recent.since(now - 1000 * seconds)
    const exempt = Uint8Array.from({ length: attack.length }, (_, row) => Number(this.#isExempt(rowOf(attack, row))))
    const came = Math.max(attack.length, this.#recent.rate.sum(seconds))
    const free = attack.length - exempt.reduce((sum, one) => sum + one, 0)
    const perSecond = (free * came) / Math.max(1, attack.length) / seconds
    if (perSecond * seconds < least) {
      this.#pause(false, now)
      return null
    }
    const expected = attack.length * Math.min(1, (normal.perSecond * seconds) / came)
    const unseen = this.#unseenOf(attack)
    const limits = { collateral: this.#rules.collateralLeft }
    return {
      attack,
      exempt,
      unseen,
      expected,
      normal,
      fleets: [],
      significance: SIGNIFICANCE,
      limits,
      perSecond,
      score,
    }
  }

  #unseenOf(sample: VisitSample): Int32Array {
    return Int32Array.from({ length: sample.length }, (_, row) => {
      let bits = 0
      for (let column = 0; column < COLUMNS; column++) {
        const id = sample.values[row * COLUMNS + column] ?? UNKNOWN
        if (id !== UNKNOWN && this.isUnseen(column, id)) bits |= 1 << column
      }
      return bits
    })
  }

  #pause(acted: boolean, now: number): void {
    const again = acted || this.#unexplainedSince !== null
    this.#pauseMs = again ? PAUSE_MS.first : Math.min(PAUSE_MS.longest, 2 * this.#pauseMs)
    this.#lookAt = now + this.#pauseMs
  }

  /** Normal visits of this time of day; made anew when the hour changes. */
  #normalAt(hour: number): NormalVisits {
    if (this.#normal?.hour === hour) return this.#normal
    const sample = this.#baseline.sample(hour, NORMAL_MOST)
    let suspects = 0
    for (let row = 0; row < sample.length; row++) if (!this.#isExempt(rowOf(sample, row))) suspects++
    const perSecond = this.#baseline.perSecond(hour)
    const suspectsPerSecond = (perSecond * suspects) / Math.max(1, sample.length)
    const exempt = new Uint8Array(sample.length)
    this.#normal = { hour, sample, exempt, novel: this.#baseline.novel, perSecond, suspectsPerSecond }
    return this.#normal
  }

  /** No rule may touch it, or one stops it already. */
  #isExempt(values: Int32Array): boolean {
    if (this.#isHarmless(values)) return true
    return this.#rules.stops(values, this.isUnseen)
  }

  /** Plain files cost next to nothing and come with every newsletter; declared crawlers are a matter of their own. */
  #isHarmless(values: Int32Array): boolean {
    if (values[COLUMN.kind] === this.#ids.asset && values[COLUMN.query] === this.#ids.noQuery) return true
    const crawler = values[COLUMN.crawler] ?? UNKNOWN
    if (
      crawler === UNKNOWN ||
      crawler === this.#ids.noCrawler ||
      this.isUnseen(COLUMN.userAgent, values[COLUMN.userAgent] ?? UNKNOWN)
    )
      return false
    return this.#dictionaries[COLUMN.crawler]?.text(crawler)?.startsWith('pretender ') !== true
  }

  /** What is little beside an ordinary day does no harm to an origin that bears it, and slowing a part of it no good. */
  #isWorthIt({ admissibleFor, explains }: MinedRule, perSecond: number, now: number): boolean {
    if (admissibleFor === 'slow') return this.#overloadedFor(now) >= SLOWED_AFTER_MS && explains >= LEAST_SLOWED
    return this.#overloaded || explains * perSecond >= HARM_FACTOR * (this.#normal?.perSecond ?? 0)
  }

  #overloadedFor(now: number): number {
    return this.#overloadedSince === null ? 0 : now - this.#overloadedSince
  }

  /** Puts a rule in force, if what it matches does not behave like people. */
  #adopt(mined: MinedRule, attack: VisitSample, now: number): boolean {
    if (mined.networks < LEAST_NETWORKS || this.#isForbidden(mined.tests) || !this.#rules.admits(mined.tests))
      return false
    const tests = new RuleTests(mined.tests, this.#dictionaries)
    if (!this.#unlikePeople(attack, (values) => tests.matches(values, this.isUnseen), now)) return false
    const rule = new LiveRule({
      id: this.#newId(),
      mined,
      sentence: ruleSentence(mined),
      now,
      watchMs: this.#watchMs,
      convict: !this.#oneAddress,
      dictionaries: this.#dictionaries,
    })
    this.#rules.add(rule)
    this.#events.push({ at: now, kind: 'rule', rule, text: rule.sentence })
    return true
  }

  /** Where a second is one moment, watching for a part of it would be to watch for all of the next. */
  get #watchMs(): number {
    const watchMs = this.#overloaded || this.#capacity === null ? WATCH_MS.overloaded : WATCH_MS.otherwise
    return watchMs < this.#timeStepMs ? 0 : watchMs
  }

  #unlikePeople(sample: VisitSample, matches: (values: Int32Array) => boolean, now: number): boolean {
    const group = Array.from({ length: sample.length }, (_, row) => row).flatMap((row) => {
      const values = rowOf(sample, row)
      if (!matches(values)) return []
      const page = values[COLUMN.kind] === this.#ids.page
      return [{ page, client: sample.clients[row] ?? 0, at: sample.times[row] ?? 0 }]
    })
    return this.#followers.lackIn(group, now)
  }

  /** No rule would do. Where it goes on, is a lot, and behaves like no browser, saying so is the answer: severe. */
  #notExplained(found: {
    reason: string | null
    perSecond: number
    attack: VisitSample
    score: AnomalyScore
    now: number
  }): void {
    const { reason, perSecond, attack, score, now } = found
    const isNew = (values: Int32Array) => values[COLUMN.network] === this.#ids.new
    if (perSecond < SEVERE_PER_SECOND || score.value < 1 || !this.#unlikePeople(attack, isNew, now)) {
      this.#unexplainedSince = null
      return
    }
    this.#unexplainedSince ??= now
    this.#alarmAt = now
    if (reason !== null && now - this.#unexplainedSince >= SEVERE_AFTER_MS) this.#setLevel('severe', now, reason)
  }

  #updateLevel(now: number): void {
    const quiet = now - this.#alarmAt > CALM_AFTER_MS
    if (this.#level === 'severe' || this.#level === 'attack') {
      if (quiet) this.#setLevel('calm', now, 'no alarm for 30 s')
    } else if (this.#rules.all.some((rule) => rule.active)) {
      this.#setLevel('attack', now, 'a rule is in force against visits that behave like no browser')
    } else if (now < this.#strainedUntil) this.#setLevel('strained', now, 'more comes than the origin can answer')
    else this.#setLevel('calm', now, 'the origin can answer what comes')
  }

  #setLevel(level: Level, now: number, text: string): void {
    if (level === this.#level) return
    this.#level = level
    this.#events.push({ at: now, kind: 'level', level, text })
  }
}

function rowOf({ values }: VisitSample, row: number): Int32Array {
  return values.subarray(row * COLUMNS, (row + 1) * COLUMNS)
}
