import type { Demand } from '../challenge/evidence.js'
import type { MinedRule } from '../explain/rule.js'
import type { Dictionary } from '../traffic/dictionary.js'
import type { RuleHits } from './judge.js'
import type { RuleInForce, RuleMeasure } from './orders.js'
import { RuleTests } from './rule-tests.js'

export interface RuleEnd {
  at: number
  why: 'expired' | 'withdrawn' | 'lifted' | 'forbidden'
  /** For people. */
  text: string
}

/** So long a rule stays though it is not needed: floods come in pulses. */
const LASTS_MS = 120_000
/** A rule is needed while it matches more than so many visits a second, and far more than it does on ordinary days. */
const NEEDED_PER_SECOND = 0.2
const NEEDED_FACTOR = 3
/** The rate of hits is that of the last so many seconds. */
const RATE_S = 10
/** A rule of whose visits, files left out and so many at least, more than this share seem to be of people is wrong. */
const PEOPLE = { share: 0.5, leastVisits: 50 }
/** Hits are told by stretches of so many seconds, so many of them. */
const STRETCH_S = 5
const STRETCHES = 60
const MINUTE_MS = 60_000
const MINUTES = 60

/** A rule from its making to its end: what it matches, what it does, and whom it has met. Times in milliseconds. */
export class LiveRule {
  readonly id: number
  readonly mined: MinedRule
  readonly sentence: string
  readonly measure: RuleMeasure
  readonly created: number
  readonly watchUntil: number
  readonly tests: RuleTests
  /** What whom it challenges must show. */
  demand: Demand = 'transparent'
  /** An operator keeps it in force. */
  pinned = false
  ended: RuleEnd | null = null
  hits = 0
  /** Of the hits, those by clients that load pages whole, or that have proved to be visitors. */
  people = 0
  hitsPerSecond = 0
  /** Of the hits, those for something else than files. */
  #pages = 0
  readonly #convicts: boolean
  readonly #stretches: number[] = []
  readonly #minutes: { at: number; hits: number }[] = []
  readonly #lastSeconds = new Float64Array(RATE_S)
  #seconds = 0
  #recentHits = 0
  #neededAt: number | null = null

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
    this.#convicts = convict && mined.admissibleFor === 'refuse'
    this.tests = new RuleTests(mined.tests, dictionaries)
  }

  get inForce(): RuleInForce {
    const tests = this.mined.tests.map(({ attribute, op, value }) => ({ attribute, op, value }))
    return {
      id: this.id,
      tests,
      measure: this.measure,
      demand: this.demand,
      watchUntil: this.watchUntil,
      convicts: this.#convicts,
    }
  }

  /** When it ends unless it goes on being needed; null while it is pinned, and once it has ended. */
  get expires(): number | null {
    return this.pinned || this.ended ? null : (this.#neededAt ?? this.created) + LASTS_MS
  }

  /** Hits in each of the last stretches of 5 s, oldest first; the newest is under way. */
  get recentHits(): number[] {
    return [...this.#stretches]
  }

  /** Hits in the minute that begins then; only the last hour is kept. */
  metInMinute(at: number): number {
    return this.#minutes.find((minute) => minute.at === at)?.hits ?? 0
  }

  met({ visits, pages, people }: Omit<RuleHits, 'id'>): void {
    this.hits += visits
    this.#pages += pages
    this.people += people
    this.#recentHits += visits
  }

  /** Most of what it met seem to be people. What may only be slowed is known to touch many. */
  get isWrong(): boolean {
    return this.measure === 'challenge' && this.#pages >= PEOPLE.leastVisits && this.people > PEOPLE.share * this.#pages
  }

  /** It matches visits at present. */
  get active(): boolean {
    return this.hitsPerSecond > NEEDED_PER_SECOND
  }

  /**
   * Another second has passed: prolongs the rule while it is needed, and ends it when it is not, or when it was wrong.
   * @param normalPerSecond visits of all kinds a second on ordinary days
   * @returns whether it is needed
   */
  tick(normalPerSecond: number, now: number): boolean {
    this.tests.refresh()
    this.#lastSeconds[this.#seconds % RATE_S] = this.#recentHits
    this.hitsPerSecond = this.#lastSeconds.reduce((sum, hits) => sum + hits, 0) / RATE_S
    if (this.#seconds++ % STRETCH_S === 0) this.#stretches.push(0)
    if (this.#stretches.length > STRETCHES) this.#stretches.shift()
    this.#stretches.push((this.#stretches.pop() ?? 0) + this.#recentHits)
    this.#countMinute(now)
    this.#recentHits = 0
    const normal = this.mined.collateral.upper * normalPerSecond
    const needed = this.active && this.hitsPerSecond > NEEDED_FACTOR * normal
    if (this.pinned) return needed
    if (this.isWrong)
      this.end(
        now,
        'withdrawn',
        `of ${this.#pages} visits that it met, files left out, ${this.people} seem to be of people`,
      )
    else if (needed) this.#neededAt = now
    else if (this.expires !== null && now >= this.expires) this.#endUnneeded(now)
    return needed && !this.isWrong
  }

  #endUnneeded(now: number): void {
    if (this.#neededAt === null) this.end(now, 'expired', 'it was never needed')
    else this.end(now, 'withdrawn', 'what it matches has fallen back to what is normal')
  }

  #countMinute(now: number): void {
    const at = Math.floor((now - 1) / MINUTE_MS) * MINUTE_MS
    const last = this.#minutes.at(-1)
    if (last?.at === at) last.hits += this.#recentHits
    else this.#minutes.push({ at, hits: this.#recentHits })
    if (this.#minutes.length > MINUTES) this.#minutes.shift()
  }

  end(at: number, why: RuleEnd['why'], text: string): void {
    this.ended ??= { at, why, text }
  }
}
