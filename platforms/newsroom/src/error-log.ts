const windowMs = 1_000

/**
 * Writes errors as one line each, at most one a second: during a flood every request may fail, and a log that grows with
 * the flood is the next thing to break.
 */
export class ErrorLog {
  readonly #write: (line: string) => void
  #quietUntil = 0
  #suppressed = 0

  constructor(write: (line: string) => void) {
    this.#write = write
  }

  /** @param now Unix time in milliseconds */
  note(error: Error, now: number): void {
    if (now < this.#quietUntil) {
      this.#suppressed++
      return
    }
    const more = this.#suppressed > 0 ? ` (and ${this.#suppressed} more since the last line)` : ''
    this.#write(`newsroom: ${error.message.replaceAll('\n', ' ')}${more}`)
    this.#suppressed = 0
    this.#quietUntil = now + windowMs
  }
}
