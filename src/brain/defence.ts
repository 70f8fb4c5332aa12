import { Anomaly, type AnomalyScore } from '../baseline/anomaly.js'
import { type Baseline, ONE_ADDRESS_SHARE } from '../baseline/baseline.js'
import { hourOfWeek } from '../baseline/hour-of-week.js'
import { RatioWindow } from '../baseline/ratios.js'
import type { Level } from '../detect/level.js'
import { mine } from '../explain/mine.js'
import type { MinedRule } from '../explain/rule.js'
import { ruleSentence } from '../explain/sentence.js'
import { Convictions } from '../mitigate/convictions.js'
import { type LadderAction, LiveRule } from '../mitigate/live-rule.js'
import { RotatingBloom } from '../sketch/rotating-bloom.js'
import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { Kind } from '../traffic/kind.js'
import type { VisitDescriber } from '../traffic/visit-describer.js'
import { VisitRing, type VisitSample } from '../traffic/visit-sample.js'
import { CalmLearning } from './calm-learning.js'

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
  | { at: number; kind: 'rule'; rule: LiveRule; action: LadderAction; text: string }
  | { at: number; kind: 'rule-ended'; rule: LiveRule; text: string }
  | { at: number; kind: 'nothing-admissible'; text: string }

export interface DefenceOptions {
  baseline: Baseline
  describer: VisitDescriber
  /** Visits a second that the origin can answer; null when nobody knows. */
  capacity: number | null
  seed: number
}

const COLUMNS = ATTRIBUTES.length
const RING = 20_000
const MINED_MOST = 6_000
/** Visits are looked at over these stretches: a flood shows in the short one, a slow rise in the long. */
const STRETCHES_S = [2, 10, 60] as const
/** More than so many times what the hour brings, and more than so many visits, is worth a look. */
const ALARM_FACTOR = 3
const ALARM_VISITS = 30
const RISE_FACTOR = 2
/** A look that found nothing is not repeated at once: after 1 s, 2 s, … at most this. */
const LONGEST_PAUSE_MS = 30_000
const LASTS_MS = 300_000
const LEAST_LIFE_MS = 60_000
const WATCH_MS = 3_000
const MOST_RULES = 50
/** What comes from fewer is a matter of budgets, which do not need to know what it looks like. */
const LEAST_NETWORKS = 3
/** Browsers have asked for a page's files within this time. */
const FOLLOWS_AFTER_MS = 1_000
const FOLLOWS_REMEMBERED_MS = 60_000
/** Pages of which fewer than this share of the normal one were followed by their files were not opened by browsers. */
const UNLIKE_BROWSERS = 0.3
const FEW_FOLLOWED = 0.05
const LEAST_PAGES = 8
const LEAST_PAGE_SHARE = 0.1
const LEAST_SUSPECTS = 20
const SHORTEST_LOOK_S = 4
/** Without a rule, fewer than so many visits a second that nobody can explain are no emergency. */
const SEVERE_PER_SECOND = 10
const SEVERE_AFTER_MS = 3_000
const CALM_AFTER_MS = 30_000

/**
 * Sees an attack in a platform's visits, finds what it has in common, and acts on it. Owns no clock: `visit` judges each
 * visit by what is known, `tick` looks at what came since, about once a second. Everything it keeps is bounded.
 */
export class Defence {
  readonly #baseline: Baseline
  readonly #describer: VisitDescriber
  readonly #capacity: number | null
  readonly #seed: number
  readonly #anomaly: Anomaly
  readonly #ring = new VisitRing(RING)
  readonly #withFiles = new RotatingBloom({ bits: 2 ** 21, hashes: 3, rotateEveryMs: FOLLOWS_REMEMBERED_MS })
  readonly #convictions = new Convictions()
  readonly #networkIds: { seen: number; new: number }
  readonly #noCrawler: number
  /** Nearly everybody seems to come from one address: a proxy stands in front, and no address may be held to account. */
  readonly #oneAddress: boolean
  readonly #isUnseen: (column: number, id: number) => boolean
  readonly #calm: CalmLearning
  readonly #perSecond = new Float64Array(60)
  readonly #events: DefenceEvent[] = []
  #rules: LiveRule[] = []
  #nextRule = 1
  #second = 0
  #served = 0
  #window = new RatioWindow()
  #lookAt = 0
  #pauseMs = 1000
  #unexplainedSince: number | null = null
  #alarmAt = Number.NEGATIVE_INFINITY
  #level: Level = 'calm'
  #normalSample: { hour: number; sample: VisitSample } | null = null

