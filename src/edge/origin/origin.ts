import type { Duplex, Readable } from 'node:stream'
import { buildConnector, errors, Pool } from 'undici'
import { visitorResponseHeaders, visitorTrailers } from '../headers/response-headers.js'
import { hearOut } from './hear-out.js'

export interface OriginTimes {
  connectMs: number
  headersMs: number
  idleMs: number
}

export interface OriginRequest {
  method: string
  /** Path and query as the visitor wrote them. */
  path: string
  headers: string[]
  body: Readable | Buffer | null
  /** Name of the protocol to switch to, for example `websocket`. */
  upgrade: string | null
  /** True where silence is normal, as for server-sent events: no limit on the time between two chunks. */
  mayIdle: boolean
  /** Another limit than the origin's for the time to the answer, in milliseconds. */
  headersMs?: number
}

export type OriginFailure =
  | 'refused'
  | 'connect-timeout'
  | 'headers-timeout'
  | 'idle-timeout'
  | 'cut-off'
  | 'malformed'
  | 'aborted'

/** What becomes of an answer. `data` returns false to pause; the sink calls the `resume` it got from `start` to go on. */
export interface OriginSink {
  /** Gives the way to abort before anything else is called. May be called again when undici sends the request anew. */
  begin(abort: (error: Error) => void): void
  /** Interim answers such as 103 come here too, with status < 200. */
  start(status: number, headers: string[], resume: () => void, statusText: string): void
  data(chunk: Buffer): boolean
  /** Trailer fields as a flat array. */
  end(trailers: string[]): void
  fail(failure: OriginFailure, error: Error): void
  upgraded?(status: number, headers: string[], socket: Duplex): void
}

/** Who keeps count of an origin: is told what happens to a request before its sink is. */
export interface OriginWatch {
  /** The first byte of an answer is here. */
  begins(): void
  /** The final answer's head is here. */
  answered(status: number): void
  /** Called once, last. @param failure null when all has come */
  ended(failure: OriginFailure | null): void
}

/** Interim answers (100, 102, 103) to one request: each starts the time for the answer anew, so that it must end. */
const MOST_INTERIM = 100

/** One origin of a platform, with its pool of kept-alive connections. */
export class Origin {
  readonly #pool: Pool
  readonly #times: OriginTimes

  constructor(url: string, times: OriginTimes) {
    this.#times = times
    this.#pool = new Pool(url, {
      // The adaptive limit bounds what runs at the origin; a second, fixed bound here would only hide the queue from it.
      connections: null,
      pipelining: 1,
      // Shorter than the 5 s after which Node, and 60 s after which most others, close idle connections.
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 60_000,
      connect: connector(times.connectMs),
      headersTimeout: times.headersMs,
      bodyTimeout: times.idleMs,
      maxHeaderSize: 64 * 1024,
      clientTtl: null,
    })
  }

  send(request: OriginRequest, sink: OriginSink, watch: OriginWatch): void {
    let interim = 0
    let stop: (error: Error) => void = () => {}
    this.#pool.dispatch(
      {
        method: request.method,
        path: request.path,
        headers: request.headers,
        body: request.body,
        upgrade: request.upgrade,
        headersTimeout: request.headersMs ?? this.#times.headersMs,
        bodyTimeout: request.mayIdle ? 0 : this.#times.idleMs,
      },
      {
        onConnect: (abort) => {
          stop = (error) => abort(error)
          sink.begin(stop)
        },
        onResponseStarted: () => watch.begins(),
        onUpgrade: (status, headers, socket) => {
          watch.answered(status)
          watch.ended(null)
          sink.upgraded?.(status, visitorResponseHeaders(headers ?? []), socket)
        },
        onHeaders: (status, headers, resume, statusText) => {
          if (status >= 200) watch.answered(status)
          else if (++interim > MOST_INTERIM) {
            stop(new errors.HTTPParserError('interim answers without end'))
            return false
          }
          sink.start(status, visitorResponseHeaders(headers), resume, statusText)
          return true
        },
        onData: (chunk) => sink.data(chunk),
        onComplete: (trailers) => {
          watch.ended(null)
          sink.end(visitorTrailers(trailers ?? []))
        },
        onError: (error) => {
          const failure = failureOf(error)
          watch.ended(failure)
          sink.fail(failure, error)
        },
      },
    )
  }

  /**
   * Asks for a path as a health check does.
   * @param host the Host field; null: the origin's own
   * @returns true when an answer of 2xx or 3xx was whole within `timeoutMs`
   */
  check(path: string, host: string | null, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      let fine = false
      let late = false
      let abort: (() => void) | null = null
      const timer = setTimeout(() => {
        late = true
        abort?.()
        resolve(false)
      }, timeoutMs).unref()
      const over = (result: boolean) => {
        clearTimeout(timer)
        resolve(result)
      }
      const headers = ['user-agent', 'holdfast-health', 'accept', '*/*', ...(host === null ? [] : ['host', host])]
      this.#pool.dispatch(
        { method: 'GET', path, headers, body: null },
        {
          onConnect: (stop) => {
            abort = stop
            if (late) stop()
          },
          onHeaders: (status) => {
            if (status >= 200) fine = status < 400
            return true
          },
          onData: () => true,
          onComplete: () => over(fine),
          onError: () => over(false),
        },
      )
    })
  }

  /** Waits for the answers under way, at most `graceMs`. */
  async close(graceMs: number): Promise<void> {
    const late = setTimeout(() => void this.#pool.destroy(), graceMs)
    await this.#pool.close().catch(() => {})
    clearTimeout(late)
  }
}

/** As undici connects, but what an origin has said is read though it does not listen any more. */
function connector(timeout: number): buildConnector.connector {
  const connect = buildConnector({ timeout })
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (error === null) {
        hearOut(socket)
        callback(null, socket)
      } else callback(error, null)
    })
}

function failureOf(error: Error): OriginFailure {
  if (error instanceof errors.ConnectTimeoutError) return 'connect-timeout'
  if (error instanceof errors.HeadersTimeoutError) return 'headers-timeout'
  if (error instanceof errors.BodyTimeoutError) return 'idle-timeout'
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) return 'malformed'
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENOTFOUND' || code === 'ENETUNREACH')
    return 'refused'
  if (error instanceof VisitorLeft) return 'aborted'
  return 'cut-off'
}

/** The reason given to undici when the visitor is gone and the answer is of no use to anybody. */
export class VisitorLeft extends Error {
  constructor() {
    super('the visitor left')
  }
}
