import type { EdgeSummary, VisitsMessage } from '../../link/messages.js'
import { type EdgeStatus, type FrictionStatus, SELF_CHECKS, type SelfCheck, type SelfCheckStatus } from '../status.js'
import { ChallengeCheck } from './challenge-check.js'
import type { CheckedEdge, CheckedPlatform } from './checked.js'
import { ClockCheck } from './clock-check.js'
import { EdgesCheck } from './edges-check.js'
import { FailOpenCheck } from './fail-open-check.js'
import { oneAddressSays } from './one-address-check.js'
import { OrdersCheck } from './orders-check.js'

/** The whole Holdfast as self-checks see it. */
export interface CheckedState {
  generation: number
  edges: readonly CheckedEdge[]
  platforms: readonly CheckedPlatform[]
  /** In force. */
  friction: readonly FrictionStatus[]
}

/** What Holdfast checks of itself: faults that would otherwise be noticed by nobody but the visitors. */
export class SelfChecks {
  readonly #challenges = new ChallengeCheck()
  readonly #orders = new OrdersCheck()
  readonly #failOpen = new FailOpenCheck()
  readonly #clocks = new ClockCheck()
  readonly #edges = new EdgesCheck()
  #said: Partial<Record<SelfCheck, string[]>> = {}
  /** Kept up to date by who may write files. */
  diskTroubles: readonly string[] = []

  /** A few times a second. @param wall the machine's clock @param now the clock that nobody can set */
  tick(wall: number, now: number): void {
    this.#clocks.tick(wall, now)
  }

  /** An edge tells. @param platforms names, in the order of its summary */
  take(pid: number, summary: EdgeSummary, platforms: readonly string[], now: number): void {
    this.#clocks.take(pid, summary.at, now)
    for (const [i, { challenges, outcomes }] of summary.platforms.entries()) {
      const name = platforms[i]
      if (name === undefined) continue
      this.#challenges.take(name, challenges, now)
      const visits = outcomes.reduce((sum, count) => sum + count, 0)
      if (visits > 0) this.#edges.take(pid, name, { visits }, now)
    }
  }

  takeHits(pid: number, platform: string, { hits }: Pick<VisitsMessage, 'hits'>, now: number): void {
    if (hits.length > 0) this.#edges.take(pid, platform, { hits }, now)
  }

  /** Once a second. */
  look(state: CheckedState, now: number): void {
    const { edges, platforms, friction } = state
    const statuses = platforms.map(({ status }) => status)
    this.#said = {
      challenges: this.#challenges.says(statuses, friction, now),
      orders: this.#orders.says(state, now),
      'fail-open': this.#failOpen.says(platforms, now),
      clocks: this.#clocks.says(
        edges.map(({ pid }) => pid),
        now,
      ),
      edges: this.#edges.says(state, now),
    }
  }

  statuses(edges: readonly Pick<EdgeStatus, 'mostFromOne'>[]): SelfCheckStatus[] {
    const said = { ...this.#said, disk: [...this.diskTroubles], addresses: oneAddressSays(edges) }
    return SELF_CHECKS.map((check) => ({ check, says: said[check] ?? [] }))
  }
}
