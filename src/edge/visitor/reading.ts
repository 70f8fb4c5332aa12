import type { Transfer } from '../connections/connection.js'
import type { Reply } from './reply.js'

/** How a visitor takes an answer, for the sweep to watch. */
export class Reading implements Transfer {
  readonly #reply: Reply

  constructor(reply: Reply) {
    this.#reply = reply
  }

  progress(): number {
    return this.#reply.bytes - this.#reply.pending
  }

  awaited(): boolean {
    return this.#reply.pending > 0 || this.#reply.lingers
  }

  tooSlow(): void {
    this.#reply.abort()
  }
}
