import { Anomaly, type AnomalyScore } from '../baseline/anomaly.js'
import { type Baseline, ONE_ADDRESS_SHARE } from '../baseline/baseline.js'
import { hourOfWeek } from '../baseline/hour-of-week.js'
import { RatioWindow } from '../baseline/ratios.js'
import type { Level } from '../detect/level.js'
import { mine } from '../explain/mine.js'
import type { Mined, MinedRule } from '../explain/rule.js'
import { ruleSentence } from '../explain/sentence.js'
import { Convictions } from '../mitigate/convictions.js'
import { LiveRule } from '../mitigate/live-rule.js'
import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { Kind } from '../traffic/kind.js'
import type { VisitDescriber } from '../traffic/visit-describer.js'
import { VisitRing, type VisitSample } from '../traffic/visit-sample.js'
import { CalmLearning } from './calm-learning.js'
import { PageFollowers } from '../mitigate/page-followers.js'
import { VisitRate } from './visit-rate.js'

export interface DefendedVisit {
  /** A value id for each attribute; `network` is filled in here. */
  values: Int32Array
  kind: Kind
  /** Keyed 32-bit hashes of the visitor's network and address. */
  network: number
  client: number
  /** The origin failed to answer it, or would: a status of 500 and more. */
  failed: boolean
}

export type Verdict = 'serve' | 'slow' | 'challenge' | 'refuse' | 'drop'

export interface Judgement {
  verdict: Verdict
  rule: LiveRule | null
}

export type DefenceEvent =
  | { at: number; kind: 'level'; level: Level; text: string }
  | { at: number; kind: 'rule'; rule: LiveRule; text: string }
  | { at: number; kind: 'rule-ended'; rule: LiveRule; text: string }

export interface DefenceOptions {
  baseline: Baseline
  describer: VisitDescriber
  /** Visits a second that the origin can answer; null when nobody knows. */
  capacity: number | null
  seed: number
  /** Number of the first rule; 1 by default. */
  firstRule?: number
}

interface NormalVisits {
  hour: number
  sample: VisitSample
  perSecond: number
  /** Visits a second that a rule could touch. */
  suspectsPerSecond: number
}

const COLUMNS = ATTRIBUTES.length
/** Visits that are remembered, and the most that are searched at a time. */
const RING = 20_000
const SEARCHED_MOST = 6_000
/** Fewer visits than this that a rule could touch are not searched; a newsletter's pictures alone are none of them. */
const LEAST_SUSPECTS = 20
const SUSPECTS_FACTOR = 2
const SHORTEST_LOOK_S = 4
/** A look that found nothing is not repeated at once: after 1 s, 2 s, … at most this. */
const PAUSE_MS = { first: 1_000, longest: 30_000 }
const MOST_RULES = 50
/** What comes from fewer is a matter of budgets, which do not need to know what it looks like. */
const LEAST_NETWORKS = 3
/** Natural logarithms of what is taken for chance: far below what ordinary days of a real log bring by themselves. */
const SIGNIFICANCE = { clients: -30, visits: -60 }
/** Without a rule, fewer visits a second than this that nobody can explain are no emergency. */
const SEVERE_PER_SECOND = 10
const SEVERE_AFTER_MS = 3_000
const CALM_AFTER_MS = 30_000
/** The ratios are taken over at least so many visits. */
const RATIO_VISITS = 200

/**
 * Sees an attack in a platform's visits, finds what it has in common, and acts on it. Owns no clock: `visit` judges each
 * visit by what is known, `tick` looks at what came since, once a second. Everything it keeps is bounded.
 */
export class Defence {
  readonly #baseline: Baseline
  readonly #describer: VisitDescriber
  readonly #capacity: number | null
  readonly #seed: number
  readonly #anomaly: Anomaly
  readonly #calm: CalmLearning
  readonly #followers: PageFollowers
  readonly #rate = new VisitRate()
  readonly #ring = new VisitRing(RING)
  readonly #convictions = new Convictions()
  readonly #ids: { seen: number; new: number; noCrawler: number; page: number; asset: number; noQuery: number }
  /** Nearly everybody seems to come from one address: a proxy stands in front, and no address may be held to account. */
  readonly #oneAddress: boolean
  readonly #isUnseen: (column: number, id: number) => boolean
  readonly #events: DefenceEvent[] = []
  #rules: LiveRule[] = []
  #nextRule: number
  #ratios = new RatioWindow()
  #normal: NormalVisits | null = null
  #lookAt = 0
  #pauseMs = PAUSE_MS.first
  #unexplainedSince: number | null = null
  #alarmAt = Number.NEGATIVE_INFINITY
  #level: Level = 'calm'

