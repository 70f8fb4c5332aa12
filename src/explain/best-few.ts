/** The best few of many, with bounded memory. What is better is said by a comparison that knows no ties. */
export class BestFew<T> {
  readonly #most: number
  readonly #compare: (a: T, b: T) => number
  #kept: T[] = []

  /** @param compare negative when `a` is better */
  constructor(most: number, compare: (a: T, b: T) => number) {
    this.#most = most
    this.#compare = compare
  }

  add(item: T): void {
    this.#kept.push(item)
    if (this.#kept.length > 8 * this.#most) this.#cut()
  }

  /** Best first. */
  all(): readonly T[] {
    this.#cut()
    return this.#kept
  }

  #cut(): void {
    this.#kept.sort(this.#compare)
    this.#kept = this.#kept.slice(0, this.#most)
  }
}
