import { type ServerResponse, STATUS_CODES } from 'node:http'
import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import { responseHeader, withoutHeaders } from '../cache/response-headers.js'
import { cutOff } from './cut-off.js'

/** Up to this size a body goes out with the head as one text, byte by byte; node:http writes a buffer as a second piece. */
const JOINED_BYTES = 4 * 1024
const TRAILER: ReadonlySet<string> = new Set(['trailer'])

/** The answer to a visitor, whatever protocol it goes by. Everything is silently dropped once the visitor has left. */
export interface Reply {
  readonly started: boolean
  /** Bytes given to `write` and `end` so far. */
  readonly bytes: number
  /** Bytes still waiting to be taken by the visitor. */
  readonly pending: number
  /** The answer is out, and the visitor keeps open what it came by: an HTTP/2 stream whose request never ends. */
  readonly lingers: boolean
  /** 100 Continue: the visitor may send the body. */
  proceed(): void
  /** 103 Early Hints with these links, each as `linkValues` gives them. */
  earlyHints(links: readonly string[]): void
  head(status: number, headers: readonly string[], statusText?: string): void
  /** False when the visitor is slower than the data; `onDrain` is called when more may come. */
  write(chunk: Buffer): boolean
  onDrain(callback: () => void): void
  end(chunk?: Buffer, trailers?: readonly string[]): void
  /** Head, body and end at once, of an answer that is in memory. @param body null where there is none to send */
  whole(status: number, headers: readonly string[], body: Buffer | null): void
  /** Cuts the answer off so that the visitor notices that it is not whole. */
  abort(): void
  /** The connection is somebody else's from now on, after a change of protocol; counts as a whole answer. */
  handOver(): void
  /** Called once, when the answer is out (`true`) or the visitor left before (`false`). */
  onClose(callback: (complete: boolean) => void): void
}

export class Http1Reply implements Reply {
  started = false
  bytes = 0
  readonly lingers = false
  readonly #res: ServerResponse
  readonly #unanswered: Set<ServerResponse>
  readonly #stopping: () => boolean
  #handedOver = false

  /** @param unanswered answers of the connection that are not out yet; this one is among them until it closes */
  constructor(res: ServerResponse, unanswered: Set<ServerResponse>, stopping: () => boolean) {
    this.#res = res
    this.#unanswered = unanswered.add(res)
    this.#stopping = stopping
  }

  get pending(): number {
    return this.#res.writableLength
  }

  proceed(): void {
    this.#res.writeContinue()
  }

  earlyHints(links: readonly string[]): void {
    if (this.#res.destroyed || this.#res.headersSent) return
    this.#res.writeEarlyHints({ link: [...links] })
  }

  head(status: number, headers: readonly string[], statusText?: string): void {
    this.started = true
    if (this.#res.destroyed) return
    this.#writeHead(status, this.#chunked(status, headers) ? headers : withoutTrailer(headers), statusText)
    // node:http keeps the head for the first bytes of the body, which may be long in coming: an event stream begins silent.
    process.nextTick(Http1Reply.#flushHead, this)
  }

  static #flushHead(reply: Http1Reply): void {
    const res = reply.#res
    if (reply.bytes === 0 && !res.writableEnded && !res.destroyed) res.flushHeaders()
  }

  /** Whether the body goes out in chunks, which alone can carry trailers. */
  #chunked(status: number, headers: readonly string[]): boolean {
    const { req, useChunkedEncodingByDefault } = this.#res
    if (!useChunkedEncodingByDefault || req.method === 'HEAD' || status === 204 || status === 304) return false
    return responseHeader(headers, 'content-length') === undefined
  }

  whole(status: number, headers: readonly string[], body: Buffer | null): void {
    this.started = true
    this.bytes += body?.length ?? 0
    if (this.#res.destroyed) return
    this.#writeHead(status, withoutTrailer(headers))
    if (body !== null && body.length <= JOINED_BYTES) this.#res.end(body.toString('latin1'), 'latin1')
    else this.#res.end(body ?? undefined)
  }

  #writeHead(status: number, fields: readonly string[], statusText?: string): void {
    const flat = this.#stopping() ? [...fields, 'Connection', 'close'] : (fields as string[])
    this.#res.writeHead(status, statusText || STATUS_CODES[status] || '', flat)
  }

  write(chunk: Buffer): boolean {
    this.bytes += chunk.length
    return this.#res.write(chunk) || this.#res.destroyed
  }

  onDrain(callback: () => void): void {
    this.#res.on('drain', callback)
  }

  end(chunk?: Buffer, trailers?: readonly string[]): void {
    this.bytes += chunk?.length ?? 0
    if (trailers && trailers.length > 0 && !this.#res.destroyed) {
      const pairs: [string, string][] = []
      for (let i = 0; i + 1 < trailers.length; i += 2) pairs.push([trailers[i] as string, trailers[i + 1] as string])
      this.#res.addTrailers(pairs)
    }
    this.#res.end(chunk)
  }

  abort(): void {
    this.#res.destroy()
  }

  handOver(): void {
    this.#handedOver = true
    if (this.#res.socket) this.#res.detachSocket(this.#res.socket)
    this.#res.emit('close')
  }

  onClose(callback: (complete: boolean) => void): void {
    // Once is all it is ever said, and `once` would cost a wrapper for every visit.
    this.#res.on('close', () => {
      this.#unanswered.delete(this.#res)
      callback(this.#res.writableFinished || this.#handedOver)
    })
  }
}

export class Http2Reply implements Reply {
  started = false
  bytes = 0
  readonly #stream: ServerHttp2Stream
  #trailers: readonly string[] = []

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream
  }

