import { Baseline, type BaselineData } from '../baseline/baseline.js'
import type { AddressKey } from '../brain/address-key.js'
import type { Search } from '../brain/closer-look.js'
import { Defence, type DefenceEvent } from '../brain/defence.js'
import { mineAgainst } from '../explain/mine-against.js'
import { type PreparedNormal, prepareNormal } from '../explain/prepare-normal.js'
import type { Mined } from '../explain/rule.js'
import type { LogFile, LogSource } from '../logs/log-source.js'
import { Convictions } from '../mitigate/convictions.js'
import { Judge, type JudgedVisit, type Judgement } from '../mitigate/judge.js'
import type { LiveRule } from '../mitigate/live-rule.js'
import { NO_ORDERS, type Orders } from '../mitigate/orders.js'
import { PageFollowers } from '../mitigate/page-followers.js'
import type { LogEntry } from '../traffic/access-log/log-entry.js'
import { COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { VisitDescriber } from '../traffic/visit-describer.js'
import { describerForLogs, LogVisits } from './log-visits.js'
import { ReplayClock } from './replay-clock.js'
import { Story, type ToldVisit } from './story.js'

export interface ReplayOptions {
  baseline: BaselineData
  /** Of the hashes of addresses; with another one than the baseline's all networks are new. */
  key: AddressKey
  /** Visits a second that the origin can answer; null when nobody knows. */
  capacity: number | null
  /** Only visits of this stretch of time are judged, in milliseconds. */
  from: number
  to: number
  seed: number
  progress: (bytesRead: number, at: number) => void
  /** Called for every entry, in order. */
  judged: (entry: LogEntry, judgement: Judgement, file: LogFile) => void
}

export interface ReplayResult {
  from: number | null
  to: number | null
  story: Story
  /** In order; those beyond a bound are only counted. */
  events: DefenceEvent[]
  untoldEvents: number
  rules: LiveRule[]
}

/** No more seconds without any visit are gone through one by one: by then everything has come to rest. */
const LONGEST_GAP_MS = 900_000

const MOST_EVENTS = 10_000
const MOST_RULES = 1_000

/** Runs the defence over a log, on the log's own clock. Its memory does not grow with the log. */
export async function replay(source: LogSource, options: ReplayOptions): Promise<ReplayResult> {
  const run = new ReplayRun(options)
  for await (const { file, entries, bytesRead } of source.batches()) {
    for (const entry of entries) {
      if (entry.time < options.from || entry.time > options.to) continue
      options.judged(entry, run.take(entry), file)
    }
    options.progress(bytesRead, run.reached)
  }
  return run.finish()
}

/** A replay under way: one entry after another. */
class ReplayRun {
  readonly #options: ReplayOptions
  readonly #describer: VisitDescriber
  readonly #baseline: Baseline
  readonly #visits: LogVisits
  readonly #clock = new ReplayClock()
  readonly #result: ReplayResult = {
    from: null,
    to: null,
    story: new Story(),
    events: [],
    untoldEvents: 0,
    rules: [],
  }
  readonly #ids: { seen: number; new: number; noCrawler: number }
  #part: Part
  #rulesMade = 0
  /** Until then everything has been looked at: a whole second, or a part of one where the log tells so much. */
  #reached = Number.NaN
  /** Made ready for searches. */
  #prepared: PreparedNormal | null = null
  /** The same objects for every visit: a long log has millions. */
  readonly #judged: JudgedVisit
  readonly #told: ToldVisit

  constructor(options: ReplayOptions) {
    this.#options = options
    this.#describer = describerForLogs(options.baseline.ownHosts)
    this.#baseline = new Baseline(options.baseline, this.#describer.dictionaries, options.key.id)
    this.#visits = new LogVisits(this.#describer, options.key.key)
    const pin = (column: number, value: string) => this.#describer.dictionaries[column]?.pin(value) ?? UNKNOWN
    this.#ids = {
      seen: pin(COLUMN.network, 'seen'),
      new: pin(COLUMN.network, 'new'),
      noCrawler: pin(COLUMN.crawler, 'none'),
    }
    this.#part = this.#begin()
    const judged: JudgedVisit = { values: new Int32Array(), kind: 'page', client: 0, known: false, shown: null }
    this.#judged = judged
    this.#told = {
      kind: 'page',
      client: 0,
      known: false,
      crawler: false,
      judgement: { verdict: 'serve', rule: null, demand: null },
      follows: () => this.#part.followers.has(judged.client, this.reached),
    }
  }

  /** The time of the log, in milliseconds. */
  get reached(): number {
    return this.#reached
  }

  take(entry: LogEntry): Judgement {
    const now = this.#advance(entry.time)
    const { defence, judge } = this.#part
    const visit = this.#visits.of(entry)
    const { values, kind, client, network } = visit
    const known = defence.hasNetwork(network)
    values[COLUMN.network] = known ? this.#ids.seen : this.#ids.new
    const judged = this.#judged
    judged.values = values
    judged.kind = kind
    judged.client = client
    judged.known = known
    const judgement = judge.judge(judged, now)
    if (judgement.verdict === 'serve' || judgement.verdict === 'slow') defence.add(visit, now)
    const told = this.#told
    told.kind = kind
    told.client = client
    told.known = known
    told.crawler = values[COLUMN.crawler] !== this.#ids.noCrawler && values[COLUMN.crawler] !== UNKNOWN
    told.judgement = judgement
    this.#result.story.add(told, now)
    this.#result.from ??= entry.time
    this.#result.to = now
    return judgement
  }

  finish(): ReplayResult {
    if (this.#result.to !== null) this.#advance(this.#result.to + 1000)
    return this.#result
  }

  /** A log that begins anew at an earlier time is judged like another one. */
  #begin(): Part {
    const followers = new PageFollowers(this.#baseline.data.followed)
    const { dictionaries } = this.#describer
    const defence = new Defence({
      baseline: this.#baseline,
      dictionaries,
      followers,
      capacity: this.#options.capacity,
      timeStepMs: () => this.#clock.stepMs,
      newId: () => ++this.#rulesMade,
    })
    const { isUnseen } = defence
    const convictions = new Convictions(() => judge.acts(this.reached))
    const judge: Judge = new Judge({ dictionaries, isUnseen, convictions, followers })
    return { defence, judge, followers, obeyed: NO_ORDERS }
  }

  /** Lets the seconds pass until the time of an entry; gives the time at which it is judged. */
  #advance(time: number): number {
    const { now, anew } = this.#clock.read(time)
    const second = Math.floor(now / 1000) * 1000
    if (anew) this.#part = this.#begin()
    if (anew || Number.isNaN(this.#reached)) this.#reached = second
    if (second - this.#reached > LONGEST_GAP_MS) this.#reached = second - LONGEST_GAP_MS
    const { stepMs } = this.#clock
    while (this.#reached + stepMs <= now) {
      this.#reached += stepMs
      if (this.#reached % 1000 === 0) this.#tick(this.#reached)
      else this.#look(this.#reached)
    }
    return now
  }

  #tick(now: number): void {
    const { defence, judge } = this.#part
    // Most seconds of a log are quiet ones: there is nothing to meet, and nothing to obey.
    if (this.#part.obeyed !== NO_ORDERS) defence.met(judge.takeHits(now))
    this.#answer(defence.tick(now), now)
    this.#obey(this.#part)
    this.#result.story.tick(defence.level, defence.rules, now)
    for (const event of defence.takeEvents()) this.#tell(event)
  }

  /** Between the seconds. */
  #look(now: number): void {
    if (this.#answer(this.#part.defence.look(now), now)) this.#obey(this.#part)
  }

  #answer(search: Search | null, now: number): boolean {
    if (search) this.#part.defence.found(search, this.#searched(search), now)
    return search !== null
  }

  #obey(part: Part): void {
    const { orders } = part.defence
    if (orders !== part.obeyed) part.judge.obey(orders)
    part.obeyed = orders
  }

  #searched(search: Search): Mined {
    const { normal } = search
    if (this.#prepared?.sample !== normal.sample) {
      this.#prepared = prepareNormal({ ...normal, seed: this.#options.seed })
    }
    return mineAgainst(this.#prepared, { ...search, dictionaries: this.#describer.dictionaries })
  }

  #tell(event: DefenceEvent): void {
    const { events, rules, story } = this.#result
    if (events.length < MOST_EVENTS) events.push(event)
    else this.#result.untoldEvents++
    if (event.kind === 'rule' && rules.length < MOST_RULES && !rules.includes(event.rule)) rules.push(event.rule)
    if (event.kind === 'level' && event.level === 'severe') story.unexplained(event.text)
  }
}

interface Part {
  defence: Defence
  judge: Judge
  followers: PageFollowers
  /** What the judge goes by. */
  obeyed: Orders
}
