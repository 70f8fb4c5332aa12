import { Baseline, type BaselineData } from '../baseline/baseline.js'
import { hourOfWeek } from '../baseline/hour-of-week.js'
import type { Level } from '../detect/level.js'
import { upperBound } from '../explain/binomial.js'
import type { Mined, RuleTest } from '../explain/rule.js'
import { matchWords } from '../explain/sentence.js'
import type { NormalMessage, PlatformOrders, VisitsMessage } from '../link/messages.js'
import { MOST_KNOWN_VALUES } from '../link/messages.js'
import { packNumbers, unpackNumbers, unpackVisits } from '../link/visit-batch.js'
import type { LiveRule } from '../mitigate/live-rule.js'
import { PageFollowers } from '../mitigate/page-followers.js'
import { RuleTests } from '../mitigate/rule-tests.js'
import { ATTRIBUTES, UNKNOWN } from '../traffic/attributes.js'
import { Dictionary } from '../traffic/dictionary.js'
import { valueHash } from '../traffic/known-values.js'
import type { Search } from './closer-look.js'
import { Defence, type DefenceEvent } from './defence.js'
import { LastHour } from './last-hour.js'
import { LiveLearning } from './live-learning.js'
import type { MinerRequest } from './miner-thread.js'
import type { RuleBook } from './rule-book.js'
import { ruleStatus } from './rule-status.js'
import type { RuleAct, RuleMatch, RulePreview, RuleStatus } from './status.js'

const COLUMNS = ATTRIBUTES.length
/** Rules hold for so long at an edge that hears nothing more. */
const ORDERS_LAST_MS = 60_000
const MOST_ENDED = 50
const PREVIEW_ROWS = 20_000

/** Looks for what visits have in common, elsewhere than in this thread; null when it was given up. */
export type Miner = (request: MinerRequest) => Promise<Mined | null>

/** Decides which networks of what is normal are held back for checking: fixed, so that nothing flickers. */
const SEED = 1

export interface PlatformDefenceOptions {
  platform: string
  hosts: readonly string[]
  /** Of the key that addresses are hashed with. */
  keyId: string
  /** What is normal, from before; null when nothing is known yet. */
  stored: BaselineData | null
  book: RuleBook
  miner: Miner
  /** What is normal has been learned anew, and should be kept. */
  learned: (data: BaselineData) => void
  now: number
}

interface Known {
  baseline: Baseline
  dictionaries: readonly Dictionary[]
  followers: PageFollowers
  defence: Defence
}

/** The defence of one platform in the brain: what edges tell of its visits, what is normal there, and its rules. */
export class PlatformDefence {
  readonly platform: string
  readonly #keyId: string
  readonly #book: RuleBook
  readonly #miner: Miner
  readonly #learned: (data: BaselineData) => void
  readonly #learning: LiveLearning
  readonly #lastHour = new LastHour()
  #known: Known | null = null
  #ended: LiveRule[] = []
  #searching = false
  /** Grows when edges must be told anew what is normal. */
  normalVersion = 0
  /** What happened last, for people: newest last. */
  #events: DefenceEvent[] = []

  constructor(options: PlatformDefenceOptions) {
    const { platform, hosts, keyId, stored, book, miner, learned, now } = options
    this.platform = platform
    this.#keyId = keyId
    this.#book = book
    this.#miner = miner
    this.#learned = learned
    this.#learning = new LiveLearning({ hosts, keyId, stored, now })
    if (stored) this.#know(stored, now)
  }