  constructor({ baseline, describer, capacity, seed, firstRule = 1 }: DefenceOptions) {
    this.#baseline = baseline
    this.#describer = describer
    this.#capacity = capacity
    this.#seed = seed
    this.#nextRule = firstRule
    this.#anomaly = new Anomaly(baseline.data.ratios)
    this.#calm = new CalmLearning(baseline)
    this.#followers = new PageFollowers(baseline.data.followed)
    this.#oneAddress = baseline.data.mostFromOne > ONE_ADDRESS_SHARE
    this.#isUnseen = (column, id) => this.#calm.isUnseen(column, id)
    const pin = (column: number, value: string) => describer.dictionaries[column]?.pin(value) ?? UNKNOWN
    this.#ids = {
      seen: pin(COLUMN.network, 'seen'),
      new: pin(COLUMN.network, 'new'),
      noCrawler: pin(COLUMN.crawler, 'none'),
      page: pin(COLUMN.kind, 'page'),
      asset: pin(COLUMN.kind, 'asset'),
      noQuery: pin(COLUMN.query, '-'),
    }
  }

  /** What happened since the last call, in order. */
  takeEvents(): DefenceEvent[] {
    return this.#events.splice(0)
  }

  visit(visit: DefendedVisit, now: number): Judgement {
    const { values, kind, network, client } = visit
    const known = this.#calm.hasNetwork(network)
    values[COLUMN.network] = known ? this.#ids.seen : this.#ids.new
    if (kind === 'asset') this.#followers.add(client, now)
    const judgement = this.#judge(visit, known, now)
    if (judgement.verdict === 'serve') this.#remember(visit, known, now)
    // A network that was here in calm times is never held to account, nor who meets a rule that touches a few people too.
    const sure = judgement.rule?.mined.admissibleFor === 'refuse' && !known
    if (sure && judgement.verdict === 'challenge' && kind !== 'asset') this.#convictions.challenged(client, now)
    return judgement
  }

  /** Looks at what has come; call it once for every second. @param now milliseconds since the epoch */
  tick(now: number): void {
    this.#rate.tick()
    const normal = this.#baseline.perSecond(hourOfWeek(now))
    for (const rule of this.#rules) {
      if (rule.tick(normal, now)) this.#alarmAt = now
      if (rule.ended) this.#events.push({ at: now, kind: 'rule-ended', rule, text: rule.ended.text })
    }
    this.#rules = this.#rules.filter((rule) => rule.ended === null)

    const stretch = this.#rate.alarmingStretch(normal)
    if (stretch === null) {
      this.#unexplainedSince = null
      this.#pauseMs = PAUSE_MS.first
      if (this.#ratios.visits > RATIO_VISITS) this.#ratios = new RatioWindow()
    } else if (now >= this.#lookAt || this.#rate.rises) this.#look(stretch, now)
    this.#updateLevel(now)
    if (this.#rules.length > 0 || this.#level !== 'calm') this.#calm.disturbed()
  }

  #judge({ values, client }: DefendedVisit, known: boolean, now: number): Judgement {
    const convicted = this.#oneAddress ? null : this.#convictions.of(client, now)
    if (convicted !== null && !this.#followers.has(client, now)) return { verdict: convicted, rule: null }
    const rule = this.#rules.find((rule) => rule.matches(values, this.#isUnseen))
    if (rule) {
      rule.hit()
      return { verdict: rule.measure, rule }
    }
    if (this.#level !== 'severe' || known || values[COLUMN.crawler] !== this.#ids.noCrawler) return SERVED
    return this.#followers.has(client, now) ? SERVED : { verdict: 'challenge', rule: null }
  }

  #remember({ values, kind, network, client, failed }: DefendedVisit, known: boolean, now: number): void {
    const isUnseen = (column: number) => {
      const id = values[column] ?? UNKNOWN
      return id !== UNKNOWN && this.#isUnseen(column, id)
    }
    const text = (column: number) => this.#describer.text(column, values[column] ?? UNKNOWN)
    this.#rate.add()
    this.#ring.add(values, network, client, now)
    this.#calm.add(values, network, now)
    this.#ratios.add({
      networkIsNew: !known,
      page: kind === 'page',
      referrer: text(COLUMN.referrer) !== 'none',
      query: values[COLUMN.query] !== this.#ids.noQuery,
      post: text(COLUMN.method) === 'POST',
      failed,
      unseenRoute: isUnseen(COLUMN.route),
      unseenQuery: isUnseen(COLUMN.query),
      unseenUserAgent: isUnseen(COLUMN.userAgent),
      client,
      route: values[COLUMN.route] ?? UNKNOWN,
    })
  }

  /** Searches what came lately for what it has in common, and acts on what is found. */
  #look(stretch: number, now: number): void {
    const score = this.#anomaly.score(this.#ratios.shares())
    this.#ratios = new RatioWindow()
    const seconds = Math.max(stretch, SHORTEST_LOOK_S)
    const attack = this.#ring.since(now - 1000 * seconds, SEARCHED_MOST)
    const exempt = Uint8Array.from({ length: attack.length }, (_, row) => Number(this.#isExempt(rowOf(attack, row))))
    const suspects = exempt.reduce((sum, one) => sum + 1 - one, 0)
    const normal = this.#normalAt(hourOfWeek(now))
    let acted = false
    if (suspects >= Math.max(LEAST_SUSPECTS, SUSPECTS_FACTOR * normal.suspectsPerSecond * seconds)) {
      const mined = this.#mine(attack, exempt, normal, seconds)
      if (mined.kind === 'rules') for (const rule of mined.rules) acted = this.#adopt(rule, attack, now) || acted
      if (!acted) {
        const reason = mined.kind === 'rules' ? (mined.rest?.reason ?? null) : mined.reason
        this.#notExplained({ reason, perSecond: suspects / seconds, attack, score, now })
      }
    }
    if (acted) {
      this.#alarmAt = now
      this.#unexplainedSince = null
    }
    const again = acted || this.#unexplainedSince !== null
    this.#pauseMs = again ? PAUSE_MS.first : Math.min(PAUSE_MS.longest, 2 * this.#pauseMs)
    this.#lookAt = now + this.#pauseMs
  }

  /** Normal visits of this time of day; made anew when the hour changes. */
  #normalAt(hour: number): NormalVisits {
    if (this.#normal?.hour === hour) return this.#normal
    const sample = this.#baseline.sample(hour, SEARCHED_MOST)
    let suspects = 0
    for (let row = 0; row < sample.length; row++) if (!this.#isExempt(rowOf(sample, row))) suspects++
    const perSecond = this.#baseline.perSecond(hour)
    const suspectsPerSecond = (perSecond * suspects) / Math.max(1, sample.length)
    this.#normal = { hour, sample, perSecond, suspectsPerSecond }
    return this.#normal
  }

  #mine(attack: VisitSample, exempt: Uint8Array, normal: NormalVisits, seconds: number): Mined {
    return mine({
      attack,
      baseline: normal.sample,
      expected: Math.min(attack.length, normal.perSecond * seconds),
      dictionaries: this.#describer.dictionaries,
      exempt: (row) => exempt[row] === 1,
      knows: (column, id) => !this.#isUnseen(column, id),
      novel: this.#baseline.novel,
      fleets: [],
      significance: SIGNIFICANCE,
      seed: this.#seed,
    })
  }

  /** Plain files cost next to nothing and come with every newsletter; declared crawlers are a matter of their own. */
  #isExempt(values: Int32Array): boolean {
    if (this.#rules.some((rule) => rule.matches(values, this.#isUnseen))) return true
    const declared = values[COLUMN.crawler] !== this.#ids.noCrawler
    if (declared && !this.#isUnseen(COLUMN.userAgent, values[COLUMN.userAgent] ?? UNKNOWN)) return true
    return values[COLUMN.kind] === this.#ids.asset && values[COLUMN.query] === this.#ids.noQuery
  }

  /** Puts a rule in force, if what it matches does not behave like people. */
  #adopt(mined: MinedRule, attack: VisitSample, now: number): boolean {
    if (this.#rules.length >= MOST_RULES || mined.networks < LEAST_NETWORKS) return false
    // What may only be slowed touches too many people for an origin that bears it.
    if (mined.admissibleFor === 'slow' && !this.#overloaded) return false
    const sentence = ruleSentence(mined)
    const { dictionaries } = this.#describer
    const rule = new LiveRule({ id: this.#nextRule, mined, sentence, now, dictionaries })
    if (!this.#unlikePeople(attack, (values) => rule.matches(values, this.#isUnseen), now)) return false
    this.#nextRule++
    this.#rules.push(rule)
    this.#events.push({ at: now, kind: 'rule', rule, text: sentence })
    return true
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
    } else if (this.#rules.some((rule) => rule.active)) {
      this.#setLevel('attack', now, 'a rule is in force against visits that behave like no browser')
    } else if (this.#overloaded) this.#setLevel('strained', now, 'more comes than the origin can answer')
    else this.#setLevel('calm', now, 'the origin can answer what comes')
  }

  get #overloaded(): boolean {
    return this.#capacity !== null && this.#rate.load > this.#capacity
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

const SERVED: Judgement = { verdict: 'serve', rule: null }
