import type { Ticket } from '../../admit/admission.js'
import type { Exchange } from '../exchange.js'

/** A place at the origin that a visit has got. It is given back once, and what it cost is put on the payer's account. */
export class OriginPlace {
  readonly #visit: Exchange
  readonly #ticket: Ticket | null
  readonly #now: () => number
  #since: number
  #latencyMs: number | null = 0
  #ok = true
  #done = false

  /** @param ticket null for an operator, who is served beside the limit */
  constructor(visit: Exchange, ticket: Ticket | null, now: () => number) {
    this.#visit = visit
    this.#ticket = ticket
    this.#now = now
    this.#since = now()
  }

  /** Another origin is asked: what the first one took says nothing about this one, and is nobody's debt. */
  startsAnew(): void {
    this.#since = this.#now()
  }

  /** @param latencyMs time to the first byte; null when that says nothing of how busy the origin is @param ok false when the origin failed or said that it is overloaded */
  answered(latencyMs: number | null, ok: boolean): void {
    this.#latencyMs = latencyMs
    this.#ok = ok
  }

  done(): void {
    if (this.#done) return
    this.#done = true
    const { platform, activity, payer, operator, route, request } = this.#visit
    const at = this.#now()
    const costMs = at - this.#since
    // Without an answer the visitor left first; how long the origin would have taken is not known.
    const latencyMs = this.#latencyMs === 0 ? costMs : this.#latencyMs
    if (this.#ticket) platform.admission.finish(this.#ticket, { latencyMs, ok: this.#ok }, at)
    if (!operator) platform.budget.charge(payer, costMs, platform.admission.calmMs(activity.index), at)
    platform.counts.origin(
      platform.routeKey(route),
      () => `${request.method} ${route}`,
      activity.index,
      costMs,
      !this.#ok,
    )
  }
}
