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
    const length = this.length
    const newest = this.#added + this.#capacity - 1
    let count = 0
    while (count < length && (this.#times[(newest - count) % this.#capacity] as number) >= time) count++
    const stride = Math.max(1, Math.ceil(count / most))
    const rows = Math.ceil(count / stride)
    const values = new Int32Array(rows * COLUMNS)
    const networks = new Int32Array(rows)
    const clients = new Int32Array(rows)
    const times = new Float64Array(rows)
    for (let i = 0; i < rows; i++) {
      const row = (this.#added - count + i * stride) % this.#capacity
      values.set(this.#values.subarray(row * COLUMNS, (row + 1) * COLUMNS), i * COLUMNS)
      networks[i] = this.#networks[row] as number
      clients[i] = this.#clients[row] as number
      times[i] = this.#times[row] as number
    }
    return { length: rows, values, networks, clients, times }
  }
}
