import { type Demand, type Evidence, satisfies } from '../challenge/evidence.js'
import { COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { Dictionary } from '../traffic/dictionary.js'
import type { Kind } from '../traffic/kind.js'
import type { Convictions } from './convictions.js'
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

/** What a rule has met since the last report. */
export interface RuleHits {
  id: number
  visits: number
  /** Of those, visits for something else than files. */
  pages: number
  /** Of these, visits of clients that had shown what the rule asks for. */
  passed: number
  /** Of the pages, visits of clients that fetch the files of pages as browsers do, are signed in, or have shown what is hardest to fake. */
  people: number
}

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
  hits: RuleHits
}

/** Applies to each visit of one platform what has been decided. It decides nothing itself, so that edges and a replay judge alike. */
export class Judge {
  readonly #dictionaries: readonly Dictionary[]
  readonly #isUnseen: JudgeOptions['isUnseen']
  readonly #convictions: Convictions
  readonly #followers: PageFollowers
  #severe: Demand | null = null
  #rules: readonly CompiledRule[] = []

  constructor({ dictionaries, isUnseen, convictions, followers }: JudgeOptions) {
    this.#dictionaries = dictionaries
    this.#isUnseen = isUnseen
    this.#convictions = convictions
    this.#followers = followers
  }

  /** Takes on what has been decided; what a rule that stays has met goes on being counted. */
  obey({ severe, rules }: Orders): void {
    const before = new Map(this.#rules.map((compiled) => [compiled.rule.id, compiled]))
    this.#severe = severe
    this.#rules = rules.map((rule) => {
      const known = before.get(rule.id)
      known?.tests.refresh()
      return {
        rule,
        tests: known?.tests ?? new RuleTests(rule.tests, this.#dictionaries),
        hits: known?.hits ?? noHits(rule.id),
      }
    })
  }

  /** Whether there is anything to judge by: without rules and convictions visits need not be described for it. */
  isIdle(now: number): boolean {
    return this.#severe === null && this.#rules.length === 0 && !this.#convictions.stand(now)
  }

  judge(visit: JudgedVisit, now: number): Judgement {
    const { values, kind, client, known, shown } = visit
    if (kind === 'asset') this.#followers.add(client, now)
    const convicted = this.#convictions.of(client, now)
    if (convicted !== null && shown === null && !this.#followers.has(client, now)) {
      this.#convictions.refused(client)
      return { verdict: convicted, rule: null, demand: null }
    }
    for (const compiled of this.#rules) {
      const { rule, hits } = compiled
      if (!compiled.tests.matches(values, this.#isUnseen)) continue
      hits.visits++
      const enough = satisfies(shown, rule.demand)
      // A network known from calm times proves nothing: the machines of a botnet stand in people's homes.
      if (kind !== 'asset') {
        hits.pages++
        if (enough) hits.passed++
        // What costs a machine next to nothing to show does not make it a person.
        if (satisfies(shown, 'work') || this.#followers.has(client, now)) hits.people++
      }
      if (now < rule.watchUntil) continue
      if (enough) return SERVED
      // A network that was here in calm times is never held to account, nor who meets a rule that touches a few people too.
      if (rule.convicts && !known && kind !== 'asset') this.#convictions.challenged(client, now)
      return { verdict: rule.measure, rule: rule.id, demand: rule.measure === 'challenge' ? rule.demand : null }
    }
    const demand = this.#severe
    if (demand === null || satisfies(shown, demand) || !this.#isUnproven(visit, now)) return SERVED
    return { verdict: 'challenge', rule: null, demand }
  }

  /** What the rules have met since the last call; those that met nothing are left out. */
  takeHits(): RuleHits[] {
    const met = this.#rules.filter(({ hits }) => hits.visits > 0)
    return met.map((compiled) => {
      const { hits } = compiled
      compiled.hits = noHits(hits.id)
      return hits
    })
  }

  /** Neither known from calm times, nor a crawler as far as can be told, nor a client that behaves like a browser. */
  #isUnproven({ values, client, known }: JudgedVisit, now: number): boolean {
    if (known || this.#followers.has(client, now)) return false
    const crawler = this.#dictionaries[COLUMN.crawler]?.text(values[COLUMN.crawler] ?? UNKNOWN)
    return crawler === undefined || crawler === 'none' || crawler.startsWith('pretender ')
  }
}

function noHits(id: number): RuleHits {
  return { id, visits: 0, pages: 0, passed: 0, people: 0 }
}

const SERVED: Judgement = { verdict: 'serve', rule: null, demand: null }
