import type { Demand } from '../challenge/evidence.js'
import type { MinedRule } from '../explain/rule.js'
import type { Dictionary } from '../traffic/dictionary.js'
import { type LifeChange, MeasureLife, type Met } from './measure-life.js'
import type { RuleInForce, RuleMeasure } from './orders.js'
import { RuleTests } from './rule-tests.js'

export interface RuleEnd {
  at: number
  why: 'expired' | 'withdrawn' | 'lifted' | 'forbidden'
  /** For people. */
  text: string
}

/** A rule of whose visits, files left out, more than this share seem to be of people is wrong. */
const PEOPLE_SHARE = 0.5
/** Hits are told by stretches of so many seconds, so many of them. */
const STRETCH_S = 5
const STRETCHES = 60
const MINUTE_MS = 60_000
const MINUTES = 60
const MOST_NEWS = 20

/** A rule from its making to its end: what it matches, what it does, and whom it has met. Times in milliseconds. */
export class LiveRule {
  readonly id: number
  readonly mined: MinedRule
  readonly sentence: string
  readonly measure: RuleMeasure
  readonly created: number
  readonly watchUntil: number
  readonly tests: RuleTests
  /** An operator keeps it in force. */
  pinned = false
  ended: RuleEnd | null = null
  /** What became of it, for people, newest last. */
  news: readonly { at: number; text: string }[] = []
  hits = 0
  /** Of the hits, those by clients that load pages whole, or that have proved to be visitors. */
  people = 0
  readonly #life: MeasureLife
  readonly #convicts: boolean
  readonly #stretches: number[] = []
  readonly #minutes: { at: number; hits: number }[] = []
  #seconds = 0
  #hitsBefore = 0

  /** @param convict false where no address may be held to account */
  constructor(options: {
    id: number
    mined: MinedRule
    sentence: string
    now: number
    watchMs: number
    convict: boolean
    dictionaries: readonly Dictionary[]
  }) {
    const { id, mined, sentence, now, watchMs, convict, dictionaries } = options
    this.id = id
    this.mined = mined
    this.sentence = sentence
    this.measure = mined.admissibleFor === 'slow' ? 'slow' : 'challenge'
    this.created = now
    this.watchUntil = now + watchMs
    // What may only be slowed is known to touch many.
    this.#life = new MeasureLife('transparent', this.measure === 'slow' ? 1 : PEOPLE_SHARE, now)
    this.#convicts = convict && mined.admissibleFor === 'refuse'
    this.tests = new RuleTests(mined.tests, dictionaries)
  }

  get inForce(): RuleInForce {
    const { id, measure, demand, watchUntil } = this
    const tests = this.mined.tests.map(({ attribute, op, value }) => ({ attribute, op, value }))
    return { id, tests, measure, demand, watchUntil, wakesAt: this.#life.wakesAt, convicts: this.#convicts }
  }

  /** What whom it challenges must show. */
  get demand(): Demand {
    return this.#life.demand
  }

  /** It counts for a few seconds, and touches nobody, to see whether it is still needed. */
  get probing(): boolean {
    return this.#life.state === 'probing'
  }

  /** It stops what it matches, unless it only slows. */
  get acts(): boolean {
    return this.#life.state === 'acting'
  }

  get hitsPerSecond(): number {
    return this.#life.hitsPerSecond
  }

  /** Visits a second that pass what it asks for, and seem to be of no people. */
  get passedPerSecond(): number {
    return this.#life.passedPerSecond
  }

  /** When it ends unless it goes on being needed; null while it is pinned, and once it has ended. */
  get expires(): number | null {
    return this.pinned || this.ended ? null : this.#life.endsAt
  }

  /** Hits in each of the last stretches of 5 s, oldest first; the newest is under way. */
  get recentHits(): number[] {
    return [...this.#stretches]
  }

  /** Hits in the minute that begins then; only the last hour is kept. */
  metInMinute(at: number): number {
    return this.#minutes.find((minute) => minute.at === at)?.hits ?? 0
  }

  met(met: Met): void {
    this.hits += met.visits
    this.people += met.people
    this.#life.met(met)
  }

  /** Most of what it met seem to be people. */
  get isWrong(): boolean {
    return this.#life.isWrong
  }

  /** It matches visits at present. */
  get active(): boolean {
    return this.#life.active
  }

  /**
   * Another second has passed. A rule that has ended goes on counting for as long as it is remembered.
   * @param normalPerSecond visits of all kinds a second on ordinary days
   * @returns what has become of it
   */
  tick(normalPerSecond: number, now: number): LifeChange | null {
    this.tests.refresh()
    this.#count(now)
    const change = this.#life.tick(this.mined.collateral.upper * normalPerSecond, now, this.pinned)
    if (change === 'wrong') {
      const { pages, people } = this.#life.whom
      this.end(now, 'withdrawn', `of ${pages} visits that it met, files left out, ${people} seem to be of people`)
    } else if (change === 'over') {
      if (this.#life.everNeeded) this.end(now, 'withdrawn', 'what it matches has fallen back to what is normal')
      else this.end(now, 'expired', 'it was never needed')
    } else if (change === 'acting') this.ended = null
    return change
  }

  /** Adds up what was met since the last second. */
  #count(now: number): void {
    const hits = this.hits - this.#hitsBefore
    this.#hitsBefore = this.hits
    if (this.#seconds++ % STRETCH_S === 0) this.#stretches.push(0)
    if (this.#stretches.length > STRETCHES) this.#stretches.shift()
    this.#stretches.push((this.#stretches.pop() ?? 0) + hits)
    const at = Math.floor((now - 1) / MINUTE_MS) * MINUTE_MS
    const last = this.#minutes.at(-1)
    if (last?.at === at) last.hits += hits
    else this.#minutes.push({ at, hits })
    if (this.#minutes.length > MINUTES) this.#minutes.shift()
  }

  tell(at: number, text: string): void {
    this.news = [...this.news, { at, text }].slice(-MOST_NEWS)
  }

  end(at: number, why: RuleEnd['why'], text: string): void {
    this.ended ??= { at, why, text }
  }
}
