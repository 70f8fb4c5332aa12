import { MOST_FOLLOWERS, MOST_ROWS } from '../link/messages.js'
import { ATTRIBUTES } from '../traffic/attributes.js'
import type { VisitSample } from '../traffic/visit-sample.js'

const COLUMNS = ATTRIBUTES.length

export interface TakenVisits {
  /** How many visits there were. */
  seen: number
  /** Of those, at most `MOST_ROWS`, each as likely as any other, in the order of their times. */
  sample: VisitSample
  /** Clients that asked for files of pages, each once, at most `MOST_FOLLOWERS`. */
  followers: Int32Array
}

/**
 * A uniform sample of the visits since it was last taken (Vitter, "Random sampling with a reservoir", ACM TOMS 11:1,
 * 1985, algorithm R), and who asked for the files of pages. Of fixed size; nothing is allocated for a visit.
 */
export class VisitSampler {
  readonly #values = new Int32Array(MOST_ROWS * COLUMNS)
  readonly #networks = new Int32Array(MOST_ROWS)
  readonly #clients = new Int32Array(MOST_ROWS)
  readonly #times = new Float64Array(MOST_ROWS)
  readonly #followers = new Set<number>()
  readonly #random: () => number
  #seen = 0

  /** @param random numbers from 0 to less than 1 */
  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /** Counts a visit. @returns its place in the sample, where it must then be put; -1 when it is not wanted */
  next(): number {
    const before = this.#seen++
    if (before < MOST_ROWS) return before
    const place = Math.floor(this.#random() * (before + 1))
    return place < MOST_ROWS ? place : -1
  }

  /** @param values one id for each attribute @param network and client: keyed 32-bit hashes */
  put(place: number, values: Int32Array, network: number, client: number, now: number): void {
    this.#values.set(values, place * COLUMNS)
    this.#networks[place] = network
    this.#clients[place] = client
    this.#times[place] = now
  }

  /** The client has asked for a file. */
  follows(client: number): void {
    if (this.#followers.size < MOST_FOLLOWERS) this.#followers.add(client)
  }

  /** What has come since the last call. */
  take(): TakenVisits {
    const length = Math.min(this.#seen, MOST_ROWS)
    const order = Array.from({ length }, (_, place) => place)
    order.sort((a, b) => (this.#times[a] ?? 0) - (this.#times[b] ?? 0))
    const values = new Int32Array(length * COLUMNS)
    for (const [row, place] of order.entries()) {
      values.set(this.#values.subarray(place * COLUMNS, (place + 1) * COLUMNS), row * COLUMNS)
    }
    const taken = {
      seen: this.#seen,
      sample: {
        length,
        values,
        networks: Int32Array.from(order, (place) => this.#networks[place] ?? 0),
        clients: Int32Array.from(order, (place) => this.#clients[place] ?? 0),
        times: Float64Array.from(order, (place) => this.#times[place] ?? 0),
      },
      followers: Int32Array.from(this.#followers),
    }
    this.#seen = 0
    this.#followers.clear()
    return taken
  }
}
