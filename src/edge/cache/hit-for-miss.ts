export interface HitForMissOptions {
  /** How long a key is remembered. */
  forMs: number
  /** Most keys remembered; the oldest is forgotten first. */
  maxKeys: number
}

/**
 * Remembers which keys lately had an answer that cannot be shared, so that their visitors are not made to wait for
 * each other in vain. Bounded.
 */
export class HitForMiss {
  readonly #forMs: number
  readonly #maxKeys: number
  /** Key to Unix milliseconds of its end. Insertion order is order of ending, since all last equally long. */
  readonly #until = new Map<string, number>()

  constructor({ forMs, maxKeys }: HitForMissOptions) {
    this.#forMs = forMs
    this.#maxKeys = maxKeys
  }

  remember(key: string, now: number): void {
    this.#until.delete(key)
    this.#until.set(key, now + this.#forMs)
    for (const [oldest, until] of this.#until) {
      if (this.#until.size <= this.#maxKeys && until > now) break
      this.#until.delete(oldest)
    }
  }

  has(key: string, now: number): boolean {
    const until = this.#until.get(key)
    return until !== undefined && now < until
  }

  forget(key: string): void {
    this.#until.delete(key)
  }

  get size(): number {
    return this.#until.size
  }
}
