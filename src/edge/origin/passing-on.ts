import type { Reply } from '../visitor/reply.js'

/** The body of an answer on its way to the visitor, at the visitor's pace; what comes faster waits here. */
export class PassingOn {
  readonly #reply: Reply
  readonly #onRoom: () => void
  /** True while the visitor has not taken what was written. */
  #full = false
  /** Most answers never fill anything, and need not hear of room again. */
  #drains = false
  readonly #backlog: Buffer[] = []
  #trailers: string[] | null = null

  /** @param onRoom called when the visitor has taken all that came, unless it was the end */
  constructor(reply: Reply, onRoom: () => void) {
    this.#reply = reply
    this.#onRoom = onRoom
  }

  get full(): boolean {
    return this.#full
  }

  /** Never refuses: who need not keep up with the origin looks at `full` before it takes more. */
  write(chunk: Buffer): void {
    if (this.#full) this.#backlog.push(chunk)
    else this.#give(chunk)
  }

  end(trailers: string[]): void {
    this.#trailers = trailers
    if (this.#backlog.length === 0) this.#reply.end(undefined, trailers)
  }

  #give(chunk: Buffer): void {
    this.#full = !this.#reply.write(chunk)
    if (!this.#full || this.#drains) return
    this.#drains = true
    this.#reply.onDrain(() => this.#drained())
  }

  /** Piece by piece, so that it is seen how the visitor takes it. */
  #drained(): void {
    this.#full = false
    for (let chunk = this.#backlog.shift(); chunk; chunk = this.#full ? undefined : this.#backlog.shift()) {
      this.#give(chunk)
    }
    if (this.#backlog.length > 0) return
    if (this.#trailers) this.#reply.end(undefined, this.#trailers)
    else if (!this.#full) this.#onRoom()
  }
}
