import type { TLSSocket } from 'node:tls'
import { HOST } from '../edge.test-support.js'
import { tlsConnect } from './tls.test-support.js'

export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const
export const END_STREAM = 1
export const END_HEADERS = 4

const CANCEL = 8
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const HEAD_BYTES = 9

/** One frame, whatever is in it (RFC 9113, 4.1). */
export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** A field as a literal that is not indexed, without Huffman codes (RFC 7541, 6.2.2). */
export function field(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0]), text(name), text(value)])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1')
  return Buffer.concat([integer(bytes.length, 7), bytes])
}

/** RFC 7541, 5.1, with the bits before the prefix zero. */
function integer(value: number, prefix: number): Buffer {
  const most = 2 ** prefix - 1
  if (value < most) return Buffer.from([value])
  const bytes = [most]
  let rest = value - most
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...bytes, rest])
}

/** The fields of a GET, and more. */
export function fields(path = '/', more: readonly (readonly [string, string])[] = []): Buffer {
  const all = [[':method', 'GET'], [':scheme', 'https'], [':authority', HOST], [':path', path], ...more] as const
  return Buffer.concat(all.map(([name, value]) => field(name, value)))
}

export function reset(stream: number, code = CANCEL): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt32BE(code)
  return frame(FRAME.reset, 0, stream, payload)
}

export function setting(id: number, value: number): Buffer {
  const payload = Buffer.alloc(6)
  payload.writeUInt16BE(id)
  payload.writeUInt32BE(value, 2)
  return payload
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
