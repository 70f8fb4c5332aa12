import { isDeepStrictEqual } from 'node:util'
import { Admission } from '../admit/admission.js'
import { Budget } from '../admit/budget.js'
import type { Limits, PlatformConfig } from '../config/config.js'
import { distress } from '../detect/distress.js'
import { LEVELS, type Level } from '../detect/level.js'
import { StressLevel } from '../detect/stress-level.js'
import type { PlatformSummary } from '../link/messages.js'
import { distressInputs, mergeSummaries, SummaryWindow } from '../link/summary-window.js'
import type { KeyedHash } from '../sketch/keyed-hash.js'
import { Activities, type Activity, formerIndexes } from '../traffic/activity.js'
import { parameterName } from './cache/cache-key.js'
import type { KnownParameters } from './cache/known-parameters.js'
import { Counts } from './counts.js'
import type { Exchange } from './exchange.js'
import type { Knowledge } from './knowledge.js'
import { Origins, type OriginsOptions } from './origin/origins.js'
import { PlatformJudge, type SharedByJudges } from './platform-judge.js'

/** Summaries that the edge's own distress is computed from: a second at four a second. */
const DISTRESS_SUMMARIES = 4
/** Budgets are armed from this distress on, and stay so for a while: a flood that is held back looks calm. */
const BUDGETS_FROM = 0.3
const BUDGETS_STAY_MS = 10_000
/** Parameters of one query that are learned. */
const MOST_PARAMETERS = 20

/** One platform at one edge: its origins, and everything that is counted, limited and learned for it. */
export class Platform {
  readonly name: string
  /** Keyed hash of the name: what is learned for a platform is found by it, wherever it stands in the configuration. */
  readonly key: number
  /** These change when the configuration is read again. */
  hosts!: readonly string[]
  signedInCookie: string | undefined
  activities!: Activities
  origins!: Origins
  readonly admission: Admission
  readonly budget = new Budget()
  readonly counts: Counts
  judge: PlatformJudge
  readonly #now: () => number
  #asked: Omit<OriginsOptions, 'now'> | null = null
  readonly #hash: KeyedHash
  readonly #knowledge: Knowledge
  readonly #parameters: KnownParameters
  readonly #window = new SummaryWindow(DISTRESS_SUMMARIES)
  readonly #own: StressLevel
  #directed: Level = 'calm'
  #directedSlow: readonly number[] | null = null
  /** Visits that waited for a place at the last tick, those of clients over their budget left out. */
  waiting = 0
  #budgetsUntil = 0

  constructor(
    config: PlatformConfig,
    limits: Limits,
    shared: SharedByJudges & { hash: KeyedHash; parameters: KnownParameters },
    now: () => number,
  ) {
    this.name = config.name
    this.key = shared.hash.string(config.name)
    this.#now = now
    this.#follow(config, limits)
    this.admission = new Admission({
      limit: { ...limits.concurrency, activities: this.activities.all.length },
      queue: { capacity: limits.queue },
    })
    this.counts = new Counts(this.activities.all.length)
    this.judge = new PlatformJudge(config.hosts, shared)
    this.#hash = shared.hash
    this.#knowledge = shared.knowledge
    this.#parameters = shared.parameters
    this.#own = new StressLevel(now())
  }

  /**
   * Takes on a changed configuration. What was counted, limited and learned stays; activities are found again by name.
   * Requests under way end at the origin where they began: its connections close by themselves when they are idle.
   */
  configure(config: PlatformConfig, limits: Limits): void {
    const before = this.activities
    if (!isDeepStrictEqual(config.hosts, this.hosts)) this.judge = this.judge.withHosts(config.hosts)
    this.#follow(config, limits)
    const former = formerIndexes(before, this.activities)
    // By places of before; the next directive tells those of now.
    this.#directedSlow = null
    this.counts.rearrange(former)
    this.admission.rearrange(former)
    // Visits under way still hold the activities of before; they are to be counted where these stand now.
    const other = this.activities.all.length - 1
    for (const [index, activity] of before.all.entries()) {
      const place = former.indexOf(index)
      activity.index = place < 0 ? other : place
    }
  }

