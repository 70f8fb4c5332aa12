/** Since when something has been so without a break, for many things at once. What was not said to be so lately is forgotten. */
export class Lasting {
  #since = new Map<string, number>()

  /** @param keys what is so now @returns of these, what has been so for so long */
  update(keys: readonly string[], forMs: number, now: number): ReadonlySet<string> {
    this.#since = new Map(keys.map((key) => [key, this.#since.get(key) ?? now]))
    return new Set(keys.filter((key) => now - (this.#since.get(key) ?? now) >= forMs))
  }

  /** How long it has been so, in whole seconds. */
  seconds(key: string, now: number): number {
    return Math.floor((now - (this.#since.get(key) ?? now)) / 1000)
  }
}
