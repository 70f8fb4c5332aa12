import type { HealthConfig, OriginConfig } from '../../config/config.js'
import type { OriginState } from '../../traffic/origin-state.js'
import { leastBusy } from './least-busy.js'
import { Origin, type OriginFailure, type OriginRequest, type OriginSink, type OriginTimes } from './origin.js'
import { OriginHealth } from './origin-health.js'
import { RetryBudget } from './retry-budget.js'

/** Statuses by which an origin says that it is overloaded or that what is behind it is. */
const OVERLOADED = new Set([502, 503, 504])

export function isOverloaded(status: number): boolean {
  return OVERLOADED.has(status)
}

/** Failures before any byte of an answer, after which another origin may be asked. */
const REPEATED_ELSEWHERE = new Set<OriginFailure>(['refused', 'connect-timeout', 'headers-timeout', 'cut-off'])
/** Checks of one origin by several edges are spread by so much of their period, up and down. */
const CHECK_JITTER = 0.1

/** One origin and what is known of it. There are as many of these as the configuration names. */
class Member {
  readonly origin: Origin
  readonly weight: number
  readonly backup: boolean
  readonly health: OriginHealth
  inFlight = 0
  /** Since they were last taken. */
  errors = 0
  nextCheckAt = 0
  checking = false

  constructor(config: OriginConfig, health: HealthConfig, times: OriginTimes, random: () => number) {
    this.origin = new Origin(config.url, times)
    this.weight = config.weight
    this.backup = config.backup
    this.health = new OriginHealth(health, random)
  }
}

/** A request on its way to one origin; made by `Origins`, to be sent once. Gives back what it took, whatever ends it. */
export class Attempt {
  readonly member: Member
  readonly repeatable: boolean
  readonly #trial: boolean
  readonly #whileDown: boolean
  readonly #headersMs: number | null
  readonly #now: () => number
  /** A byte of an answer has come. */
  answering = false
  #judged = false
  #over = false

  /** @param headersMs another limit than the origin's for the time to the answer; null: that one */
  constructor(
    member: Member,
    how: { repeatable: boolean; trial: boolean; headersMs: number | null },
    now: () => number,
  ) {
    this.member = member
    this.repeatable = how.repeatable
    this.#trial = how.trial
    this.#whileDown = member.health.state !== 'up'
    this.#headersMs = how.headersMs
    this.#now = now
  }

