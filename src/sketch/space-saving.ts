import { SlotIndex } from './slot-index.js'

export interface TopEntry {
  key: number
  label: string
  /** Never less than what was added for the key. */
  amount: number
  /** `amount` is too high by at most this; `amount - error` was certainly added. */
  error: number
}

/**
 * The K keys with the largest amounts (Metwally et al., "Efficient computation of frequent and top-k elements in data
 * streams", ICDT 2005) with a binary heap: O(log K) an addition, fixed memory. Every key with more than total/K is in.
 */
export class SpaceSaving {
  readonly #capacity: number
  readonly #index: SlotIndex
  readonly #keys: Float64Array
  readonly #amounts: Float64Array
  readonly #errors: Float64Array
  readonly #labels: string[] = []
  /** Slots as a heap, the smallest amount first, and where in the heap each slot is. */
  readonly #heap: Int32Array
  readonly #place: Int32Array
  #size = 0

  /** @throws RangeError when the capacity is not a positive whole number. */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`SpaceSaving: the capacity is ${capacity}; it must be a whole number of at least 1.`)
    }
    this.#capacity = capacity
    this.#index = new SlotIndex(capacity)
    this.#keys = new Float64Array(capacity)
    this.#amounts = new Float64Array(capacity)
    this.#errors = new Float64Array(capacity)
    this.#heap = new Int32Array(capacity)
    this.#place = new Int32Array(capacity)
  }

  get size(): number {
    return this.#size
  }

  /** @param label asked for only when the key is new here; bound its length, it is kept. */
  add(key: number, amount: number, label: () => string): void {
    let slot = this.#index.get(key)
    if (slot === -1) {
      slot = this.#size < this.#capacity ? this.#fresh() : this.#evictSmallest()
      this.#index.set(key, slot)
      this.#keys[slot] = key
      this.#labels[slot] = label()
    }
    this.#amounts[slot] = (this.#amounts[slot] ?? 0) + amount
    this.#sink(this.#place[slot] ?? 0)
  }

  /** What was certainly added for the key; 0 when it is not among the K. */
  certain(key: number): number {
    const slot = this.#index.get(key)
    return slot === -1 ? 0 : (this.#amounts[slot] ?? 0) - (this.#errors[slot] ?? 0)
  }

  /** Calls back with what was certainly added for each of the K, in no order. */
  eachCertain(visit: (certain: number) => void): void {
    for (let slot = 0; slot < this.#size; slot++) visit((this.#amounts[slot] ?? 0) - (this.#errors[slot] ?? 0))
  }

  /** The `n` largest, largest first. */
  top(n: number): TopEntry[] {
    return Array.from({ length: this.#size }, (_, slot) => slot)
      .sort((a, b) => (this.#amounts[b] ?? 0) - (this.#amounts[a] ?? 0))
      .slice(0, n)
      .map((slot) => ({
        key: this.#keys[slot] ?? 0,
        label: this.#labels[slot] ?? '',
        amount: this.#amounts[slot] ?? 0,
        error: this.#errors[slot] ?? 0,
      }))
  }

  /** Multiplies every amount by a factor between 0 and 1, so that the past counts less. */
  decay(factor: number): void {
    for (let slot = 0; slot < this.#size; slot++) {
      this.#amounts[slot] = (this.#amounts[slot] ?? 0) * factor
      this.#errors[slot] = (this.#errors[slot] ?? 0) * factor
    }
  }

  #fresh(): number {
    const slot = this.#size++
    this.#heap[slot] = slot
    this.#place[slot] = slot
    this.#amounts[slot] = 0
    // A new slot with nothing in it belongs to the top of the heap.
    this.#rise(slot)
    return slot
  }

  /** The newcomer takes over the smallest amount, as its possible error. */
  #evictSmallest(): number {
    const slot = this.#heap[0] ?? 0
    this.#index.delete(this.#keys[slot] ?? 0)
    this.#errors[slot] = this.#amounts[slot] ?? 0
    return slot
  }

  #rise(at: number): void {
    let child = at
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (this.#amountAt(parent) <= this.#amountAt(child)) return
      this.#swap(parent, child)
      child = parent
    }
  }

  #sink(at: number): void {
    let parent = at
    for (;;) {
      let child = 2 * parent + 1
      if (child >= this.#size) return
      if (child + 1 < this.#size && this.#amountAt(child + 1) < this.#amountAt(child)) child++
      if (this.#amountAt(parent) <= this.#amountAt(child)) return
      this.#swap(parent, child)
      parent = child
    }
  }

  #amountAt(place: number): number {
    return this.#amounts[this.#heap[place] ?? 0] ?? 0
  }

  #swap(a: number, b: number): void {
    const slotA = this.#heap[a] ?? 0
    const slotB = this.#heap[b] ?? 0
    this.#heap[a] = slotB
    this.#heap[b] = slotA
    this.#place[slotA] = b
    this.#place[slotB] = a
  }
}
