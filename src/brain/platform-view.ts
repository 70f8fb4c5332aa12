import { isDeepStrictEqual } from 'node:util'
import { DEMANDS } from '../challenge/evidence.js'
import type { PlatformConfig } from '../config/config.js'
import { distress } from '../detect/distress.js'
import { LEVELS, type Level } from '../detect/level.js'
import { StressLevel } from '../detect/stress-level.js'
import type { PlatformSummary } from '../link/messages.js'
import { distressInputs, type MergedSummary, mergeSummaries, SummaryWindow } from '../link/summary-window.js'
import { ActivitySpeed, nearlyAll } from '../mitigate/activity-speed.js'
import type { ActivityEvent } from '../mitigate/measure-events.js'
import { SlowedActivities } from '../mitigate/slowed-activities.js'
import { Activities, formerIndexes } from '../traffic/activity.js'
import { OUTCOMES, type Outcome } from '../traffic/outcome.js'
import { busiestRoutes } from './busiest-routes.js'
import { CalmLatency } from './calm-latency.js'
import type { HistoryPoint, PlatformStatus } from './status.js'

/** Four summaries a second: what "now" is, and what a percentile is taken over. */
const NOW_SUMMARIES = 4
const WINDOW_SUMMARIES = 40
/** Over two seconds it is told whether an activity is at full speed. */
const SPEED_SUMMARIES = 8
const HISTORY_POINTS = 300
/** Below this distress a calm time is one to learn from; from the other one on the origin counts as overloaded. */
const QUIET_BELOW = 0.3
const DISTRESSED_FROM = 0.5
/** An alarm slows what can wait for so long, whatever the origin says; then only an origin that suffers does. */
const ALARM_SLOWS_MS = 10_000
const MOST_EVENTS = 200

/** One platform as the brain sees it over all edges. */
export class PlatformView {
  #config: PlatformConfig
  #activities: Activities
  readonly #queueLimit: number
  readonly #byEdge = new Map<number, SummaryWindow>()
  readonly #level: StressLevel
  #alarm: { level: Level; since: number }
  #alarmRoseAt = Number.NEGATIVE_INFINITY
  readonly #calm = new CalmLatency()
  #calmOf: CalmLatency[]
  readonly #totals = OUTCOMES.map(() => 0)
  #speeds: ActivitySpeed[]
  #slowedActivities: SlowedActivities
  #events: ActivityEvent[] = []
  readonly history: HistoryPoint[] = []
  readonly #challenges = DEMANDS.map(() => ({ given: 0, passed: 0 }))
  #slowed = 0
  #queued = 0
  #distress = 0
  #reasons: string[] = []
  #now: MergedSummary = mergeSummaries([])
  #window: MergedSummary = mergeSummaries([])

  /** @param queueLimit visits that may wait at one edge */
  constructor(config: PlatformConfig, queueLimit: number, now: number) {
    this.#config = config
    this.#queueLimit = queueLimit
    this.#activities = new Activities(config.activities)
    this.#level = new StressLevel(now)
    this.#alarm = { level: 'calm', since: now }
    this.#calmOf = this.#activities.all.map(() => new CalmLatency())
    this.#speeds = this.#activities.all.map(({ name, tier }) => new ActivitySpeed(name, tier, now))
    this.#slowedActivities = new SlowedActivities(this.#activities.all.map(({ tier }) => tier))
  }

