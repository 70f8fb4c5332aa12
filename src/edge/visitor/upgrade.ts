import type { Duplex } from 'node:stream'

/** What a visitor may send in the new protocol before the origin has agreed to it. */
const EARLY_BYTES = 64 * 1024

/**
 * A change of protocol that a visitor has asked for. Until the origin has answered it reads on, so that a visitor who
 * leaves is noticed, and keeps what was sent too early.
 */
export class Upgrade {
  /** `websocket` and the like. */
  readonly protocol: string
  readonly socket: Duplex
  #early: Buffer[]
  #bytes: number
  readonly #onData = (chunk: Buffer) => {
    this.#early.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes >= EARLY_BYTES) this.socket.pause()
  }
  readonly #onEnd = () => this.socket.destroy()

  /** @param head what followed the request's head already */
  constructor(protocol: string, socket: Duplex, head: Buffer) {
    this.protocol = protocol
    this.socket = socket
    this.#early = [head]
    this.#bytes = head.length
    socket.on('data', this.#onData).on('end', this.#onEnd)
  }

  /** The origin has agreed: from now on the socket is the caller's. @returns what the visitor has sent meanwhile */
  handOver(): Buffer {
    this.socket.off('data', this.#onData).off('end', this.#onEnd).pause()
    return Buffer.concat(this.#early)
  }
}
