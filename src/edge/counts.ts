import { DEMANDS, type Demand } from '../challenge/evidence.js'
import type { PlatformSummary } from '../link/messages.js'
import { LogHistogram } from '../sketch/log-histogram.js'
import { SpaceSaving } from '../sketch/space-saving.js'
import { OUTCOMES, type Outcome } from '../traffic/outcome.js'

/** Routes of one platform that are told apart, and how many of them a summary names. */
const ROUTES_KEPT = 128
const ROUTES_TOLD = 16

/** What happened at one platform since the last summary. Of fixed size, whatever is visited. */
export class Counts {
  #outcomes = OUTCOMES.map(() => 0)
  #slowed = 0
  #queued = 0
  #shed = 0
  #heldBack = 0
  #asked = 0
  #waitMs = 0
  #originAnswers = 0
  #originErrors = 0
  #given = DEMANDS.map(() => 0)
  #passed = DEMANDS.map(() => 0)
  readonly #latency = new LogHistogram()
  readonly #queueWait = new LogHistogram()
  #activities: { requests: number; answered: number; costMs: number; latency: LogHistogram }[]
  #routeTime = new SpaceSaving(ROUTES_KEPT)
  #routeVisits = new SpaceSaving(ROUTES_KEPT)

  constructor(activities: number) {
    this.#activities = Array.from({ length: activities }, nothingYet)
  }

  /** The activities have changed. @param former by the new index, the old one; -1 for one that is new */
  rearrange(former: readonly number[]): void {
    this.#activities = former.map((index) => this.#activities[index] ?? nothingYet())
  }

  /** @param latencyMs time to the first byte of the answer; null when there was none */
  visit(outcome: Outcome, activity: number, latencyMs: number | null): void {
    const place = OUTCOMES.indexOf(outcome)
    this.#outcomes[place] = (this.#outcomes[place] ?? 0) + 1
    const of = this.#activities[activity]
    if (!of) return
    if (outcome === 'held') return
    of.requests++
    if (outcome !== 'served' && outcome !== 'cached' && outcome !== 'stale') return
    of.answered++
    if (latencyMs !== null) {
      of.latency.record(latencyMs)
      this.#latency.record(latencyMs)
    }
  }

  /** A visit of a client that is not over its budget got a place at the origin after so long, or did not. */
  asked(waitedMs: number, slowed: boolean, gotPlace: boolean): void {
    this.#asked++
    this.#waitMs += waitedMs
    this.#queueWait.record(waitedMs)
    if (!gotPlace) this.#shed++
    if (waitedMs === 0) return
    this.#queued++
    if (slowed) this.#slowed++
  }

  heldBack(): void {
    this.#heldBack++
  }

  /** A challenge was given out. */
  challenged(demand: Demand): void {
    addOne(this.#given, demand)
  }

  /** A challenge was answered in one of the ways that pass it. */
  passed(demand: Demand): void {
    addOne(this.#passed, demand)
  }

  /** @param failed true for overload, time-outs and refused connections, not for an honest 404 */
  origin(routeKey: number, route: () => string, activity: number, costMs: number, failed: boolean): void {
    this.#originAnswers++
    if (failed) this.#originErrors++
    const of = this.#activities[activity]
    if (of) of.costMs += costMs
    this.#routeTime.add(routeKey, costMs, route)
    this.#routeVisits.add(routeKey, 1, route)
  }

  /** Gives what was counted and starts again at nothing. */
  take(
    gauges: Pick<PlatformSummary, 'limit' | 'inFlight' | 'waiting' | 'latencyRatio' | 'obeys' | 'origins'>,
  ): PlatformSummary {
    const visits = new Map(this.#routeVisits.top(ROUTES_KEPT).map(({ label, amount }) => [label, amount]))
    const summary: PlatformSummary = {
      ...gauges,
      outcomes: this.#outcomes,
      slowed: this.#slowed,
      queued: this.#queued,
      shed: this.#shed,
      heldBack: this.#heldBack,
      asked: this.#asked,
      waitMs: this.#waitMs,
      originAnswers: this.#originAnswers,
      originErrors: this.#originErrors,
      latency: this.#latency.toJSON(),
      queueWait: this.#queueWait.toJSON(),
      challenges: { given: this.#given, passed: this.#passed },
      activities: this.#activities.map(({ requests, answered, costMs, latency }) => ({
        requests,
        answered,
        latency: latency.toJSON(),
        meanCostMs: requests > 0 ? costMs / requests : 0,
      })),
      routes: this.#routeTime
        .top(ROUTES_TOLD)
        .map(({ label, amount }) => [label.slice(0, 200), amount, visits.get(label) ?? 0]),
    }
    this.#outcomes = OUTCOMES.map(() => 0)
    this.#slowed =
      this.#queued =
      this.#shed =
      this.#heldBack =
      this.#asked =
      this.#waitMs =
      this.#originAnswers =
      this.#originErrors =
        0
    this.#given = DEMANDS.map(() => 0)
    this.#passed = DEMANDS.map(() => 0)
    this.#latency.reset()
    this.#queueWait.reset()
    for (const activity of this.#activities) {
      activity.requests = activity.answered = activity.costMs = 0
      activity.latency.reset()
    }
    this.#routeTime = new SpaceSaving(ROUTES_KEPT)
    this.#routeVisits = new SpaceSaving(ROUTES_KEPT)
    return summary
  }
}

function addOne(counts: number[], demand: Demand): void {
  const place = DEMANDS.indexOf(demand)
  counts[place] = (counts[place] ?? 0) + 1
}

function nothingYet() {
  return { requests: 0, answered: 0, costMs: 0, latency: new LogHistogram() }
}
