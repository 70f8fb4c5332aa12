const FIRST_MS = 50
const LONGEST_MS = 2_000

/** How long somebody waits before the next connection: twice as long each time in a row that one ends. */
export class BackOff {
  #ms = 0
  #until = 0

  isOver(now: number): boolean {
    return now >= this.#until
  }

  failed(now: number): void {
    this.#ms = Math.min(LONGEST_MS, Math.max(FIRST_MS, this.#ms * 2))
    this.#until = now + this.#ms
  }

  succeeded(): void {
    this.#ms = 0
  }
}