  /** The configuration was read again. Totals, levels and what calm is like stay; activities are found again by name. */
  configure(config: PlatformConfig, now: number): void {
    const before = { activities: this.#activities, calmOf: this.#calmOf, speeds: this.#speeds }
    const sameParts = isDeepStrictEqual(partsOf(this.#config), partsOf(config))
    this.#config = config
    this.#activities = new Activities(config.activities)
    const former = formerIndexes(before.activities, this.#activities)
    this.#calmOf = former.map((index) => before.calmOf[index] ?? new CalmLatency())
    this.#speeds = this.#activities.all.map(({ name, tier }, index) => {
      const known = before.speeds[former[index] ?? -1]
      return known?.tier === tier ? known : new ActivitySpeed(name, tier, now)
    })
    if (!isDeepStrictEqual(before.activities.all, this.#activities.all)) {
      this.#slowedActivities = new SlowedActivities(this.#activities.all.map(({ tier }) => tier))
    }
    // The last ten seconds are by place; the totals are not.
    if (!sameParts) this.#byEdge.clear()
  }

  get name(): string {
    return this.#config.name
  }

  /** The graver of what the origin suffers and what the defence says. */
  get level(): Level {
    return graver(this.#level.state.level, this.#alarm.level)
  }

  get since(): number {
    const { since } = this.#level.state
    if (this.level === 'calm') return Math.max(since, this.#alarm.since)
    return this.#alarm.level === this.level ? this.#alarm.since : since
  }

  /** Whether this is a time to learn from. */
  get isQuiet(): boolean {
    return this.level === 'calm' && this.#distress < QUIET_BELOW
  }

  /** Whether the origin is distressed, for whatever reason. */
  get isDistressed(): boolean {
    return this.#level.state.level !== 'calm' || this.#distress >= DISTRESSED_FROM
  }

  get distress(): number {
    return this.#distress
  }

  /** Activities that wait, by place in the configuration. */
  get slowedActivities(): readonly number[] {
    return this.#slowedActivities.slowed
  }

  /** What became of activities since the last call, in order. */
  takeEvents(): ActivityEvent[] {
    return this.#events.splice(0)
  }

  take(edge: number, summary: PlatformSummary, periodMs: number): void {
    const window = this.#byEdge.get(edge) ?? new SummaryWindow(WINDOW_SUMMARIES)
    this.#byEdge.set(edge, window)
    window.push(summary, periodMs)
    for (const [i, count] of summary.outcomes.entries()) this.#totals[i] = (this.#totals[i] ?? 0) + count
    for (const [i, challenges] of this.#challenges.entries()) {
      challenges.given += summary.challenges.given[i] ?? 0
      challenges.passed += summary.challenges.passed[i] ?? 0
    }
    this.#slowed += summary.slowed
    this.#queued += summary.queued
  }

  forget(edge: number): void {
    this.#byEdge.delete(edge)
  }

  /** Four times a second. @param alarm what the defence says: calm, attack or severe */
  decide(now: number, eventLoopP99Ms: number, alarm: Level = 'calm'): void {
    if (alarm !== this.#alarm.level) {
      if (graver(alarm, this.#alarm.level) === alarm) this.#alarmRoseAt = now
      this.#alarm = { level: alarm, since: now }
    }
    this.#now = this.#merged(NOW_SUMMARIES)
    const { value, reasons } = distress(distressInputs(this.#now, eventLoopP99Ms))
    this.#distress = value
    this.#reasons = reasons.map(({ text }) => text)
    this.#level.update(value, now)
    this.#slowedActivities.update(this.#isStressed(now), now)
    this.#lookAtSpeed(now)
  }

  #isStressed(now: number): boolean {
    const alarmed = this.#alarm.level !== 'calm' && now - this.#alarmRoseAt < ALARM_SLOWS_MS
    return alarmed || this.#level.state.level !== 'calm'
  }

  #lookAtSpeed(now: number): void {
    const troubled = this.level !== 'calm'
    // In calm nobody asks, and adding up summaries is most of what the brain does.
    if (!troubled && this.#speeds.every(({ state }) => state === 'full')) return
    const { activities } = this.#merged(SPEED_SUMMARIES)
    for (const [i, speed] of this.#speeds.entries()) {
      const latency = activities[i]?.latency
      const slowed = this.#slowedActivities.slowed.includes(i)
      const answers = latency?.count ?? 0
      const takesMs = latency?.quantile(nearlyAll(answers)) ?? null
      const calmP95Ms = this.#calmOf[i]?.p95Ms ?? null
      const event = speed.update({ slowed, troubled, takesMs, calmP95Ms, answers }, now)
      if (event) this.#events = [...this.#events, event].slice(-MOST_EVENTS)
    }
  }

  /** Once a second: the newest point of the history, and what calm is like. */
  remember(now: number): HistoryPoint {
    this.#window = this.#merged(WINDOW_SUMMARIES)
    if (this.level === 'calm') {
      this.#calm.learn(this.#window.latency.quantile(0.95), this.#window.latency.count)
      for (const [i, calm] of this.#calmOf.entries()) {
        const latency = this.#window.activities[i]?.latency
        if (latency) calm.learn(latency.quantile(0.95), latency.count)
      }
    }
    const point: HistoryPoint = {
      t: Math.floor(now / 1000),
      perSecond: this.#perSecond(),
      p95Ms: this.#now.latency.quantile(0.95),
      distress: this.#distress,
      waiting: this.#now.waiting,
      inFlight: this.#now.inFlight,
      limit: this.#now.limit,
      level: this.level,
    }
    this.history.push(point)
    if (this.history.length > HISTORY_POINTS) this.history.shift()
    return point
  }

  status(): Omit<PlatformStatus, 'normal'> {
    const perSecond = this.#perSecond()
    const total = (outcome: Outcome) => this.#totals[OUTCOMES.indexOf(outcome)] ?? 0
    return {
      name: this.#config.name,
      hosts: this.#config.hosts,
      origins: this.#origins(),
      level: this.level,
      since: new Date(this.since).toISOString(),
      distress: this.#distress,
      reasons: this.#reasons,
      requestsPerSecond: OUTCOMES.reduce((sum, outcome) => sum + perSecond[outcome], 0),
      served: total('served'),
      cached: total('cached') + total('stale'),
      slowed: this.#slowed,
      challenged: total('challenged'),
      queued: this.#queued,
      refused: total('refused') + total('waiting') + total('held'),
      p95Ms: this.#window.latency.quantile(0.95),
      calmP95Ms: this.#calm.p95Ms,
      perSecond,
      outcomes: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, total(outcome)])) as Record<Outcome, number>,
      challenges: Object.fromEntries(
        DEMANDS.map((demand, i) => [demand, { given: 0, passed: 0, ...this.#challenges[i] }]),
      ) as PlatformStatus['challenges'],
      queue: {
        waiting: this.#now.waiting,
        limit: this.#queueLimit * this.#byEdge.size,
        p95WaitMs: this.#now.queueWait.quantile(0.95),
      },
      atOrigin: {
        inFlight: this.#now.inFlight,
        limit: this.#now.limit,
        errorsPerSecond: rate(this.#now.originErrors, this.#now.spanMs),
      },
      activities: this.#activityStatuses(),
      routes: busiestRoutes(this.#window),
    }
  }

  #origins(): PlatformStatus['origins'] {
    return this.#config.origins.map(({ url }, i) => {
      const { state, inFlight, errors } = this.#now.origins[i] ?? { state: 'up', inFlight: 0, errors: 0 }
      return { url, state, inFlight, errorsPerSecond: rate(errors, this.#now.spanMs) }
    })
  }

  #activityStatuses(): PlatformStatus['activities'] {
    return this.#activities.all.flatMap(({ name, tier }, i) => {
      const seen = this.#window.activities[i]
      const { state = 'full', since = 0, backSince = null } = this.#speeds[i] ?? {}
      // What matches no activity is worth a line only when it happens.
      if (name === 'other' && !seen?.requests && this.#activities.all.length > 1) return []
      return {
        name,
        tier,
        state,
        since: new Date(since).toISOString(),
        backSince: backSince === null ? null : new Date(backSince).toISOString(),
        requestsPerSecond: rate(seen?.requests ?? 0, this.#window.spanMs),
        p95Ms: seen?.latency.quantile(0.95) ?? null,
        calmP95Ms: this.#calmOf[i]?.p95Ms ?? null,
        answered: seen && seen.requests > 0 ? seen.answered / seen.requests : null,
      }
    })
  }

  #perSecond(): Record<Outcome, number> {
    const { outcomes, spanMs } = this.#now
    return Object.fromEntries(OUTCOMES.map((outcome, i) => [outcome, rate(outcomes[i] ?? 0, spanMs)])) as Record<
      Outcome,
      number
    >
  }

  #merged(count: number): MergedSummary {
    return mergeSummaries([...this.#byEdge.values()].map((window) => window.newest(count)))
  }
}

function graver(a: Level, b: Level): Level {
  return LEVELS.indexOf(a) > LEVELS.indexOf(b) ? a : b
}

function rate(count: number, spanMs: number): number {
  return spanMs > 0 ? (count * 1000) / spanMs : 0
}

/** What summaries name by its place. */
function partsOf({ activities, origins }: PlatformConfig): unknown {
  return [activities.map(({ name }) => name), origins.map(({ url }) => url)]
}
