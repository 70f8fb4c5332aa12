import { TwoGenerations } from '../traffic/two-generations.js'
import type { Evidence } from './evidence.js'

const MOST_CLIENTS = 32_768
export const CLEARED_FOR_MS = 5 * 60_000

/**
 * Who has passed a challenge and refuses cookies, by address and browser, for five minutes. Bounded: whoever is
 * forgotten waits once more.
 */
export class ClearedClients {
  readonly #clients = new TwoGenerations<number, { evidence: Evidence; until: number }>(MOST_CLIENTS)

  /** @param client keyed hash of address and browser together */
  clear(client: number, evidence: Evidence, now: number): void {
    this.#clients.set(client, { evidence, until: now + CLEARED_FOR_MS })
  }

  /** What the client has shown; null when nothing, or too long ago. */
  of(client: number, now: number): Evidence | null {
    const known = this.#clients.get(client)
    return known && now < known.until ? known.evidence : null
  }

  get size(): number {
    return this.#clients.size
  }

  get most(): number {
    return 2 * MOST_CLIENTS
  }
}
