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

  /** The visits since a time, at most `most` of them: then every second, third … of them, oldest first. */
  since(time: number, most: number): VisitSample {
    const rows: number[] = []
    const length = this.length
    for (let i = 0; i < length; i++) {
      const row = (this.#added - length + i) % this.#capacity
      if ((this.#times[row] ?? 0) >= time) rows.push(row)
    }
    const stride = Math.max(1, Math.ceil(rows.length / most))
    const chosen = rows.filter((_, i) => i % stride === 0)
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
