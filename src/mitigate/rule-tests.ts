import type { RuleTest } from '../explain/rule.js'
import { COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { Dictionary } from '../traffic/dictionary.js'

/** The tests of a rule, made ready to be tried on many visits. */
export class RuleTests {
  readonly #tests: readonly RuleTest[]
  readonly #dictionaries: readonly Dictionary[]
  readonly #columns: Int32Array
  /** By test, the value's id; `UNKNOWN` for `unseen`. */
  readonly #ids: Int32Array

  constructor(tests: readonly RuleTest[], dictionaries: readonly Dictionary[]) {
    this.#tests = tests
    this.#dictionaries = dictionaries
    this.#columns = Int32Array.from(tests, ({ attribute }) => COLUMN[attribute])
    this.#ids = new Int32Array(tests.length)
    this.refresh()
  }

  /** A dictionary gives a value that it has forgotten another id: call it now and then, once a second will do. */
  refresh(): void {
    for (const [test, { attribute, op, value }] of this.#tests.entries()) {
      this.#ids[test] = op === 'unseen' ? UNKNOWN : (this.#dictionaries[COLUMN[attribute]]?.id(value) ?? UNKNOWN)
    }
  }

  /** Whether a visit passes all tests. One of which an attribute is unknown passes no test of it. */
  matches(values: Int32Array, isUnseen: (column: number, id: number) => boolean): boolean {
    const columns = this.#columns
    const ids = this.#ids
    for (let test = 0; test < columns.length; test++) {
      const column = columns[test] ?? 0
      const id = ids[test] ?? UNKNOWN
      const value = values[column] ?? UNKNOWN
      if (id === UNKNOWN ? value === UNKNOWN || !isUnseen(column, value) : value !== id) return false
    }
    return true
  }
}
