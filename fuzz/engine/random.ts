/** mulberry32 (Tommy Ettinger, public domain): small, fast, repeatable; no secrets are made with it. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** 0 <= x < 1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number, 0 <= x < below. */
  integer(below: number): number {
    return Math.floor(this.next() * below)
  }

  /** @throws RangeError when there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.integer(from.length)]
    if (picked === undefined) throw new RangeError('nothing to pick from')
    return picked
  }
}