  send(request: OriginRequest, sink: OriginSink): void {
    this.member.inFlight++
    if (this.#trial) this.member.health.beginTrial()
    this.member.origin.send(this.#headersMs === null ? request : { ...request, headersMs: this.#headersMs }, sink, this)
  }

  /** The first byte of an answer is here. */
  begins(): void {
    this.answering = true
  }

  answered(status: number): void {
    this.#judge(!isOverloaded(status))
  }

  /** Nothing more will come. @param failure null when all has come */
  ended(failure: OriginFailure | null): void {
    if (this.#over) return
    this.#over = true
    this.member.inFlight--
    // Once an answer has begun, a slow or parting visitor can end it as well as the origin: that is no verdict.
    if (failure !== null && failure !== 'aborted') this.#judge(false)
    if (this.#trial) this.member.health.endTrial()
  }

  #judge(fine: boolean): void {
    if (this.#judged) return
    this.#judged = true
    const { health } = this.member
    if (fine) health.succeeded(this.#whileDown, this.#now())
    else {
      this.member.errors++
      health.failed(this.#trial, this.#now())
    }
    if (this.#trial) health.endTrial()
  }
}

export interface OriginsOptions {
  origins: readonly OriginConfig[]
  health: HealthConfig
  times: OriginTimes
  /** Host field of health checks; null: the origin's own. */
  checkHost: string | null
  now: () => number
  /** 0 ≤ random() < 1 */
  random?: () => number
}

/** The origins of one platform: which of them a visit goes to, and which of them are up. */
export class Origins {
  readonly #members: readonly Member[]
  readonly #health: HealthConfig
  readonly #checkHost: string | null
  readonly #budget = new RetryBudget()
  readonly #now: () => number
  readonly #random: () => number

  constructor({ origins, health, times, checkHost, now, random = Math.random }: OriginsOptions) {
    this.#members = origins.map((origin) => new Member(origin, health, times, random))
    this.#health = health
    this.#checkHost = checkHost
    this.#now = now
    this.#random = random
  }

  /** @param repeatable true when the request may be sent a second time without harm */
  attempt(repeatable: boolean): Attempt {
    const now = this.#now()
    this.#budget.request(now)
    const member = this.#choose(this.#members, { trials: true, repeatable }, now)
    // With a single origin there is nothing to fall back on, so that nobody need be the one who tries.
    const trial = this.#members.length > 1 && member.health.isTrialDue(repeatable, now)
    const headersMs = trial && repeatable ? this.#health.timeoutMs : null
    return new Attempt(member, { repeatable, trial, headersMs }, this.#now)
  }

  /** A second attempt, elsewhere if possible; null when there must be none. There is never a third. */
  retry(failed: Attempt, failure: OriginFailure): Attempt | null {
    if (!failed.repeatable || failed.answering || !REPEATED_ELSEWHERE.has(failure)) return null
    const now = this.#now()
    const others = this.#members.filter((member) => member !== failed.member)
    // A kept-alive connection that the origin closed in the same moment: it is as well as before.
    const again = failure === 'cut-off' && !others.some(({ health }) => health.state === 'up')
    if (!again && others.length === 0) return null
    if (!this.#budget.take(now)) return null
    const member = again ? failed.member : this.#choose(others, { trials: false, repeatable: false }, now)
    return new Attempt(member, { repeatable: false, trial: false, headersMs: null }, this.#now)
  }

  /** Four times a second: starts the health checks that are due, one of each origin at a time. */
  check(): void {
    const { path, everyMs, timeoutMs } = this.#health
    if (path === null) return
    const now = this.#now()
    for (const member of this.#members) {
      if (member.checking || now < member.nextCheckAt) continue
      member.checking = true
      member.nextCheckAt = now + everyMs * (1 - CHECK_JITTER + 2 * CHECK_JITTER * this.#random())
      void member.origin.check(path, this.#checkHost, timeoutMs).then((fine) => {
        member.checking = false
        member.health.checked(fine, this.#now())
      })
    }
  }

  /** In the order of the configuration. Errors are counted from nothing again. */
  take(): { state: OriginState; inFlight: number; errors: number }[] {
    return this.#members.map((member) => {
      const { health, inFlight, errors } = member
      member.errors = 0
      return { state: health.state, inFlight, errors }
    })
  }

  async close(graceMs: number): Promise<void> {
    await Promise.all(this.#members.map(({ origin }) => origin.close(graceMs)))
  }

  #choose(
    members: readonly Member[],
    { trials, repeatable }: { trials: boolean; repeatable: boolean },
    now: number,
  ): Member {
    const [only, ...more] = members
    if (only !== undefined && more.length === 0) return only
    for (const backup of [false, true]) {
      const rank = members.filter((member) => member.backup === backup)
      const due = trials ? rank.find(({ health }) => health.isTrialDue(repeatable, now)) : undefined
      if (due) return due
      const up = rank.filter(({ health }) => health.state === 'up')
      if (up.length > 0) return leastBusy(up, this.#random)
    }
    return leastBusy(leastBad(members), this.#random)
  }
}

/** When all are down: asking costs little, since the adaptive limit protects them, and refusing would help nobody. */
function leastBad(members: readonly Member[]): readonly Member[] {
  const least = Math.min(...members.map(({ health }) => health.hopelessness))
  const best = members.filter(({ health }) => health.hopelessness === least)
  const first = best.filter(({ backup }) => !backup)
  return first.length > 0 ? first : best
}