  constructor({ baseline, describer, capacity, seed }: DefenceOptions) {
    this.#baseline = baseline
    this.#describer = describer
    this.#capacity = capacity
    this.#seed = seed
    this.#anomaly = new Anomaly(baseline.data.ratios)
    const network = describer.dictionaries[COLUMN.network]
    this.#networkIds = { seen: network?.pin('seen') ?? UNKNOWN, new: network?.pin('new') ?? UNKNOWN }
    this.#noCrawler = describer.dictionaries[COLUMN.crawler]?.pin('none') ?? UNKNOWN
    this.#oneAddress = baseline.data.mostFromOne > ONE_ADDRESS_SHARE
    this.#calm = new CalmLearning(baseline)
    this.#isUnseen = (column, id) => this.#calm.isUnseen(column, id)
  }

  get level(): Level {
    return this.#level
  }

  /** Those in force, oldest first. */
  get rules(): readonly LiveRule[] {
    return this.#rules
  }

  /** What happened since the last call, in order. */
  takeEvents(): DefenceEvent[] {
    return this.#events.splice(0)
  }

  visit(visit: DefendedVisit, now: number): Judgement {
    const { values, kind, network, client } = visit
    const known = this.#calm.hasNetwork(network)
    values[COLUMN.network] = known ? this.#networkIds.seen : this.#networkIds.new
    if (kind === 'asset') this.#withFiles.add(client, now)
    const judgement = this.#judge(visit, known, now)
    if (judgement.verdict === 'serve') this.#calm.add(values, network, now)
    // A network that was here in calm times is never held to account, nor who meets a rule that touches a few people too.
    const sure = judgement.rule?.mined.admissibleFor === 'refuse' && !known
    if (sure && judgement.verdict === 'challenge' && kind !== 'asset') this.#convictions.challenged(client, now)
    if (judgement.verdict === 'serve') {
      this.#served++
      this.#ring.add(values, network, client, now)
      this.#window.add({
        networkIsNew: !known,
        page: kind === 'page',
        referrer: this.#describer.text(COLUMN.referrer, values[COLUMN.referrer] ?? UNKNOWN) !== 'none',
        query: this.#describer.text(COLUMN.query, values[COLUMN.query] ?? UNKNOWN) !== '-',
        post: this.#describer.text(COLUMN.method, values[COLUMN.method] ?? UNKNOWN) === 'POST',
        failed: visit.failed,
        unseenRoute: this.#unseen(values, COLUMN.route),
        unseenQuery: this.#unseen(values, COLUMN.query),
        unseenUserAgent: this.#unseen(values, COLUMN.userAgent),
        client,
        route: values[COLUMN.route] ?? UNKNOWN,
      })
    }
    return judgement
  }

  /** Looks at what has come; call it once for every second. @param now milliseconds since the epoch */
  tick(now: number): void {
    this.#perSecond[this.#second++ % this.#perSecond.length] = this.#served
    this.#served = 0
    for (const rule of this.#rules) this.#review(rule, now)
    this.#rules = this.#rules.filter((rule) => rule.ended === null)

    const stretch = this.#alarmingStretch(now)
    if (this.#rules.length > 0 || this.#level !== 'calm') this.#calm.disturbed()
    if (stretch === null) {
      this.#unexplainedSince = null
      this.#pauseMs = 1000
      if (this.#window.visits > 200) this.#window = new RatioWindow()
    } else if (now >= this.#lookAt || this.#rises()) this.#look(stretch, now)
    this.#updateLevel(now)
  }

  #judge({ values, client }: DefendedVisit, known: boolean, now: number): Judgement {
    const convicted = this.#oneAddress ? null : this.#convictions.of(client, now)
    if (convicted !== null && !this.#withFiles.has(client, now)) return { verdict: convicted, rule: null }
    for (const rule of this.#rules) {
      if (!rule.matches(values, this.#isUnseen)) continue
      rule.hits++
      rule.recentHits++
      if (rule.action === 'watch') break
      return { verdict: rule.action, rule }
    }
    if (this.#level !== 'severe' || known || values[COLUMN.crawler] !== this.#noCrawler) return SERVED
    return this.#withFiles.has(client, now) ? SERVED : { verdict: 'challenge', rule: null }
  }

  #unseen(values: Int32Array, column: number): boolean {
    const id = values[column] ?? UNKNOWN
    return id !== UNKNOWN && this.#isUnseen(column, id)
  }

  /** The shortest stretch that brought far more visits than the hour does, in seconds; null when none did. */
  #alarmingStretch(now: number): number | null {
    const normal = this.#baseline.perSecond(hourOfWeek(now))
    let visits = 0
    for (let back = 1; back <= STRETCHES_S[2]; back++) {
      visits += this.#perSecond[(this.#second - back + 60 * 60) % 60] ?? 0
      if (!(STRETCHES_S as readonly number[]).includes(back)) continue
      if (visits >= ALARM_VISITS && visits > ALARM_FACTOR * normal * back) return back
    }
    return null
  }

  /** Whether the last two seconds brought far more than the half minute before: a look that found nothing is then out of date. */
  #rises(): boolean {
    const second = (back: number) => this.#perSecond[(this.#second - back + 3600) % 60] ?? 0
    let before = 0
    for (let back = 3; back <= 32; back++) before += second(back)
    const now = second(1) + second(2)
    return now >= ALARM_VISITS && now > RISE_FACTOR * (before / 15)
  }

  /** Normal visits of this time of day; made anew when the hour changes. */
  #normal(hour: number): VisitSample {
    if (this.#normalSample?.hour !== hour) {
      this.#normalSample = { hour, sample: this.#baseline.sample(hour, MINED_MOST) }
    }
    return this.#normalSample.sample
  }

  /** Mines what came lately, and acts on what it finds. */
  #look(stretch: number, now: number): void {
    const score = this.#anomaly.score(this.#window.shares())
    this.#window = new RatioWindow()
    const hour = hourOfWeek(now)
    const seconds = Math.max(stretch, SHORTEST_LOOK_S)
    const attack = this.#ring.since(now - seconds * 1000, MINED_MOST)
    const exempt = Uint8Array.from({ length: attack.length }, (_, row) => Number(this.#isExempt(attack, row)))
    const suspects = exempt.reduce((sum, one) => sum + 1 - one, 0)
    // Nothing to find among so few: a newsletter's pictures alone are no reason to look closer.
    if (suspects < LEAST_SUSPECTS) {
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * this.#pauseMs)
      this.#lookAt = now + this.#pauseMs
      return
    }
    const mined = mine({
      attack,
      baseline: this.#normal(hour),
      expected: Math.min(attack.length, this.#baseline.perSecond(hour) * seconds),
      dictionaries: this.#describer.dictionaries,
      exempt: (row) => exempt[row] === 1,
      knows: (column, id) => !this.#isUnseen(column, id),
      fleets: [],
      significance: { clients: -30, visits: -60 },
      seed: this.#seed,
    })
    let acted = false
    if (mined.kind === 'rules') {
      for (const rule of mined.rules) acted = this.#adopt(rule, attack, now) || acted
    }
    if (acted) {
      this.#alarmAt = now
      this.#pauseMs = 1000
      this.#unexplainedSince = null
    } else {
      this.#notExplained(mined.kind === 'rules' ? null : mined.reason, suspects / seconds, attack, score, now)
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * this.#pauseMs)
    }
    this.#lookAt = now + this.#pauseMs
  }

  /** Files and mail proxies cost next to nothing and come with every newsletter; declared crawlers are a matter of their own. */
  #isExempt(sample: VisitSample, row: number): boolean {
    const values = sample.values.subarray(row * COLUMNS, (row + 1) * COLUMNS)
    const at = (column: number) => values[column] ?? UNKNOWN
    if (this.#rules.some((rule) => rule.matches(values, this.#isUnseen))) return true
    if (at(COLUMN.crawler) !== this.#noCrawler && !this.#isUnseen(COLUMN.userAgent, at(COLUMN.userAgent))) return true
    return (
      this.#describer.text(COLUMN.kind, at(COLUMN.kind)) === 'asset' &&
      this.#describer.text(COLUMN.query, at(COLUMN.query)) === '-'
    )
  }

  /** True when the rule is narrow enough and what it matches does not behave like people. */
  #adopt(mined: MinedRule, sample: VisitSample, now: number): boolean {
    if (this.#rules.length >= MOST_RULES || mined.networks < LEAST_NETWORKS) return false
    // What may only be slowed touches too many people for an origin that bears it.
    if (mined.admissibleFor === 'slow' && !this.#overloaded()) return false
    const sentence = ruleSentence(mined)
    const rule = new LiveRule({
      id: this.#nextRule,
      mined,
      sentence,
      atMost: mined.admissibleFor === 'slow' ? 'slow' : 'challenge',
      now,
      lastsMs: LASTS_MS,
      dictionaries: this.#describer.dictionaries,
    })
    if (!this.#unlikePeople(sample, (values) => rule.matches(values, this.#isUnseen), now)) return false
    this.#nextRule++
    this.#rules.push(rule)
    rule.become(rule.atMost, now)
    this.#events.push({ at: now, kind: 'rule', rule, action: rule.action, text: sentence })
    return true
  }

  /** Whether hardly any page that matches was followed by its files, far fewer than on calm days. */
  #unlikePeople(sample: VisitSample, matches: (values: Int32Array) => boolean, now: number): boolean {
    let visits = 0
    let pages = 0
    let followed = 0
    for (let row = 0; row < sample.length; row++) {
      const values = sample.values.subarray(row * COLUMNS, (row + 1) * COLUMNS)
      if ((sample.times[row] ?? 0) > now - FOLLOWS_AFTER_MS || !matches(values)) continue
      visits++
      if (this.#describer.text(COLUMN.kind, values[COLUMN.kind] ?? UNKNOWN) !== 'page') continue
      pages++
      if (this.#withFiles.has(sample.clients[row] ?? 0, now)) followed++
    }
    // Apps fetch no files either: of what is no page, this says nothing.
    if (pages < LEAST_PAGES || pages < LEAST_PAGE_SHARE * visits) return false
    return followed / pages < Math.max(FEW_FOLLOWED, UNLIKE_BROWSERS * this.#baseline.data.followed)
  }

  #notExplained(reason: string | null, perSecond: number, sample: VisitSample, score: AnomalyScore, now: number): void {
    if (
      perSecond < SEVERE_PER_SECOND ||
      score.value < 1 ||
      !this.#unlikePeople(sample, (values) => values[COLUMN.network] === this.#networkIds.new, now)
    ) {
      this.#unexplainedSince = null
      return
    }
    this.#unexplainedSince ??= now
    this.#pauseMs = 500
    this.#alarmAt = now
    if (reason !== null && now - this.#unexplainedSince >= SEVERE_AFTER_MS && this.#level !== 'severe') {
      this.#events.push({ at: now, kind: 'nothing-admissible', text: reason })
      this.#setLevel('severe', now, reason)
    }
  }

  /** Prolongs a rule that is still needed, and ends one that is not. */
  #review(rule: LiveRule, now: number): void {
    rule.hitRate += (rule.recentHits - rule.hitRate) / 15
    rule.recentHits = 0
    const normal = rule.mined.collateral.upper * this.#baseline.perSecond(hourOfWeek(now))
    const needed = rule.hitRate > Math.max(0.2, 3 * normal)
    if (rule.action === 'watch' && now - rule.actionSince >= WATCH_MS) rule.become(rule.atMost, now)
    if (needed) {
      this.#alarmAt = now
      rule.expires = Math.max(rule.expires, now + LEAST_LIFE_MS)
    } else if (now - rule.created >= LEAST_LIFE_MS && now >= rule.expires - LASTS_MS + 2 * LEAST_LIFE_MS) {
      const text = 'what it matches has fallen back to what is normal'
      rule.ended = { at: now, why: 'withdrawn', text }
      this.#events.push({ at: now, kind: 'rule-ended', rule, text })
    }
    if (rule.ended === null && now >= rule.expires) {
      rule.ended = { at: now, why: 'expired', text: 'its time is over' }
      this.#events.push({ at: now, kind: 'rule-ended', rule, text: 'its time is over' })
    }
  }

  #updateLevel(now: number): void {
    const quiet = now - this.#alarmAt > CALM_AFTER_MS
    if (this.#level === 'severe' && this.#unexplainedSince === null && quiet)
      this.#setLevel('calm', now, 'no alarm for 30 s')
    else if (this.#level !== 'severe' && this.#rules.some((rule) => rule.action !== 'watch' && rule.hitRate > 0.2)) {
      this.#setLevel('attack', now, 'a rule is in force against visits that behave like no browser')
    } else if (this.#level === 'attack' && quiet) this.#setLevel('calm', now, 'no alarm for 30 s')
    else if (this.#level === 'calm' && this.#overloaded())
      this.#setLevel('strained', now, 'more comes than the origin can answer')
    else if (this.#level === 'strained' && !this.#overloaded())
      this.#setLevel('calm', now, 'the origin can answer what comes')
  }

  #overloaded(): boolean {
    if (this.#capacity === null) return false
    let visits = 0
    for (let back = 1; back <= 5; back++) visits += this.#perSecond[(this.#second - back + 3600) % 60] ?? 0
    return visits / 5 > this.#capacity
  }

  #setLevel(level: Level, now: number, text: string): void {
    if (level === this.#level) return
    this.#level = level
    this.#events.push({ at: now, kind: 'level', level, text })
  }
}

const SERVED: Judgement = { verdict: 'serve', rule: null }
