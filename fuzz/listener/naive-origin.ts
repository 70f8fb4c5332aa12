import { createServer, type Socket } from 'node:net'
import type { FuzzOrigin } from './fuzzed-edge.js'
import { type StrictRequests, strictRequests } from './strict-http.js'

/** An origin that keeps every byte it is sent, reads it by the letter, and answers `ok` to each request. */
export class NaiveOrigin implements FuzzOrigin {
  readonly #server = createServer((socket) => this.#serve(socket))
  readonly #sockets = new Set<Socket>()
  readonly #streams = new Map<Socket, { text: string; answered: number }>()
  port = 0

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    this.port = typeof address === 'object' && address ? address.port : 0
  }

  /** What came over each connection since the last call. */
  take(): StrictRequests[] {
    const seen = [...this.#streams.values()].map(({ text }) => strictRequests(text))
    for (const [socket, stream] of this.#streams) {
      if (socket.destroyed || strictRequests(stream.text).rest !== 'nothing') this.#streams.delete(socket)
      else this.#streams.set(socket, { text: '', answered: 0 })
    }
    return seen
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    this.#streams.set(socket, { text: '', answered: 0 })
    socket.once('close', () => this.#sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      const stream = this.#streams.get(socket) ?? { text: '', answered: 0 }
      this.#streams.set(socket, stream)
      stream.text += chunk.toString('latin1')
      const { requests, rest } = strictRequests(stream.text)
      for (const { method } of requests.slice(stream.answered)) {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${method === 'HEAD' ? '' : 'ok'}`)
      }
      stream.answered = requests.length
      if (rest === 'malformed') socket.destroy()
    })
  }
}
