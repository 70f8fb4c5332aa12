import { type Demand, type Evidence, satisfies } from '../challenge/evidence.js'
import { COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { Dictionary } from '../traffic/dictionary.js'
import type { Kind } from '../traffic/kind.js'
import type { Convictions } from './convictions.js'
import { LetIn } from './let-in.js'
import { MeasureMeter } from './measure-meter.js'
import type { Orders, RuleInForce } from './orders.js'
import type { PageFollowers } from './page-followers.js'
import { RuleTests } from './rule-tests.js'

export interface JudgedVisit {
  /** A value id for each attribute. */
  values: Int32Array
  kind: Kind
  /** Keyed 32-bit hash of the visitor's address. */
  client: number
  /** The network was here in calm times. */
  known: boolean
  /** What it has shown to be a visitor; null: nothing. No rule touches who has shown enough. */
  shown: Evidence | null
}

export type Verdict = 'serve' | 'slow' | 'challenge' | 'refuse' | 'drop'

export interface Judgement {
  verdict: Verdict
  /** The rule that decided. */
  rule: number | null
  /** What is to be shown, when the verdict is to challenge. */
  demand: Demand | null
}

/** What a rule has met since the last report; what level severe has, under `SEVERE_ID`. */
export interface RuleHits {
  id: number
  visits: number
  /** Of those, visits for something else than files. */
  pages: number
  /** Of these, visits of clients that had shown what is asked for, and had not fetched files as browsers do a second later. */
  passed: number
  /** Of the pages, visits of clients that fetch the files of pages as browsers do, are signed in, or have shown what is hardest to fake. */
  people: number
}

/** No rule has this number. */
export const SEVERE_ID = 0

export interface JudgeOptions {
  dictionaries: readonly Dictionary[]
  /** Whether a value of an attribute is one that normal visits do not have. */
  isUnseen: (column: number, id: number) => boolean
  convictions: Convictions
  followers: PageFollowers
}

interface CompiledRule {
  rule: RuleInForce
  tests: RuleTests
  meter: MeasureMeter
}

/** Applies to each visit of one platform what has been decided. It decides nothing itself, so that edges and a replay judge alike. */
export class Judge {
  readonly #dictionaries: readonly Dictionary[]
  readonly #isUnseen: JudgeOptions['isUnseen']
  readonly #convictions: Convictions
  readonly #followers: PageFollowers
  readonly #letIn = new LetIn()
  #severe: Demand | null = null
  readonly #severeMeter = new MeasureMeter(SEVERE_ID)
  #rules: readonly CompiledRule[] = []

  constructor({ dictionaries, isUnseen, convictions, followers }: JudgeOptions) {
    this.#dictionaries = dictionaries
    this.#isUnseen = isUnseen
    this.#convictions = convictions
    this.#followers = followers
  }

  /** Takes on what has been decided; what a rule that stays has met goes on being counted. */
  obey({ severe, severeWakesAt, rules }: Orders): void {
    const before = new Map(this.#rules.map((compiled) => [compiled.rule.id, compiled]))
    this.#severe = severe
    this.#severeMeter.wakesAt = severeWakesAt
    this.#rules = rules.map((rule) => {
      const known = before.get(rule.id)
      known?.tests.refresh()
      const meter = known?.meter ?? new MeasureMeter(rule.id)
      meter.wakesAt = rule.wakesAt
      return { rule, tests: known?.tests ?? new RuleTests(rule.tests, this.#dictionaries), meter }
    })
  }

  /** Whether anything that was decided is done to visits now, and not only counted. Convictions stand as long as that. */
  acts(now: number): boolean {
    if (this.#severe !== null && this.#severeMeter.acts(now)) return true
    return this.#rules.some(({ meter }) => meter.acts(now))
  }

  /** Whether there is anything to judge by: without rules and convictions visits need not be described for it. */
  isIdle(now: number): boolean {
    return this.#severe === null && this.#rules.length === 0 && !this.#convictions.stand(now)
  }

  /** @param least what unproven visitors must show at least, whatever has been decided; null: nothing */
  judge(visit: JudgedVisit, now: number, least: Demand | null = null): Judgement {
    const { values, kind, client, known, shown } = visit
    if (kind === 'asset') this.#followers.add(client, now)
    const convicted = this.#convictions.of(client, now)
    if (convicted !== null && shown === null && !this.#followers.has(client, now)) {
      this.#convictions.refused(client)
      return { verdict: convicted, rule: null, demand: null }
    }
    let slowed = SERVED
    for (const { rule, tests, meter } of this.#rules) {
      if (!tests.matches(values, this.#isUnseen)) continue
      const enough = satisfies(shown, rule.demand)
      this.#count(meter, visit, enough, now)
      if (now < rule.watchUntil || !meter.acts(now)) continue
      // Enough for a rule may not be enough where none would do.
      if (enough) break
      // A network that was here in calm times is never held to account, nor who meets a rule that touches a few people too.
      if (rule.convicts && !known && kind !== 'asset') this.#convictions.challenged(client, now)
      if (rule.measure === 'challenge') return { verdict: 'challenge', rule: rule.id, demand: rule.demand }
      slowed = { verdict: 'slow', rule: rule.id, demand: null }
      break
    }
    const unproven = this.#judgeUnproven(visit, now, least)
    return unproven.verdict === 'serve' ? slowed : unproven
  }

  #judgeUnproven(visit: JudgedVisit, now: number, least: Demand | null): Judgement {
    const severe = this.#severe
    if ((severe === null && least === null) || !this.#isUnproven(visit, now)) return SERVED
    if (severe !== null) this.#count(this.#severeMeter, visit, satisfies(visit.shown, severe), now)
    const demand = severe !== null && this.#severeMeter.acts(now) ? severe : least
    if (demand === null || satisfies(visit.shown, demand)) return SERVED
    return { verdict: 'challenge', rule: null, demand }
  }

  /** What the rules have met since the last call; those that met nothing are left out. */
  takeHits(now: number): RuleHits[] {
    const meters = [this.#severeMeter, ...this.#rules.map(({ meter }) => meter)]
    this.#letIn.take(now, (id, client) => {
      meters.find(({ hits }) => hits.id === id)?.lookedAt(this.#followers.has(client, now))
    })
    return meters.flatMap((meter) => meter.take() ?? [])
  }

  #count(meter: MeasureMeter, { kind, client, shown }: JudgedVisit, enough: boolean, now: number): void {
    const { hits } = meter
    hits.visits++
    meter.met(now)
    if (kind === 'asset') return
    hits.pages++
    // A network known from calm times proves nothing: the machines of a botnet stand in people's homes. And what costs a
    // machine next to nothing to show does not make it a person.
    const isPerson = satisfies(shown, 'work') || this.#followers.has(client, now)
    if (isPerson) hits.people++
    else if (enough && !this.#letIn.add(hits.id, client, now)) meter.lookedAt(false)
  }

  /** Neither known from calm times, nor a crawler as far as can be told, nor a client that behaves like a browser. */
  #isUnproven({ values, client, known }: JudgedVisit, now: number): boolean {
    if (known || this.#followers.has(client, now)) return false
    const crawler = this.#dictionaries[COLUMN.crawler]?.text(values[COLUMN.crawler] ?? UNKNOWN)
    return crawler === undefined || crawler === 'none' || crawler.startsWith('pretender ')
  }
}

const SERVED: Judgement = { verdict: 'serve', rule: null, demand: null }
