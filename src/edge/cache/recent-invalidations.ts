/** Long enough for an answer that was on its way when its URL was invalidated. */
const REMEMBERED_MS = 60_000
const MAX_REMEMBERED = 4_096

/** Remembers which URLs were invalidated lately, so that an answer made before is not stored after. Bounded. */
export class RecentInvalidations {
  /** Key to Unix milliseconds, oldest first. */
  readonly #at = new Map<string, number>()

  note(key: string, now: number): void {
    this.#at.delete(key)
    this.#at.set(key, now)
    for (const [oldest, at] of this.#at) {
      if (this.#at.size <= MAX_REMEMBERED && now - at < REMEMBERED_MS) break
      this.#at.delete(oldest)
    }
  }

  /** Whether `key` was invalidated at `since` or later. */
  happenedSince(key: string, since: number, now: number): boolean {
    const at = this.#at.get(key)
    return at !== undefined && at >= since && now - at < REMEMBERED_MS
  }

  get size(): number {
    return this.#at.size
  }
}
