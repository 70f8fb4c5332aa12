import type { TLSSocket } from 'node:tls'
import { HOST } from '../edge.test-support.js'
import { END_HEADERS, END_STREAM, FRAME, field, frame, HEAD_BYTES, PREFACE } from './http2-frame.test-support.js'
import { tlsConnect } from './tls.test-support.js'

/** The fields of a GET, and more. */
export function fields(path = '/', more: readonly (readonly [string, string])[] = []): Buffer {
  const all = [[':method', 'GET'], [':scheme', 'https'], [':authority', HOST], [':path', path], ...more] as const
  return Buffer.concat(all.map(([name, value]) => field(name, value)))
}

/** A visitor who speaks frames: sends what a test says, acknowledges nothing by himself, keeps counts of what comes. */
export class FrameClient {
  readonly socket: TLSSocket
  /** Frames that came, by type. */
  readonly came = new Map<number, number>()
  /** Answers that came to their end. */
  ended = 0
  /** Code of the GOAWAY that came last; null without one. */
  goaway: number | null = null
  readonly closed: Promise<void>
  #buffer: Buffer = Buffer.alloc(0)
  #next = 1

  constructor(socket: TLSSocket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    this.closed = new Promise((resolve) => void socket.once('close', () => resolve()))
  }

  /** @param settings payload of the first SETTINGS frame */
  static async connect(port: number, settings: Buffer = Buffer.alloc(0)): Promise<FrameClient> {
    const client = new FrameClient(await tlsConnect(port, { ALPNProtocols: ['h2'] }))
    client.socket.write(Buffer.concat([Buffer.from(PREFACE), frame(FRAME.settings, 0, 0, settings)]))
    return client
  }

  send(...frames: Buffer[]): void {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(frames))
  }

  /** The number of a stream that was not used yet. */
  stream(): number {
    this.#next += 2
    return this.#next - 2
  }

  /** A whole GET on a stream of its own. */
  get(path?: string, more?: readonly (readonly [string, string])[]): Buffer {
    return frame(FRAME.headers, END_HEADERS | END_STREAM, this.stream(), fields(path, more))
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk])
    while (this.#buffer.length >= HEAD_BYTES) {
      const length = this.#buffer.readUIntBE(0, 3)
      if (this.#buffer.length < HEAD_BYTES + length) return
      const type = this.#buffer.readUInt8(3)
      this.came.set(type, (this.came.get(type) ?? 0) + 1)
      const ends = (this.#buffer.readUInt8(4) & END_STREAM) !== 0
      if (ends && (type === FRAME.data || type === FRAME.headers)) this.ended++
      if (type === FRAME.goaway) this.goaway = this.#buffer.readUInt32BE(HEAD_BYTES + 4)
      this.#buffer = this.#buffer.subarray(HEAD_BYTES + length)
    }
  }
}
