import type { Socket } from 'node:net'
import { openLoopback } from './open-loopback.js'
import { type ParsedResponse, ResponseParser } from './response-parser.js'
import type { Target } from './target.js'

export type Exchange =
  | { kind: 'answered'; response: ParsedResponse }
  /** `reused`: it had answered before and may have been closed for being idle, which is nobody's fault. */
  | { kind: 'closed'; reused: boolean; why: string }
  | { kind: 'too late' }

const KEEP_BYTES = 2 * 1024 * 1024

/** One kept-alive connection of a rehearsed visitor; one request at a time. */
export class VisitConnection {
  readonly #socket: Socket
  readonly #parser: ResponseParser
  #settle: ((exchange: Exchange) => void) | null = null
  #answers = 0
  #connected = false
  #dead = false
  #waiting: string | null = null

  constructor(target: Target, from: string) {
    this.#parser = new ResponseParser({ keepBytes: KEEP_BYTES, onResponse: (response) => this.#answered(response) })
    this.#socket = openLoopback(target, { from }, (socket) => {
      this.#connected = true
      if (this.#waiting !== null) socket.write(this.#waiting)
      this.#waiting = null
    })
    let why = 'closed without an answer'
    this.#socket.on('data', (chunk: Buffer) => {
      if (!this.#parser.push(chunk)) {
        why = 'answered with something that is not HTTP'
        this.#socket.destroy()
      }
    })
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      why = error.code ?? error.message
    })
    this.#socket.on('end', () => this.#parser.end())
    this.#socket.on('close', () => {
      this.#dead = true
      this.#finish({ kind: 'closed', reused: this.#answers > 0 && !this.#parser.inAnswer, why })
    })
  }

  get usable(): boolean {
    return !this.#dead && this.#settle === null
  }

  /** @param request a whole request, head and body @param timeoutMs after which the visitor leaves */
  exchange(method: string, request: string, timeoutMs: number): Promise<Exchange> {
    if (!this.usable) throw new Error('this connection is busy or closed')
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#finish({ kind: 'too late' })
        this.close()
      }, timeoutMs)
      this.#settle = (exchange) => {
        clearTimeout(timer)
        this.#settle = null
        resolve(exchange)
      }
      this.#parser.expect(method)
      if (this.#connected) this.#socket.write(request)
      else this.#waiting = request
    })
  }

  close(): void {
    this.#dead = true
    this.#socket.destroy()
  }

  #answered(response: ParsedResponse): void {
    this.#answers++
    if (response.head.closes) this.close()
    this.#finish({ kind: 'answered', response })
  }

  #finish(exchange: Exchange): void {
    this.#settle?.(exchange)
  }
}
