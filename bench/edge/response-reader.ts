/**
 * Counts the responses on one connection and throws their bodies away. Knows responses with Content-Length only: every
 * contender sends those, and one that does not is not measured by accident.
 */
export class ResponseReader {
  readonly #onResponse: (status: number) => void
  #head = ''
  #bodyLeft = 0
  #status = 0

  constructor(onResponse: (status: number) => void) {
    this.#onResponse = onResponse
  }

  /** @throws Error when the response has no Content-Length */
  read(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#bodyLeft === 0) {
        at = this.#readHead(chunk, at)
        if (at < 0) return
      }
      const taken = Math.min(this.#bodyLeft, chunk.length - at)
      this.#bodyLeft -= taken
      at += taken
      if (this.#bodyLeft === 0) this.#onResponse(this.#status)
    }
  }

  /** @returns where the body begins, -1 when the head goes on in the next chunk */
  #readHead(chunk: Buffer, at: number): number {
    const before = this.#head.length
    this.#head += chunk.toString('latin1', at, at + 4096)
    const end = this.#head.indexOf('\r\n\r\n')
    if (end < 0) return -1
    const head = this.#head.slice(0, end)
    this.#head = ''
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined) throw new Error(`A response without Content-Length:\n${head}`)
    this.#status = Number(head.slice(9, 12))
    this.#bodyLeft = Number(length)
    return at + end + 4 - before
  }
}