  /** Visits that are known of, and whether that is enough to tell an attack from visitors. */
  get normal(): { visits: number; ready: boolean } {
    return { visits: this.#learning.visits, ready: this.#known !== null }
  }

  /** Visits a second on ordinary days at this time of the week; null while that is not known. */
  usualPerSecond(now: number): number | null {
    return this.#known?.baseline.perSecond(hourOfWeek(now)) ?? null
  }

  get level(): Level {
    return this.#known?.defence.level ?? 'calm'
  }

  /** Why the level is what it is, in words; null in calm. */
  get reason(): string | null {
    if (this.level === 'calm') return null
    const since = this.#events.findLastIndex(({ kind }) => kind === 'level')
    const last = this.#events.slice(since + 1).findLast(({ kind }) => kind.startsWith('severe-'))
    return [this.#events[since], last].flatMap((event) => event?.text ?? []).join('; ') || null
  }

  /** An edge tells of visits. @throws RangeError when its message is damaged */
  take(message: VisitsMessage, now: number): void {
    this.#lastHour.take(message, now)
    this.#learning.take(message, now)
    if (!this.#known) return
    const { defence, dictionaries, followers } = this.#known
    for (const client of unpackNumbers(message.followers)) followers.add(client, now)
    defence.met(message.hits)
    const { length, values, networks, clients, times } = unpackVisits(message, dictionaries, now)
    for (let row = 0; row < length; row++) {
      const visit = {
        values: values.subarray(row * COLUMNS, (row + 1) * COLUMNS),
        network: networks[row] ?? 0,
        client: clients[row] ?? 0,
        failed: false,
      }
      defence.add(visit, times[row] ?? now, message.seen / length)
    }
  }

  /** Once a second. @param distressed whether the origin is @param calm whether now is a time to learn from */
  tick(now: number, { distressed, calm }: { distressed: boolean; calm: boolean }): void {
    const quiet = calm && (this.#known?.defence.isQuiet ?? true)
    const fresh = this.#learning.tick(now, quiet)
    if (fresh) {
      this.#know(fresh, now)
      this.#learned(fresh)
    }
    const defence = this.#known?.defence
    if (defence) this.#search(defence.tick(now, distressed), now)
  }

  /** Between the seconds, three times. @param distressed whether the origin is */
  look(now: number, distressed: boolean): void {
    const defence = this.#known?.defence
    if (defence) this.#search(defence.look(now, distressed), now)
  }

  #search(search: Search | null, now: number): void {
    if (!this.#known) return
    const { defence, dictionaries } = this.#known
    this.#collect(defence)
    if (!search || this.#searching) return
    this.#searching = true
    const done = (mined: Mined | null) => {
      this.#searching = false
      defence.found(search, mined, now)
      this.#collect(defence)
    }
    const { normal } = search
    const key = `${this.normalVersion}/${normal.hour}`
    const request = {
      platform: this.platform,
      key,
      normal: { ...normal, seed: SEED },
      input: { ...search, dictionaries },
    }
    this.#miner(request).then(done, () => done(null))
  }

  /** Null when nothing has been decided. */
  orders(index: number): PlatformOrders | null {
    const orders = this.#known?.defence.orders
    if (!orders || (orders.severe === null && orders.rules.length === 0)) return null
    const rules = orders.rules.map(({ tests, ...rule }) => ({ ...rule, tests: [...tests] }))
    return { platform: index, ...orders, rules, lastsMs: ORDERS_LAST_MS }
  }

  /** What edges must know of normal visits; null when nothing is known. */
  normalMessage(platform: number, generation: number): NormalMessage | null {
    if (!this.#known) return null
    const { data } = this.#known.baseline
    const ofOurKey = data.keyId === this.#keyId
    return {
      kind: 'normal',
      generation,
      platform,
      values: data.values.map((texts) =>
        packNumbers(Int32Array.from(texts.slice(0, MOST_KNOWN_VALUES), (text) => valueHash(text))),
      ),
      networks: ofOurKey ? { words: packNumbers(data.networks.words), hashes: data.networks.hashes } : null,
      followed: data.followed,
    }
  }

  /** Those in force, newest first, then those that ended lately. */
  rules(now: number): RuleStatus[] {
    const live = [...(this.#known?.defence.rules ?? [])].reverse()
    return [...live, ...this.#ended].map((rule) => this.#statusOf(rule, now))
  }

  has(id: number): boolean {
    return this.#find(id) !== undefined
  }

  /** @throws RangeError with a message for people where it cannot be done */
  act(id: number, act: Exclude<RuleAct, 'permit'>, now: number): RuleStatus | null {
    const rule = this.#find(id)
    const defence = this.#known?.defence
    if (!rule || !defence) return null
    if (rule.ended && act !== 'forbid') {
      throw new RangeError(
        `Rule ${id} has ended (${rule.ended.text}). It can still be forbidden, so that it does not come again.`,
      )
    }
    const { platform } = this
    const { mined, sentence, created } = rule
    if (act === 'pin' && !rule.pinned)
      this.#book.pin({ id, platform, sentence, created, mined: { ...mined, tests: [...mined.tests] } })
    if (act === 'forbid' && !this.#book.isForbidden(platform, mined.tests)) {
      this.#book.forbid({ id, platform, text: sentence, tests: [...mined.tests], since: now })
    }
    if (act !== 'pin' && rule.pinned) this.#book.unpin(id)
    rule.pinned = act === 'pin'
    if (act === 'lift') defence.end(rule, 'lifted', now)
    if (act === 'forbid') defence.end(rule, 'forbidden', now)
    this.#collect(defence)
    return this.#statusOf(rule, now)
  }

  previewRule(id: number, now: number): RulePreview | null {
    const rule = this.#find(id)
    if (!rule) return null
    const match = rule.mined.tests.map(({ attribute, op, value }) => ({ attribute, op, value }))
    const preview = this.preview(match, now)
    // The visits that the rule acted upon are not in the sample: it has counted them itself.
    const minutes = preview.lastHour.minutes.map((minute) => {
      const met = rule.metInMinute(Date.parse(minute.at))
      return { ...minute, visits: minute.visits + met, touched: minute.touched + met }
    })
    const visits = minutes.reduce((sum, minute) => sum + minute.visits, 0)
    const touched = minutes.reduce((sum, minute) => sum + minute.touched, 0)
    const share = visits === 0 ? 0 : touched / visits
    const people = rule.hits === 0 ? preview.lastHour.people : rule.people / rule.hits
    return { ...preview, lastHour: { ...preview.lastHour, minutes, visits, touched, share, people } }
  }

  preview(match: readonly RuleMatch[], now: number): RulePreview {
    const tests: RuleTest[] = [...match]
    const known = this.#known
    const isUnseen = (column: number, text: string) => {
      if (!known) return false
      const id = known.dictionaries[column]?.find(text) ?? UNKNOWN
      return id === UNKNOWN || known.defence.isUnseen(column, id)
    }
    const hour = this.#lastHour.match(tests, isUnseen, now)
    return {
      platform: this.platform,
      match: [...match],
      text: matchWords({ tests: tests.map((test) => ({ ...test, normal: 0 })), mostly: {} }),
      lastHour: {
        ...hour,
        share: hour.visits === 0 ? 0 : hour.touched / hour.visits,
        minutes: hour.minutes.map((minute) => ({ ...minute, at: new Date(minute.at).toISOString() })),
      },
      normal: known ? normalTouched(known, tests) : null,
      examples: hour.examples,
    }
  }

  /** From now on this is normal. Only in calm, without rules other than pinned ones. */
  #know(data: BaselineData, now: number): void {
    const dictionaries = ATTRIBUTES.map(() => new Dictionary())
    const baseline = new Baseline(data, dictionaries, this.#keyId)
    const followers = new PageFollowers(data.followed)
    const { platform } = this
    const book = this.#book
    const defence = new Defence({
      baseline,
      dictionaries,
      followers,
      capacity: null,
      newId: () => book.newId(),
      isForbidden: (tests) => book.isForbidden(platform, tests),
    })
    for (const kept of book.pinnedOf(platform)) defence.keep(kept, now)
    this.#known = { baseline, dictionaries, followers, defence }
    this.normalVersion++
  }

  #statusOf(rule: LiveRule, now: number): RuleStatus {
    return ruleStatus(rule, this.platform, this.#known?.defence.remembers(rule) ?? null, now)
  }

  #find(id: number): LiveRule | undefined {
    return this.#known?.defence.rules.find((rule) => rule.id === id) ?? this.#ended.find((rule) => rule.id === id)
  }

  #collect(defence: Defence): void {
    for (const event of defence.takeEvents()) {
      this.#events = [...this.#events, event].slice(-MOST_ENDED)
      if (event.kind === 'rule-ended') this.#ended = [event.rule, ...this.#ended].slice(0, MOST_ENDED)
      // It may have come back.
      if (event.kind === 'rule') this.#ended = this.#ended.filter((rule) => rule !== event.rule)
    }
  }
}

/** How many normal visits would be touched, counted on the whole sample: nothing was chosen by it. */
function normalTouched({ baseline, dictionaries }: Known, tests: readonly RuleTest[]): RulePreview['normal'] {
  const sample = baseline.sample(0, PREVIEW_ROWS)
  const compiled = new RuleTests(tests, dictionaries)
  const isNovel = (column: number, id: number) => id === baseline.novel[column]
  let touched = 0
  for (let row = 0; row < sample.length; row++) {
    if (compiled.matches(sample.values.subarray(row * COLUMNS, (row + 1) * COLUMNS), isNovel)) touched++
  }
  const share = sample.length === 0 ? 0 : touched / sample.length
  return { sample: sample.length, share, upper: upperBound(touched, sample.length) }
}
