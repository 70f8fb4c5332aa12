import { ATTRIBUTES, UNKNOWN } from '../traffic/attributes.js'
import type { VisitSample } from '../traffic/visit-sample.js'

const COLUMNS = ATTRIBUTES.length

/** By column, small integers from 1 for the ids of values, in the order of their coming; 0 for `UNKNOWN`. */
export class ValueCodes {
  readonly #before: readonly ReadonlyMap<number, number>[]
  readonly #codes = ATTRIBUTES.map(() => new Map<number, number>())
  readonly #idsBefore: readonly Int32Array[] | null
  #ids: Int32Array[] | null = null

  /** @param before whose codes stay as they are: what is new goes on after them, and is not added to them */
  constructor(before?: ValueCodes) {
    this.#before = before === undefined ? ATTRIBUTES.map(() => new Map()) : before.#codes
    this.#idsBefore = before === undefined ? null : before.ids()
  }

  /** How many ids of a column have a code. */
  size(column: number): number {
    return (this.#before[column]?.size ?? 0) + (this.#codes[column]?.size ?? 0)
  }

  /** By column and code, the id. */
  ids(): readonly Int32Array[] {
    this.#ids ??= this.#codes.map((codes, column) => {
      const ids = new Int32Array(this.size(column) + 1).fill(UNKNOWN)
      const before = this.#idsBefore?.[column]
      if (before) ids.set(before)
      let at = before?.length ?? 1
      for (const id of codes.keys()) ids[at++] = id
      return ids
    })
    return this.#ids
  }

  /** Codes of all values of a sample, row by row. */
  of({ length, values }: VisitSample): Int32Array {
    const all = new Int32Array(length * COLUMNS)
    for (let column = 0; column < COLUMNS; column++) {
      let lastId = UNKNOWN
      let lastCode = 0
      for (let at = column; at < all.length; at += COLUMNS) {
        const id = values[at] ?? UNKNOWN
        if (id !== lastId) {
          lastId = id
          lastCode = this.#code(column, id)
        }
        all[at] = lastCode
      }
    }
    return all
  }

  #code(column: number, id: number): number {
    if (id === UNKNOWN) return 0
    const known = this.#before[column]?.get(id) ?? this.#codes[column]?.get(id)
    if (known !== undefined) return known
    const next = this.size(column) + 1
    this.#ids = null
    this.#codes[column]?.set(id, next)
    return next
  }
}
