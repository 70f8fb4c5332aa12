const WINDOW_MS = 10_000
const SLOT_MS = 1_000
const SLOTS = WINDOW_MS / SLOT_MS
/** Of the requests of the window, so many may be sent a second time … */
const SHARE = 0.1
/** … and so many in any case, or a quiet site could never repeat anything. */
const LEAST = 10

/** Lets a small share of requests be sent a second time, so that repeating never multiplies a flood. Of fixed size. */
export class RetryBudget {
  readonly #requests = new Float64Array(SLOTS)
  readonly #retries = new Float64Array(SLOTS)
  /** Number of the newest slot since the epoch. */
  #slot = 0

  /** A request is sent for the first time. */
  request(now: number): void {
    add(this.#requests, this.#at(now))
  }

  /** True when one may be repeated; it is then counted as repeated. */
  take(now: number): boolean {
    const at = this.#at(now)
    if (sum(this.#retries) + 1 > Math.max(LEAST, SHARE * sum(this.#requests))) return false
    add(this.#retries, at)
    return true
  }

  #at(now: number): number {
    const slot = Math.floor(now / SLOT_MS)
    const passed = Math.min(Math.max(slot - this.#slot, 0), SLOTS)
    for (let i = 1; i <= passed; i++) {
      const old = (slot - passed + i) % SLOTS
      this.#requests[old] = 0
      this.#retries[old] = 0
    }
    this.#slot = Math.max(slot, this.#slot)
    return this.#slot % SLOTS
  }
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0)
}

function add(counts: Float64Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1
}
