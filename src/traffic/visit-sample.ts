import { ATTRIBUTES } from './attributes.js'

const COLUMNS = ATTRIBUTES.length

/** Visits reduced to their attributes: a table of value ids, one row a visit. */
export interface VisitSample {
  /** Rows. */
  readonly length: number
  /** `length x ATTRIBUTES.length` value ids, row by row; `UNKNOWN` where nothing is known. */
  readonly values: Int32Array
  /** By row, keyed 32-bit hashes of the visitor's network and address. */
  readonly networks: Int32Array
  readonly clients: Int32Array
  /** By row, when, in milliseconds. */
  readonly times: Float64Array
}

/** The latest visits, at most `capacity`: the oldest make way. */
export class VisitRing {
  readonly #capacity: number
  readonly #values: Int32Array
  readonly #networks: Int32Array
  readonly #clients: Int32Array
  readonly #times: Float64Array
  #added = 0

  constructor(capacity: number) {
    this.#capacity = capacity
    this.#values = new Int32Array(capacity * COLUMNS)
    this.#networks = new Int32Array(capacity)
    this.#clients = new Int32Array(capacity)
    this.#times = new Float64Array(capacity)
  }

  /** @param values one id for each attribute, in the order of `ATTRIBUTES` */
  add(values: ArrayLike<number>, network: number, client: number, time: number): void {
    const row = this.#added++ % this.#capacity
    this.#values.set(values, row * COLUMNS)
    this.#networks[row] = network
    this.#clients[row] = client
    this.#times[row] = time
  }

  get length(): number {
    return Math.min(this.#added, this.#capacity)
  }

  /**
   * The visits since a time, at most `most` of them: then every second, third … of them, oldest first. They must have
   * been added in the order of their times.
   */
  since(time: number, most: number): VisitSample {
    let count = 0
    while (count < this.length && (this.#times[(this.#added - count - 1) % this.#capacity] ?? 0) >= time) count++
    const stride = Math.max(1, Math.ceil(count / most))
    const chosen = Array.from(
      { length: Math.ceil(count / stride) },
      (_, i) => (this.#added - count + i * stride) % this.#capacity,
    )
    const values = new Int32Array(chosen.length * COLUMNS)
    for (const [i, row] of chosen.entries()) {
      values.set(this.#values.subarray(row * COLUMNS, (row + 1) * COLUMNS), i * COLUMNS)
    }
    return {
      length: chosen.length,
      values,
      networks: Int32Array.from(chosen, (row) => this.#networks[row] ?? 0),
      clients: Int32Array.from(chosen, (row) => this.#clients[row] ?? 0),
      times: Float64Array.from(chosen, (row) => this.#times[row] ?? 0),
    }
  }
}
