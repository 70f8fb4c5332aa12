import { LogHistogram } from '../sketch/log-histogram.js'
import { AdmissionQueue, type AdmissionQueueOptions, type Waiting } from './admission-queue.js'
import { comeBackMs } from './come-back.js'
import { ConcurrencyLimit, type ConcurrencyLimitOptions } from './concurrency-limit.js'
import type { VisitClass } from './visit-class.js'

export interface AdmissionOptions {
  limit?: ConcurrencyLimitOptions
  queue?: AdmissionQueueOptions
}

export interface AdmissionVisit extends VisitClass {
  /** Keyed hash of the client. */
  client: number
  /** Index of the activity, see `ConcurrencyLimit`. */
  activity: number
}

export type Decision = { kind: 'admitted'; waitedMs: number } | { kind: 'full'; retryAfterMs: number }

export type EnterResult =
  | { kind: 'admitted'; ticket: Ticket }
  /** `onDecision` will be called once, unless the visitor leaves before. */
  | { kind: 'waiting'; ticket: Ticket }
  | { kind: 'full'; retryAfterMs: number }

/** A visit on its way through; made by `enter`, given back by `finish` or `leave`. */
export interface Ticket {
  readonly state: 'waiting' | 'admitted' | 'done'
  readonly visit: AdmissionVisit
}

export interface Finish {
  /** From sending the request to the origin to its answer, without the time that the visitor takes to read it; null when
   *  that says nothing about the origin (the visitor left half-way, the visit was answered from elsewhere). */
  latencyMs: number | null
  /** False when the origin failed: a 5xx of overload, a time-out, a refused connection. */
  ok: boolean
}

export interface AdmissionSnapshot {
  limit: number
  inFlight: number
  waiting: number
  waitingByClass: (VisitClass & { waiting: number })[]
  /** Median latency of the last moments as a multiple of calm; null when it is not known. */
  latencyRatio: number | null
  /** Since the last snapshot: visits that asked for a place, got one, had to wait for the decision, found no place. */
  entered: number
  admitted: number
  queued: number
  shed: number
  /** Since the last snapshot: answers of the origin, and failures among them. */
  answers: number
  errors: number
  /** Waits of the visits decided since the last snapshot, those that did not wait included, in milliseconds. */
  meanWaitMs: number
  p95WaitMs: number | null
  /** The same waits, to be added up over edges and time. */
  waits: LogHistogram
}

interface Pass extends Ticket {
  state: 'waiting' | 'admitted' | 'done'
  readonly enteredAt: number
  readonly onDecision: (decision: Decision) => void
  waiting: Waiting<Pass> | null
  /** `enter` has not returned yet: its result is the answer, not a call back. */
  entering: boolean
  /** When it was admitted, and the requests at the origin then, itself included. */
  admittedAt: number
  inFlight: number
}

/** Slowed activities get this share of the limit. */
const SLOWED_SHARE = 0.25
/**
 * Clients over their budget get a place only while less than this share of the limit is taken, and over time no more
 * than that share of all places: an origin that works on one request at a time would else be busy with one of theirs
 * whenever a person comes.
 */
const OVER_BUDGET_SHARE = { atOnce: 0.5, overTime: 0.15 }
/** What a visit is taken to cost before there is a measure. */
const UNKNOWN_COST_MS = 20
const RETRY_AFTER_MS = { least: 2000, spread: 2000, spreadWhenFull: 8000 }

/**
 * Who may go to the origin of one platform now, who waits, and who is asked to come later. Owns no clock: call `tick`
 * about every 50 ms; `enter`, `finish` and `leave` let in whom they make room for by themselves.
 */
export class Admission {
  readonly #limit: ConcurrencyLimit
  readonly #queue: AdmissionQueue<Pass>
  #waits = new LogHistogram()
  #inFlight = 0
  #overBudgetInFlight = 0
  #slowedInFlight = 0
  /** When a client over its budget may have a place again, by what such clients have used. */
  #overBudgetFrom = 0
  #counters = noCounters()

