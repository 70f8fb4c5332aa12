const CAPACITY = 256
/** Where all windows sort, one after the other. */
const SORTING = new Float64Array(CAPACITY)

/** The values of a short stretch of time, for their median. Keeps the newest 256; allocates nothing. */
export class SampleWindow {
  readonly #leastMs: number
  readonly #leastSamples: number
  readonly #values = new Float64Array(CAPACITY)
  #count = 0
  #startedAt = 0

  /** The window is full after `leastMs` and `leastSamples`, whichever comes later. */
  constructor(leastMs: number, leastSamples: number) {
    this.#leastMs = leastMs
    this.#leastSamples = leastSamples
  }

  get count(): number {
    return this.#count
  }

  add(value: number, now: number): void {
    if (this.#count === 0) this.#startedAt = now
    this.#values[this.#count % CAPACITY] = value
    this.#count++
  }

  full(now: number): boolean {
    return this.#count >= this.#leastSamples && now - this.#startedAt >= this.#leastMs
  }

  /** Median of what is in the window, 0 when it is empty; the window is empty afterwards. */
  takeMedian(): number {
    const length = Math.min(this.#count, CAPACITY)
    this.#count = 0
    if (length === 0) return 0
    const sorted = SORTING.subarray(0, length)
    sorted.set(this.#values.subarray(0, length))
    sorted.sort()
    return ((sorted[(length - 1) >> 1] ?? 0) + (sorted[length >> 1] ?? 0)) / 2
  }
}