  get pending(): number {
    return this.#stream.writableLength
  }

  get lingers(): boolean {
    return this.#stream.writableFinished && !this.#stream.destroyed
  }

  proceed(): void {
    if (this.#writable) this.#stream.additionalHeaders({ ':status': 100 })
  }

  earlyHints(links: readonly string[]): void {
    if (this.#writable && !this.#stream.headersSent) {
      this.#stream.additionalHeaders({ ':status': 103, link: links.join(', ') })
    }
  }

  head(status: number, headers: readonly string[]): void {
    this.started = true
    // A HEAD request's stream is ended before it is handed over, so that it is not writable and yet wants an answer.
    if (this.#stream.destroyed || this.#stream.closed) return
    this.#stream.respond({ ':status': status, ...http2Fields(headers) }, { waitForTrailers: true })
    this.#stream.once('wantTrailers', () => {
      if (this.#stream.destroyed) return
      this.#stream.sendTrailers(http2Fields(this.#trailers))
      // Node gives the socket what a turn of the event loop has brought at its end, after this one's own callbacks.
      if (!this.#stream.endAfterHeaders) setImmediate(() => setImmediate(() => this.#endRequest()))
    })
  }

  write(chunk: Buffer): boolean {
    this.bytes += chunk.length
    return !this.#writable || this.#stream.write(chunk)
  }

  onDrain(callback: () => void): void {
    this.#stream.on('drain', callback)
  }

  end(chunk?: Buffer, trailers: readonly string[] = []): void {
    this.bytes += chunk?.length ?? 0
    this.#trailers = trailers
    if (this.#writable) this.#stream.end(chunk)
  }

  whole(status: number, headers: readonly string[], body: Buffer | null): void {
    this.head(status, headers)
    this.end(body ?? undefined)
  }

  abort(): void {
    cutOff(this.#stream)
  }

  /** Never in HTTP/2: it has no Upgrade (RFC 9113, 8.6). */
  handOver(): void {}

  onClose(callback: (complete: boolean) => void): void {
    this.#stream.once('close', () =>
      callback(this.#stream.writableFinished && this.#stream.rstCode === constants.NGHTTP2_NO_ERROR),
    )
  }

  /**
   * Who has the whole answer need not send the rest of the request (RFC 9113, 8.1). Where the answer's end still waits for
   * the socket, a reset would overtake it; the sweep then sees to the stream.
   */
  #endRequest(): void {
    if (this.#stream.destroyed) return
    const { localClose, remoteClose } = this.#stream.state
    if (localClose === 1 && remoteClose !== 1) cutOff(this.#stream)
  }

  get #writable(): boolean {
    return !this.#stream.destroyed && !this.#stream.closed && this.#stream.writable
  }
}

/** node:http throws at a Trailer field where no trailers can follow. */
function withoutTrailer(headers: readonly string[]): readonly string[] {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    if (name.length === 7 && name.toLowerCase() === 'trailer') return withoutHeaders(headers, TRAILER)
  }
  return headers
}

/** Of these there is one, whatever comes; the first counts. */
const SINGLE = new Set([
  'content-type',
  'content-length',
  'date',
  'etag',
  'location',
  'last-modified',
  'expires',
  'age',
  'retry-after',
])

/**
 * Flat fields as node:http2 takes them. Fields of one name become one, joined by commas (RFC 9110, 5.3), since Node
 * throws at lists of many of them; Set-Cookie alone stays a list.
 */
function http2Fields(flat: readonly string[]): OutgoingHttpHeaders {
  const fields: OutgoingHttpHeaders = Object.create(null)
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = (flat[i] as string).toLowerCase()
    const value = flat[i + 1] as string
    const present = fields[name]
    if (present === undefined) fields[name] = name === 'set-cookie' ? [value] : value
    else if (Array.isArray(present)) present.push(value)
    else if (!SINGLE.has(name)) fields[name] = `${present}, ${value}`
  }
  return fields
}