  /** The graver of what this edge sees itself and what the brain says of all edges. */
  get level(): Level {
    const own = this.#own.state.level
    return LEVELS.indexOf(own) > LEVELS.indexOf(this.#directed) ? own : this.#directed
  }

  get distressed(): boolean {
    return this.level !== 'calm'
  }

  isSlowed(activity: Activity): boolean {
    if (activity.tier !== 'deferrable') return false
    return this.#own.state.level !== 'calm' || (this.#directedSlow?.includes(activity.index) ?? this.distressed)
  }

  /** While distressed, on a route whose answers can be cached: which query parameters tell one answer from another. */
  parametersToKeep(visit: Exchange, now: number): ((name: string) => boolean) | undefined {
    // The route is worked out only when it matters: this is asked for every answer from the cache.
    if (!this.distressed || visit.query === '') return undefined
    const route = this.#routeName(visit.route)
    return this.#parameters.isCacheable(route, now) ? (name) => this.#parameters.isKnown(route, name, now) : undefined
  }

  routeKey(route: string): number {
    return this.#hash.string(route)
  }

  /** Learns from an answer of the origin: sessions it gives out, and, in calm, who and what is normal here. */
  sawAnswer(visit: Exchange, status: number, headers: readonly string[], storable: boolean, now: number): void {
    // Not while distressed: who floods could sign up too, and would be served first.
    if (this.distressed || status >= 400) return
    if (this.signedInCookie !== undefined) this.#learnSessions(this.signedInCookie, headers)
    this.#knowledge.noticeNetwork(visit.client.network)
    if (!storable && visit.query === '') return
    const route = this.#routeName(visit.route)
    if (storable) this.#parameters.markCacheable(route, now)
    for (const pair of visit.query === '' ? [] : visit.query.split('&', MOST_PARAMETERS)) {
      this.#parameters.learn(route, parameterName(pair), visit.client.network, now)
    }
  }

  /** Four times a second: takes what was counted and decides how distressed the platform is as seen from here. */
  tick(now: number, eventLoopP99Ms: number, periodMs: number): PlatformSummary {
    const { limit, inFlight, waitingByClass, latencyRatio } = this.admission.snapshot(now)
    // Clients over their budget wait to be served last; that says nothing of how long others wait.
    this.waiting = waitingByClass.reduce((sum, of) => sum + (of.known === 'over-budget' ? 0 : of.waiting), 0)
    this.origins.check()
    const origins = this.origins.take()
    const summary = this.counts.take({
      limit,
      inFlight,
      waiting: this.waiting,
      latencyRatio: latencyRatio ?? 0,
      obeys: { level: this.level, ...this.judge.obeyed },
      origins,
    })
    this.#window.push(summary, periodMs)
    const merged = mergeSummaries([this.#window.newest(DISTRESS_SUMMARIES)])
    const { value } = distress(distressInputs(merged, eventLoopP99Ms))
    this.#own.update(value, now)
    if (value >= BUDGETS_FROM || this.distressed) this.#budgetsUntil = now + BUDGETS_STAY_MS
    this.budget.arm(now < this.#budgetsUntil)
    this.admission.freeze(this.distressed || value >= BUDGETS_FROM)
    return summary
  }

  /**
   * What the brain says; calm again when nothing has been heard of it for too long.
   * @param slowed activities that wait, by place; null: all that can, unless it is calm
   */
  direct(level: Level, slowed: readonly number[] | null = null): void {
    this.#directed = level
    this.#directedSlow = slowed
  }

  #follow(config: PlatformConfig, limits: Limits): void {
    this.hosts = config.hosts
    this.signedInCookie = config.signedInCookie
    this.activities = new Activities(config.activities)
    const asked = {
      origins: config.origins,
      health: config.health,
      times: { connectMs: limits.originConnectMs, headersMs: limits.originHeadersMs, idleMs: limits.originIdleMs },
      checkHost: config.hosts.find((host) => !host.includes('*')) ?? null,
    }
    if (isDeepStrictEqual(asked, this.#asked)) return
    this.#asked = asked
    this.origins = new Origins({ ...asked, now: this.#now })
  }

  #routeName(route: string): string {
    return `${this.name}${route}`
  }

  #learnSessions(cookie: string, headers: readonly string[]): void {
    for (let i = 0; i + 1 < headers.length; i += 2) {
      if (headers[i]?.toLowerCase() !== 'set-cookie') continue
      const field = headers[i + 1] as string
      const equals = field.indexOf('=')
      if (field.slice(0, equals).trim() !== cookie) continue
      const end = field.indexOf(';', equals)
      const value = field
        .slice(equals + 1, end < 0 ? undefined : end)
        .trim()
        .replace(/^"(.*)"$/, '$1')
      if (value !== '') this.#knowledge.learnSession(this.#knowledge.sessionKey(this.key, value))
    }
  }
}
