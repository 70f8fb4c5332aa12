import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** One end of a tunnel, and all that was said and heard there. */
export class TunnelEnd {
  readonly socket: Socket
  readonly #heard: Buffer[] = []
  readonly #said: Buffer[] = []
  readonly #echoes: boolean
  #ignores = false
  /** What was under way may be lost: this end has cut the tunnel off, or has left before it heard a word. */
  mayLose = false
  heardBytes = 0

  /** @param echoes whether it says whatever it hears, and hears no more than it can say */
  constructor(socket: Socket, { echoes }: { echoes: boolean }) {
    this.socket = socket
    this.#echoes = echoes
    socket.on('data', (chunk: Buffer) => this.#hear(chunk))
    socket.on('drain', () => this.#ignores || socket.resume())
    if (echoes) socket.once('end', () => socket.end())
  }

  get heard(): Buffer {
    return Buffer.concat(this.#heard)
  }

  get said(): Buffer {
    return Buffer.concat(this.#said)
  }

  /** Of what was said, so much has left the process; 0 when this end is gone, since nobody knows then. */
  get sentBytes(): number {
    if (this.socket.destroyed) return 0
    return this.#said.reduce((sum, { length }) => sum + length, 0) - this.socket.writableLength
  }

  say(bytes: Buffer): void {
    if (!this.socket.writable || bytes.length === 0) return
    this.#said.push(bytes)
    this.socket.write(bytes)
  }

  end(): void {
    if (!this.socket.writable) return
    if (this.heardBytes === 0 && !this.#echoes) this.mayLose = true
    this.socket.end()
  }

  reset(): void {
    this.mayLose = true
    // Node resets no connection through its TLS; this closes it without TLS's own goodbye.
    if (this.socket instanceof TLSSocket) this.socket.destroy()
    else this.socket.resetAndDestroy()
  }

  /** Reads no more, until `listen`. */
  ignore(): void {
    this.#ignores = true
    this.socket.pause()
  }

  listen(): void {
    this.#ignores = false
    this.socket.resume()
  }

  #hear(chunk: Buffer): void {
    this.#heard.push(chunk)
    this.heardBytes += chunk.length
    if (!this.#echoes) return
    this.say(chunk)
    if (this.socket.writableNeedDrain) this.socket.pause()
  }
}
