import { connect, type NetConnectOpts, type Socket } from 'node:net'

export interface RawResponse {
  status: number
  statusText: string
  /** Fields in their order; names as they came. */
  fields: [name: string, value: string][]
  /** Values of a field in their order; the name without regard to case. */
  all(name: string): string[]
  /** The first of them. */
  get(name: string): string | undefined
  body: Buffer
  text: string
  /** Sizes of the chunks of a chunked body. */
  chunks: number[]
  trailers: [name: string, value: string][]
  /** Interim answers before it, 100 and the like. */
  interim: number[]
}

/** A visitor who speaks bytes: sends what a test says and reads HTTP/1.1 answers by the letter (RFC 9112). */
export class RawClient {
  readonly socket: Socket
  #buffer: Buffer<ArrayBufferLike> = Buffer.alloc(0)
  #ended = false
  #wake: (() => void) | null = null
  /** Resolves when the connection is over: `reset` after an error, `end` otherwise. */
  readonly closed: Promise<'end' | 'reset'>

  constructor(socket: Socket) {
    this.socket = socket
    let failed = false
    socket.on('data', (chunk: Buffer) => {
      this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
      this.#wake?.()
    })
    socket.on('error', () => {
      failed = true
    })
    const over = () => {
      this.#ended = true
      this.#wake?.()
    }
    socket.on('end', over)
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        over()
        resolve(failed ? 'reset' : 'end')
      })
    })
  }

  static connect(port: number, options: Partial<NetConnectOpts> & { localAddress?: string } = {}): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, ...options } as NetConnectOpts)
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new RawClient(socket))
      })
    })
  }

  send(data: string | Buffer): void {
    this.socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data)
  }

  destroy(): void {
    this.socket.destroy()
  }

  /** What has come and was not read as a response yet. */
  get pending(): Buffer {
    return this.#buffer
  }

  /** Waits for the end of the connection. @returns everything that was not read yet */
  async rest(): Promise<string> {
    while (!this.#ended) await this.#more()
    return this.#buffer.toString('latin1')
  }

  /** Waits until this text has come. @throws when the connection ends before */
  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.#buffer.indexOf(text, 0, 'latin1')
      if (at >= 0) return this.take(at + text.length).then((bytes) => bytes.toString('latin1'))
      await this.#needMore(`"${text}"`)
    }
  }

  async take(bytes: number): Promise<Buffer> {
    while (this.#buffer.length < bytes) await this.#needMore(`${bytes} bytes`)
    const taken = this.#buffer.subarray(0, bytes)
    this.#buffer = this.#buffer.subarray(bytes)
    return taken
  }

  /**
   * Reads one answer. @param options.noBody for HEAD
   * @throws Error when the connection ends before the answer is whole
   */
  async response({ noBody = false } = {}): Promise<RawResponse> {
    const interim: number[] = []
    let head = await this.#head()
    while (head.status < 200 && head.status !== 101) {
      interim.push(head.status)
      head = await this.#head()
    }
    const { fields } = head
    const all = (name: string) => fields.filter(([n]) => n.toLowerCase() === name.toLowerCase()).map(([, v]) => v)
    const get = (name: string) => all(name)[0]
    const empty = noBody || head.status === 204 || head.status === 304 || head.status === 101
    const chunks: number[] = []
    const trailers: [string, string][] = []
    let body: Buffer<ArrayBufferLike> = Buffer.alloc(0)
    const length = get('content-length')
    if (!empty) {
      if (get('transfer-encoding')?.toLowerCase() === 'chunked') body = await this.#chunked(chunks, trailers)
      else if (length !== undefined) body = await this.take(Number(length))
      else body = Buffer.from(await this.rest(), 'latin1')
    }
    return { ...head, all, get, body, text: body.toString(), chunks, trailers, interim }
  }

  async #head(): Promise<{ status: number; statusText: string; fields: [string, string][] }> {
    const [line = '', ...lines] = (await this.until('\r\n\r\n')).slice(0, -4).split('\r\n')
    const match = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(line)
    if (!match) throw new Error(`not a status line: ${JSON.stringify(line)}`)
    return { status: Number(match[1]), statusText: match[2] ?? '', fields: lines.map(fieldOf) }
  }

  async #chunked(chunks: number[], trailers: [string, string][]): Promise<Buffer> {
    const parts: Buffer[] = []
    for (;;) {
      const size = Number.parseInt(await this.until('\r\n'), 16)
      if (size === 0) break
      chunks.push(size)
      parts.push(await this.take(size))
      await this.take(2)
    }
    for (;;) {
      const line = (await this.until('\r\n')).slice(0, -2)
      if (line === '') return Buffer.concat(parts)
      trailers.push(fieldOf(line))
    }
  }

  async #needMore(what: string): Promise<void> {
    if (this.#ended) {
      throw new Error(`the connection ended before ${what}; left: ${JSON.stringify(this.#buffer.toString('latin1'))}`)
    }
    await this.#more()
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null
        resolve()
      }
    })
  }
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon), line.slice(colon + 1).trim()]
}
