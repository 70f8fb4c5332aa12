import { mix, powerOfTwoAtLeast } from './mix.js'

/**
 * From a number to a slot, for at most `capacity` keys: open addressing in two typed arrays, so that ten million
 * different keys passing through leave no garbage (a `Map` under the same churn grows and collects).
 */
export class SlotIndex {
  readonly #keys: Float64Array
  /** Slot + 1; 0 is an empty cell. */
  readonly #slots: Int32Array
  readonly #mask: number
  readonly #capacity: number
  #size = 0

  constructor(capacity: number) {
    const cells = powerOfTwoAtLeast(Math.max(8, capacity * 2))
    this.#capacity = capacity
    this.#keys = new Float64Array(cells)
    this.#slots = new Int32Array(cells)
    this.#mask = cells - 1
  }

  get size(): number {
    return this.#size
  }

  /** The slot of a key, or -1. */
  get(key: number): number {
    return (this.#slots[this.#cell(key)] ?? 0) - 1
  }

  /** @throws RangeError when a new key comes although the index is full: a bug in the owner. */
  set(key: number, slot: number): void {
    const cell = this.#cell(key)
    if (this.#slots[cell] === 0) {
      if (this.#size >= this.#capacity) throw new RangeError(`SlotIndex: more than ${this.#capacity} keys.`)
      this.#size++
    }
    this.#keys[cell] = key
    this.#slots[cell] = slot + 1
  }

  delete(key: number): void {
    let hole = this.#cell(key)
    if (this.#slots[hole] === 0) return
    this.#size--
    // Backward shift (Knuth 6.4, algorithm R): move up what would no longer be found past the hole; no tombstones.
    for (let next = (hole + 1) & this.#mask; this.#slots[next] !== 0; next = (next + 1) & this.#mask) {
      const home = mix(this.#keys[next] ?? 0, 0) & this.#mask
      if (((next - home) & this.#mask) < ((next - hole) & this.#mask)) continue
      this.#keys[hole] = this.#keys[next] ?? 0
      this.#slots[hole] = this.#slots[next] ?? 0
      hole = next
    }
    this.#slots[hole] = 0
  }

  #cell(key: number): number {
    let cell = mix(key, 0) & this.#mask
    while (this.#slots[cell] !== 0 && this.#keys[cell] !== key) cell = (cell + 1) & this.#mask
    return cell
  }
}
