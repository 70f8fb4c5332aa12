/** Head of an answer: what the drill needs of it, the rest on demand. */
export interface ResponseHead {
  status: number
  /** True when the connection cannot be used after this answer. */
  closes: boolean
  /** The header's first value, by lower-case name; null when absent. */
  header(name: string): string | null
  /** All values of a header that may come more than once. */
  headers(name: string): string[]
}

export interface ParsedResponse {
  head: ResponseHead
  /** Up to the limit the parser was made with; still in its Content-Encoding. */
  body: Buffer
  /** Octets of the body on the wire, chunk framing excluded. */
  bodyBytes: number
}

export interface ParserOptions {
  /** How much of a body is kept; the rest is counted and forgotten. 0 keeps nothing. */
  keepBytes: number
  onResponse(response: ParsedResponse): void
}

const MOST_HEAD_BYTES = 64 * 1024
const MOST_CHUNK_LINE_BYTES = 256
const EMPTY = Buffer.alloc(0)

type State = 'head' | 'counted' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailers' | 'until-close' | 'failed'

/**
 * Reads HTTP/1.1 answers from bytes cut anywhere (RFC 9112): counted and chunked bodies, answers without a body (HEAD,
 * 1xx, 204, 304), bodies that end with the connection. No more than the drill needs, and cheap: the attack must not
 * cost more than what it tries.
 */
export class ResponseParser {
  readonly #options: ParserOptions
  readonly #methods: string[] = []
  #state: State = 'head'
  #pending: Buffer = EMPTY
  #left = 0
  #head: ResponseHead | null = null
  #kept: Buffer[] = []
  #keptBytes = 0
  #bodyBytes = 0

  constructor(options: ParserOptions) {
    this.#options = options
  }

  /** Tells the parser that a request was sent: an answer to HEAD has no body whatever its headers say. */
  expect(method: string): void {
    this.#methods.push(method)
  }

  /** True while an answer has begun and not ended. */
  get inAnswer(): boolean {
    return this.#state !== 'head' || this.#pending.length > 0
  }

  /** @returns false when this cannot be HTTP; the connection is then useless. */
  push(chunk: Buffer): boolean {
    let data = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk
    this.#pending = EMPTY
    while (data.length > 0 && this.#state !== 'failed') {
      const rest = this.#step(data)
      if (rest === null) {
        this.#pending = data
        break
      }
      data = rest
    }
    return this.#state !== 'failed'
  }

  /** The connection ended. @returns true when that is where the last answer was meant to end. */
  end(): boolean {
    if (this.#state === 'until-close') this.#complete()
    return this.#state === 'head' && this.#pending.length === 0
  }

  /** Consumes what it can; null asks for more bytes. */
  #step(data: Buffer): Buffer | null {
    switch (this.#state) {
      case 'head':
        return this.#readHead(data)
      case 'counted':
      case 'chunk-data': {
        const taken = Math.min(this.#left, data.length)
        this.#take(data.subarray(0, taken))
        this.#left -= taken
        if (this.#left === 0) {
          if (this.#state === 'counted') this.#complete()
          else this.#state = 'chunk-end'
        }
        return data.subarray(taken)
      }
      case 'chunk-size':
        return this.#readLine(data, (line) => {
          const size = /^[0-9a-fA-F]{1,12}(?=$|[;\s])/.exec(line)?.[0]
          if (size === undefined) this.#state = 'failed'
          else {
            this.#left = Number.parseInt(size, 16)
            this.#state = this.#left === 0 ? 'trailers' : 'chunk-data'
          }
        })
      case 'chunk-end':
        return this.#readLine(data, (line) => {
          this.#state = line === '' ? 'chunk-size' : 'failed'
        })
      case 'trailers':
        return this.#readLine(data, (line) => {
          if (line === '') this.#complete()
        })
      case 'until-close':
        this.#take(data)
        return EMPTY
      default:
        return EMPTY
    }
  }

  #readHead(data: Buffer): Buffer | null {
    const end = data.indexOf('\r\n\r\n')
    if (end < 0) {
      if (data.length > MOST_HEAD_BYTES) this.#state = 'failed'
      return null
    }
    const head = parseHead(data.toString('latin1', 0, end))
    if (head === null) {
      this.#state = 'failed'
      return EMPTY
    }
    const rest = data.subarray(end + 4)
    if (head.status >= 100 && head.status < 200 && head.status !== 101) return rest
    const method = this.#methods.shift() ?? 'GET'
    this.#head = head
    if (method === 'HEAD' || head.status === 204 || head.status === 304) this.#complete()
    else if (/\bchunked\s*$/i.test(head.header('transfer-encoding') ?? '')) this.#state = 'chunk-size'
    else {
      const length = head.header('content-length')
      if (length === null) this.#state = 'until-close'
      else if (!/^\d{1,15}$/.test(length)) this.#state = 'failed'
      else {
        this.#left = Number(length)
        this.#state = 'counted'
        if (this.#left === 0) this.#complete()
      }
    }
    return rest
  }

  #readLine(data: Buffer, use: (line: string) => void): Buffer | null {
    const end = data.indexOf('\r\n')
    if (end < 0) {
      if (data.length > MOST_CHUNK_LINE_BYTES) this.#state = 'failed'
      return null
    }
    use(data.toString('latin1', 0, end))
    return data.subarray(end + 2)
  }

  #take(bytes: Buffer): void {
    this.#bodyBytes += bytes.length
    const room = this.#options.keepBytes - this.#keptBytes
    if (room <= 0) return
    // Copied: a slice would keep the whole chunk it was cut from in memory.
    const kept = Buffer.from(bytes.subarray(0, room))
    this.#kept.push(kept)
    this.#keptBytes += kept.length
  }

  #complete(): void {
    const head = this.#head
    if (head === null) return
    const body = this.#kept.length === 0 ? EMPTY : Buffer.concat(this.#kept)
    const bodyBytes = this.#bodyBytes
    this.#head = null
    this.#kept = []
    this.#keptBytes = 0
    this.#bodyBytes = 0
    this.#state = 'head'
    this.#options.onResponse({ head, body, bodyBytes })
  }
}

function parseHead(text: string): ResponseHead | null {
  const line = /^HTTP\/1\.([01]) (\d{3})(?: |\r|$)/.exec(text)
  if (line === null) return null
  const status = Number(line[2])
  const header = (name: string): string | null => pattern(name).exec(text)?.[1]?.trim() ?? null
  const headers = (name: string): string[] =>
    [...text.matchAll(new RegExp(pattern(name), 'gi'))].map((match) => (match[1] ?? '').trim())
  const connection = header('connection')?.toLowerCase() ?? ''
  const closes = connection.includes('close') || (line[1] === '0' && !connection.includes('keep-alive'))
  return { status, closes, header, headers }
}

const patterns = new Map<string, RegExp>()

/** Only our own constants are asked for, so that the map stays small and nothing in a name needs escaping. */
function pattern(name: string): RegExp {
  let found = patterns.get(name)
  if (found === undefined) {
    found = new RegExp(`\\r\\n${name}:([^\\r\\n]*)`, 'i')
    patterns.set(name, found)
  }
  return found
}
