import { distress } from '../detect/distress.js'
import { StressLevel } from '../detect/stress-level.js'
import { LogHistogram } from '../sketch/log-histogram.js'
import { mix } from '../sketch/mix.js'
import type { Known } from '../traffic/known.js'
import type { Tier } from '../traffic/tier.js'
import { Admission, type AdmissionOptions, type AdmissionSnapshot } from './admission.js'
import { Budget } from './budget.js'
import { comeBackMs, FAILED_COMES_BACK } from './come-back.js'

/** Random numbers that are the same in every run: 0 <= x < 1. */
export function seededRandom(seed: number): () => number {
  let state = 0
  return () => mix(state++, seed) / 2 ** 32
}

/** An exponentially distributed time with this mean. */
export function exponential(mean: number, random: () => number): number {
  return -mean * Math.log(1 - random())
}

/** A clock and what is to happen when: a discrete-event simulation. Times in milliseconds. */
export class Simulation {
  #now = 0
  #order = 0
  /** A binary heap, the earliest first; of the same time, the one asked for first. */
  readonly #events: { at: number; order: number; happen: () => void }[] = []

  get now(): number {
    return this.#now
  }

  in(ms: number, happen: () => void): void {
    const events = this.#events
    events.push({ at: this.#now + ms, order: this.#order++, happen })
    for (let child = events.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1
      if (!this.#before(child, parent)) break
      this.#swap(child, parent)
      child = parent
    }
  }

  every(ms: number, happen: () => void): void {
    this.in(ms, () => {
      happen()
      this.every(ms, happen)
    })
  }

  /** Random arrivals (Poisson), `perSecond` on average, which may change with the time; between two times. */
  arrivals(perSecond: (now: number) => number, until: number, random: () => number, arrive: () => void): void {
    const rate = perSecond(this.#now)
    const wait = rate > 0 ? exponential(1000 / rate, random) : 100
    if (this.#now + wait >= until) return
    this.in(wait, () => {
      if (rate > 0) arrive()
      this.arrivals(perSecond, until, random, arrive)
    })
  }

  runUntil(until: number): void {
    const events = this.#events
    for (let first = events[0]; first && first.at <= until; first = events[0]) {
      const last = events.pop()
      if (last && events.length > 0) {
        events[0] = last
        this.#sink()
      }
      this.#now = first.at
      first.happen()
    }
    this.#now = until
  }

  #sink(): void {
    for (let parent = 0; ; ) {
      let child = 2 * parent + 1
      if (child >= this.#events.length) return
      if (child + 1 < this.#events.length && this.#before(child + 1, child)) child++
      if (!this.#before(child, parent)) return
      this.#swap(child, parent)
      parent = child
    }
  }

  #before(a: number, b: number): boolean {
    const left = this.#events[a]
    const right = this.#events[b]
    if (!left || !right) return false
    return left.at < right.at || (left.at === right.at && left.order < right.order)
  }

  #swap(a: number, b: number): void {
    const left = this.#events[a]
    const right = this.#events[b]
    if (!left || !right) return
    this.#events[a] = right
    this.#events[b] = left
  }
}

/** An origin with some servers and one line before them, first come first served, as long as it likes. */
export class SimulatedOrigin {
  /** Multiplies every service time: an origin that is slow for another reason than load. */
  slowness = 1
  /** Every request fails at once: the process is down. */
  down = false
  busyMs = 0
  readonly #sim: Simulation
  readonly #servers: number
  readonly #line: { serviceMs: number; done: (ok: boolean) => void }[] = []
  #head = 0
  #busy = 0

  constructor(sim: Simulation, servers: number) {
    this.#sim = sim
    this.#servers = servers
  }

  request(serviceMs: number, done: (ok: boolean) => void): void {
    if (this.down) {
      this.#sim.in(0.2, () => done(false))
      return
    }
    this.#line.push({ serviceMs, done })
    this.#serve()
  }

  #serve(): void {
    while (this.#busy < this.#servers && this.#head < this.#line.length) {
      const next = this.#line[this.#head++]
      if (!next) return
      if (this.#head >= 1000) this.#head -= this.#line.splice(0, this.#head).length
      const ms = next.serviceMs * this.slowness
      this.#busy++
      this.busyMs += ms
      this.#sim.in(ms, () => {
        this.#busy--
        next.done(true)
        this.#serve()
      })
    }
  }
}

export interface SimulatedActivity {
  tier: Tier
  /** Mean service time at the origin. */
  meanMs: number
}

export type SimulatedOutcome =
  | { kind: 'served'; totalMs: number; waitedMs: number }
  | { kind: 'full'; retryAfterMs: number }

/** Does with the parts of `admit` and `detect` what an edge does: asks the budget, admits, forwards, measures, decides. */
export class SimulatedEdge {
  readonly admission: Admission
  readonly budget = new Budget()
  readonly level: StressLevel
  /** One for each quarter of a second. */
  readonly history: { now: number; distress: number; snapshot: AdmissionSnapshot }[] = []
  readonly #sim: Simulation
  readonly #origin: SimulatedOrigin
  readonly #activities: readonly SimulatedActivity[]
  readonly #random: () => number
  #recent: AdmissionSnapshot[] = []

  constructor(
    sim: Simulation,
    origin: SimulatedOrigin,
    activities: readonly SimulatedActivity[],
    random: () => number,
    options: AdmissionOptions = {},
  ) {
    this.#sim = sim
    this.#origin = origin
    this.#activities = activities
    this.#random = random
    this.admission = new Admission(options)
    this.level = new StressLevel(sim.now)
    sim.every(50, () => this.admission.tick(sim.now))
    sim.every(250, () => this.#decide())
  }

  visit(
    client: number,
    activity: number,
    known: Known,
    ended: (outcome: SimulatedOutcome, known: Known) => void,
  ): void {
    const { tier, meanMs } = this.#activities[activity] ?? { tier: 'important', meanMs: 1 }
    const sim = this.#sim
    const began = sim.now
    const overBudget = this.budget.state(client, began) === 'over'
    const actually = overBudget ? 'over-budget' : known
    const slowed = tier === 'deferrable' && this.level.state.level !== 'calm'

    const refuse = (retryAfterMs: number) => {
      this.budget.chargeUnserved(client, this.admission.calmMs(activity), sim.now)
      ended({ kind: 'full', retryAfterMs }, actually)
    }
    const forward = (ticket: Parameters<Admission['finish']>[0], waitedMs: number) => {
      const sent = sim.now
      this.#origin.request(exponential(meanMs, this.#random), (ok) => {
        const latencyMs = sim.now - sent
        this.admission.finish(ticket, { latencyMs, ok }, sim.now)
        this.budget.charge(client, latencyMs, this.admission.calmMs(activity), sim.now)
        if (ok) ended({ kind: 'served', totalMs: sim.now - began, waitedMs }, actually)
        else ended({ kind: 'full', retryAfterMs: comeBackMs(client, FAILED_COMES_BACK, sim.now) }, actually)
      })
    }
    const result = this.admission.enter({ client, activity, tier, known: actually, slowed }, began, (decision) => {
      if (decision.kind === 'admitted' && result.kind === 'waiting') forward(result.ticket, decision.waitedMs)
      else if (decision.kind === 'full') refuse(decision.retryAfterMs)
    })
    if (result.kind === 'admitted') forward(result.ticket, 0)
    else if (result.kind === 'full') refuse(result.retryAfterMs)
  }

  #decide(): void {
    const now = this.#sim.now
    const snapshot = this.admission.snapshot(now)
    // Judged over the last second.
    this.#recent = [...this.#recent.slice(-3), snapshot]
    const sum = (pick: (of: AdmissionSnapshot) => number) => this.#recent.reduce((all, one) => all + pick(one), 0)
    const waits = new LogHistogram()
    for (const one of this.#recent) waits.merge(one.waits)
    const { value } = distress({
      meanWaitMs:
        sum((of) => of.meanWaitMs * of.entered) /
        Math.max(
          1,
          sum((of) => of.entered),
        ),
      p95WaitMs: waits.quantile(0.95),
      inFlight: snapshot.inFlight,
      limit: snapshot.limit,
      waiting: snapshot.waiting,
      visits: sum((of) => of.entered),
      shed: sum((of) => of.shed),
      heldBack: 0,
      answers: sum((of) => of.answers),
      errors: sum((of) => of.errors),
      latencyRatio: snapshot.latencyRatio,
      eventLoopP99Ms: 5,
    })
    this.history.push({ now, distress: value, snapshot })
    this.budget.arm(value >= 0.3 || this.level.state.level !== 'calm')
    this.admission.freeze(value >= 0.3 || this.level.state.level !== 'calm')
    this.level.update(value, now)
  }
}

/** How the visits of one sort of visitor ended. */
export class Tally {
  served = 0
  full = 0
  overBudget = 0
  readonly totalsMs: number[] = []

  readonly count = (outcome: SimulatedOutcome, known: Known): void => {
    if (known === 'over-budget') this.overBudget++
    if (outcome.kind === 'served') {
      this.served++
      this.totalsMs.push(outcome.totalMs)
    } else this.full++
  }

  get visits(): number {
    return this.served + this.full
  }

  /** Share (0..1) of visits that were served. */
  get success(): number {
    return this.served / Math.max(1, this.visits)
  }

  p95Ms(): number {
    return this.totalsMs.sort((a, b) => a - b)[Math.floor(0.95 * this.totalsMs.length)] ?? 0
  }
}
