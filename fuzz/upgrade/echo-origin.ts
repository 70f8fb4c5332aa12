import { createServer, type Socket } from 'node:net'
import { nextTurn } from '../listener/come.js'
import type { FuzzOrigin } from '../listener/fuzzed-edge.js'
import { TunnelEnd } from './tunnel-end.js'
import type { Answer } from './tunnel-script.js'

const AGREED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const REFUSED = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'
const LATE_TURNS = 8

/** An origin that changes the protocol, or not, and then says back whatever it is sent. Other requests get `ok`. */
export class EchoOrigin implements FuzzOrigin {
  readonly #server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket))
  readonly #sockets = new Set<Socket>()
  port = 0
  /** What it says to the next change of protocol. */
  answer: Answer = 'agrees'
  /** Its end of the tunnel, once there is one. */
  tunnel: TunnelEnd | null = null
  /** Requests to change the protocol since `begin`. */
  asked = 0
  /** It has agreed, refused or left, and does nothing by itself any more. */
  hasAnswered = false

  begin(answer: Answer): void {
    this.answer = answer
    this.tunnel = null
    this.asked = 0
    this.hasAnswered = false
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    this.port = typeof address === 'object' && address ? address.port : 0
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.once('end', () => socket.end())
    let head = ''
    const onData = (chunk: Buffer) => {
      head += chunk.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      const early = Buffer.from(head.slice(end + 4), 'latin1')
      const wantsUpgrade = /\r\nupgrade: /i.test(head.slice(0, end))
      head = ''
      if (wantsUpgrade) {
        socket.off('data', onData).pause()
        void this.#change(socket, early)
      } else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    }
    socket.on('data', onData)
  }

  async #change(socket: Socket, early: Buffer): Promise<void> {
    this.asked++
    const { answer } = this
    if (answer === 'leaves' || answer === 'refuses') {
      this.hasAnswered = true
      if (answer === 'refuses') socket.resume().end(REFUSED)
      else socket.destroy()
      return
    }
    const [before, rest] = answer === 'agrees in halves' ? [AGREED.slice(0, 40), AGREED.slice(40)] : ['', AGREED]
    socket.write(before)
    for (let turn = 0; answer !== 'agrees' && turn < LATE_TURNS; turn++) await nextTurn()
    this.hasAnswered = true
    if (socket.destroyed) return
    if (early.length > 0) socket.unshift(early)
    socket.cork()
    socket.write(rest)
    this.tunnel = new TunnelEnd(socket, { echoes: true })
    if (answer === 'agrees and speaks') this.tunnel.say(Buffer.from('first words'))
    socket.uncork()
  }
}
