import { classIndex, VISIT_CLASSES, type VisitClass, waitLimitMs, weightOf } from './visit-class.js'

export interface AdmissionQueueOptions {
  /** Most visits that wait. */
  capacity?: number
  /** Most visits of one client that wait once half of the capacity is taken. */
  perClient?: number
}

/** A visit that waits. `value` is the owner's. */
export interface Waiting<T> {
  readonly value: T
  readonly visitClass: VisitClass
  readonly client: number
  /** Time it will take of the origin, in any unit that is the same for all: what the shares of the classes are shares of. */
  readonly cost: number
  /** When it began to wait, in milliseconds. */
  readonly since: number
}

export interface PushOptions {
  visitClass: VisitClass
  client: number
  cost: number
}

export type PushResult<T> =
  /** `evicted` is the visit that had to go for this one, if one had to. */
  { kind: 'waiting'; entry: Waiting<T>; evicted: Waiting<T> | null } | { kind: 'full' }

interface Entry<T> extends Waiting<T> {
  /** Null when it does not wait any more. */
  flow: Flow<T> | null
  older: Entry<T> | null
  newer: Entry<T> | null
}

/** Visits of one class whose clients have about equally many others waiting, oldest first. */
interface Flow<T> {
  readonly visitClass: VisitClass
  readonly weight: number
  readonly limitMs: number
  oldest: Entry<T> | null
  newest: Entry<T> | null
  length: number
  /** Virtual time at which the flow's next visit may begin. */
  tag: number
}

/**
 * Lane of a visit by how many visits of its client wait already: 0, 1, 2-3, 4-7, 8-15, 16 and more. A lane weighs
 * half of the one before, so that a client with thirty visits waiting does not get thirty times the service of a
 * client with one. This protects people in the first second of a flood, before anybody is over a budget.
 */
const LANES = 6
const LANE_WEIGHT = 0.5

/**
 * Visits waiting for a place at the origin: start-time fair queueing (Goyal et al., SIGCOMM'96) of the origin's time
 * over the classes of visits. Every flow has a positive weight, so none starves. Within a flow it is first come, first served until the
 * oldest has waited half its time, and then newest first, so that in overload some are served at once instead of all
 * of them too late (adaptive LIFO, Maurer, "Fail at scale", ACM Queue 2015).
 *
 * Bounded: at most `capacity` visits wait, `perClient` of one client. Everything takes time in proportion to the
 * flows that have visits, of which there are a few dozen at most.
 */
export class AdmissionQueue<T> {
  readonly #capacity: number
  readonly #perClient: number
  readonly #flows: Flow<T>[]
  /** Flows with visits, in no order. */
  readonly #active: Flow<T>[] = []
  /** How many visits of a client wait; only clients that have one, so never more than `capacity`. */
  readonly #waitingOf = new Map<number, number>()
  #length = 0
  #virtualTime = 0