  constructor(options: AdmissionOptions = {}) {
    this.#limit = new ConcurrencyLimit(options.limit)
    this.#queue = new AdmissionQueue(options.queue)
  }

  /** Keeps the calm latencies as they are, while the platform is distressed. */
  freeze(frozen: boolean): void {
    this.#limit.freeze(frozen)
  }

  /** The activities have changed. @param former by the new index, the old one; -1 for one that is new */
  rearrange(former: readonly number[]): void {
    this.#limit.rearrange(former)
  }

  /** Nobody is at the origin or waits. */
  get idle(): boolean {
    return this.#inFlight === 0 && this.#queue.length === 0
  }

  /** Typical latency of the activity on a calm day, in milliseconds; null until it is known. */
  calmMs(activity: number): number | null {
    return this.#limit.calmMs(activity)
  }

  /**
   * Asks for a place.
   * @param onDecision called later, exactly once, when the result is `waiting` and the visitor does not leave before.
   */
  enter(visit: AdmissionVisit, now: number, onDecision: (decision: Decision) => void): EnterResult {
    this.#counters.entered++
    const pass: Pass = {
      state: 'waiting',
      visit,
      enteredAt: now,
      onDecision,
      waiting: null,
      entering: true,
      admittedAt: now,
      inFlight: 0,
    }
    if (this.#queue.length === 0 && this.#open(visit, now)) {
      this.#admit(pass, now)
      return { kind: 'admitted', ticket: pass }
    }

    const cost = this.#limit.calmMs(visit.activity) ?? UNKNOWN_COST_MS
    const pushed = this.#queue.push(pass, { visitClass: visit, client: visit.client, cost }, now)
    if (pushed.kind === 'full') return this.#shed(pass, now)
    pass.waiting = pushed.entry
    if (pushed.evicted) this.#sendAway(pushed.evicted.value, now)
    this.#letIn(now)
    // That has called others back, who may enter or leave in turn: look at what has become of this one.
    pass.entering = false
    if (pass.state === 'admitted') return { kind: 'admitted', ticket: pass }
    if (pass.state === 'done') return { kind: 'full', retryAfterMs: this.#retryAfterMs(pass, now) }
    this.#counters.queued++
    return { kind: 'waiting', ticket: pass }
  }

  /** The origin is done with a visit that was admitted. A ticket that is done already is left as it is. */
  finish(ticket: Ticket, { latencyMs, ok }: Finish, now: number): void {
    const pass = ticket as Pass
    if (pass.state !== 'admitted') return
    this.#giveBack(pass)
    if (pass.visit.known === 'over-budget') this.#pauseOverBudget(now - pass.admittedAt, now)
    if (latencyMs !== null) {
      this.#counters.answers++
      if (!ok) this.#counters.errors++
      const { inFlight, visit } = pass
      this.#limit.onSample({ latencyMs, activity: visit.activity, ok, inFlight }, now)
    }
    this.#letIn(now)
  }

  /**
   * The visitor has left: gives back the place in the queue, or at the origin. Do not call it for a request that has
   * been forwarded and may keep the origin busy: that one ends with `finish`.
   */
  leave(ticket: Ticket, now: number): void {
    const pass = ticket as Pass
    if (pass.state === 'waiting') {
      if (pass.waiting) this.#queue.cancel(pass.waiting)
      pass.state = 'done'
    } else if (pass.state === 'admitted') {
      this.#giveBack(pass)
      this.#letIn(now)
    }
  }

  /** Sends away who has waited too long and lets in whom a changed limit has room for. */
  tick(now: number): void {
    this.#limit.tick(now)
    for (let expired = this.#queue.takeExpired(now); expired; expired = this.#queue.takeExpired(now)) {
      this.#sendAway(expired.value, now)
    }
    this.#letIn(now)
  }

  /** What happened since the last snapshot, and how things stand. Starts the counters anew. */
  snapshot(now: number): AdmissionSnapshot {
    const { waitedMs, decided, ...counters } = this.#counters
    const snapshot: AdmissionSnapshot = {
      ...counters,
      limit: this.#limit.steadyLimit,
      inFlight: this.#inFlight,
      waiting: this.#queue.length,
      waitingByClass: this.#queue.lengths(),
      latencyRatio: this.#limit.latencyRatio(now),
      meanWaitMs: decided === 0 ? 0 : waitedMs / decided,
      p95WaitMs: this.#waits.quantile(0.95),
      waits: this.#waits,
    }
    this.#counters = noCounters()
    this.#waits = new LogHistogram()
    return snapshot
  }

  /** Is there a place for a visit of this class? */
  #open({ known, slowed }: VisitClass, now: number): boolean {
    const limit = this.#limit.limit
    if (this.#inFlight >= limit) return false
    const overBudget = known === 'over-budget'
    if (overBudget) {
      if (now < this.#overBudgetFrom) return false
      // One at a time may always take its turn, or a long crowd would starve the clients that are served last.
      if (this.#overBudgetInFlight > 0 && this.#inFlight >= limit * OVER_BUDGET_SHARE.atOnce) return false
    }
    const slowedLimit = limit * SLOWED_SHARE * (overBudget ? OVER_BUDGET_SHARE.atOnce : 1)
    return !slowed || this.#slowedInFlight < Math.max(1, slowedLimit)
  }

  /** Holds back the clients over their budget for as long as it takes that `usedMs` is their share. */
  #pauseOverBudget(usedMs: number, now: number): void {
    const pauseMs = usedMs / (this.#limit.limit * OVER_BUDGET_SHARE.overTime)
    this.#overBudgetFrom = Math.max(this.#overBudgetFrom, now - usedMs) + pauseMs
  }

  #letIn(now: number): void {
    while (this.#queue.length > 0 && this.#inFlight < this.#limit.limit) {
      const next = this.#queue.take(now, (visitClass) => this.#open(visitClass, now))?.value
      if (!next) return
      this.#admit(next, now)
      if (!next.entering) next.onDecision({ kind: 'admitted', waitedMs: now - next.enteredAt })
    }
  }

  #admit(pass: Pass, now: number): void {
    pass.state = 'admitted'
    this.#inFlight++
    if (pass.visit.known === 'over-budget') this.#overBudgetInFlight++
    if (pass.visit.slowed) this.#slowedInFlight++
    pass.admittedAt = now
    pass.inFlight = this.#inFlight
    this.#counters.admitted++
    this.#decided(pass, now)
  }

  #giveBack(pass: Pass): void {
    pass.state = 'done'
    this.#inFlight--
    if (pass.visit.known === 'over-budget') this.#overBudgetInFlight--
    if (pass.visit.slowed) this.#slowedInFlight--
  }

  #sendAway(pass: Pass, now: number): void {
    const decision = this.#shed(pass, now)
    if (!pass.entering) pass.onDecision(decision)
  }

  #shed(pass: Pass, now: number): { kind: 'full'; retryAfterMs: number } {
    pass.state = 'done'
    this.#counters.shed++
    this.#decided(pass, now)
    return { kind: 'full', retryAfterMs: this.#retryAfterMs(pass, now) }
  }

  #decided(pass: Pass, now: number): void {
    const waitedMs = now - pass.enteredAt
    this.#counters.waitedMs += waitedMs
    this.#counters.decided++
    this.#waits.record(waitedMs)
  }

  /** 2 to 4 s when hardly anybody waits, 2 to 10 s when the queue is full. */
  #retryAfterMs({ visit }: Pass, now: number): number {
    const { least, spread, spreadWhenFull } = RETRY_AFTER_MS
    const fill = this.#queue.length / this.#queue.capacity
    const mostMs = least + spread + fill * (spreadWhenFull - spread)
    return comeBackMs(visit.client, { leastMs: least, mostMs }, now)
  }
}

function noCounters() {
  return { entered: 0, admitted: 0, queued: 0, shed: 0, answers: 0, errors: 0, waitedMs: 0, decided: 0 }
}