  constructor({ capacity = 1024, perClient = 32 }: AdmissionQueueOptions = {}) {
    if (!(capacity >= 1) || !(perClient >= 1)) {
      throw new RangeError(`Admission queue: capacity ${capacity} and perClient ${perClient} must be at least 1.`)
    }
    this.#capacity = capacity
    this.#perClient = perClient
    this.#flows = VISIT_CLASSES.flatMap((visitClass) =>
      Array.from({ length: LANES }, (_, lane) => ({
        visitClass,
        weight: weightOf(visitClass) * LANE_WEIGHT ** lane,
        limitMs: waitLimitMs(visitClass),
        oldest: null,
        newest: null,
        length: 0,
        tag: 0,
      })),
    )
  }

  get length(): number {
    return this.#length
  }

  get capacity(): number {
    return this.#capacity
  }

  /** How many visits wait in each class that has any. */
  lengths(): (VisitClass & { waiting: number })[] {
    const lengths = VISIT_CLASSES.map((visitClass) => ({ ...visitClass, waiting: 0 }))
    for (const flow of this.#active) {
      const length = lengths[classIndex(flow.visitClass)]
      if (length) length.waiting += flow.length
    }
    return lengths.filter(({ waiting }) => waiting > 0)
  }

  /** Puts a visit in line. When there is no room, the newest visit of the lightest flow goes, if this one weighs more. */
  push(value: T, { visitClass, client, cost }: PushOptions, now: number): PushResult<T> {
    const others = this.#waitingOf.get(client) ?? 0
    // A school or a mobile network is one client too: only where room is scarce may it not have it all.
    if (others >= this.#perClient && this.#length >= this.#capacity / 2) return { kind: 'full' }
    const lane = Math.min(LANES - 1, 32 - Math.clz32(others))
    const flow = this.#flows[classIndex(visitClass) * LANES + lane]
    if (!flow) throw new RangeError(`Admission queue: no such class: ${JSON.stringify(visitClass)}`)

    let evicted: Entry<T> | null = null
    if (this.#length >= this.#capacity) {
      const lightest = this.#lightest()
      if (!lightest || lightest.weight >= flow.weight) return { kind: 'full' }
      evicted = lightest.newest
      if (evicted) this.#remove(evicted)
    }

    const entry: Entry<T> = { value, visitClass, client, cost, since: now, flow, older: flow.newest, newer: null }
    if (flow.newest) flow.newest.newer = entry
    else flow.oldest = entry
    flow.newest = entry
    if (flow.length++ === 0) this.#active.push(flow)
    this.#waitingOf.set(client, (this.#waitingOf.get(client) ?? 0) + 1)
    this.#length++
    return { kind: 'waiting', entry, evicted }
  }

  /** Takes out the visit whose turn it is, among the classes that are open; null when there is none. */
  take(now: number, open: (visitClass: VisitClass) => boolean): Waiting<T> | null {
    let next: Flow<T> | null = null
    let nextTag = 0
    for (const flow of this.#active) {
      if (!open(flow.visitClass)) continue
      // A flow that was closed for a while has no claim to what it missed.
      const tag = Math.max(flow.tag, this.#virtualTime)
      if (!next || tag < nextTag || (tag === nextTag && flow.weight > next.weight)) {
        next = flow
        nextTag = tag
      }
    }
    if (!next?.oldest) return null
    this.#virtualTime = nextTag
    const late = now - next.oldest.since > next.limitMs / 2
    const entry = late ? next.newest : next.oldest
    if (!entry) return null
    next.tag = nextTag + entry.cost / next.weight
    this.#remove(entry)
    return entry
  }

  /** Takes a visit out; false when it does not wait any more. */
  cancel(waiting: Waiting<T>): boolean {
    const entry = waiting as Entry<T>
    if (!entry.flow) return false
    this.#remove(entry)
    return true
  }

  /** Takes out one visit that has waited as long as its class may; null when there is none (any more). */
  takeExpired(now: number): Waiting<T> | null {
    for (const { oldest, limitMs } of this.#active) {
      if (oldest && now - oldest.since >= limitMs) {
        this.#remove(oldest)
        return oldest
      }
    }
    return null
  }

  #lightest(): Flow<T> | null {
    let lightest: Flow<T> | null = null
    for (const flow of this.#active) if (!lightest || flow.weight < lightest.weight) lightest = flow
    return lightest
  }

  #remove(entry: Entry<T>): void {
    const { flow, older, newer } = entry
    if (!flow) return
    if (older) older.newer = newer
    else flow.oldest = newer
    if (newer) newer.older = older
    else flow.newest = older
    entry.flow = null
    entry.older = null
    entry.newer = null
    if (--flow.length === 0) {
      const last = this.#active.pop()
      if (last && last !== flow) this.#active[this.#active.indexOf(flow)] = last
    }
    const others = (this.#waitingOf.get(entry.client) ?? 1) - 1
    if (others > 0) this.#waitingOf.set(entry.client, others)
    else this.#waitingOf.delete(entry.client)
    this.#length--
  }
}
