import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Fields that a request may have. */
export const MOST_FIELDS = 256

/** Code of the error for a transfer coding other than chunked. */
export const UNKNOWN_CODING = 'UNKNOWN_TRANSFER_CODING'

export interface Http1Limits {
  headersMs: number
  requestMs: number
  headerBytes: number
}

export interface Http1Handlers {
  request(req: IncomingMessage, res: ServerResponse, expectsContinue: boolean): void
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
  malformed(error: NodeJS.ErrnoException, socket: Duplex): void
}

/**
 * The HTTP/1.1 parser for plain and TLS connections alike: sockets are handed to it with `emit('connection')`.
 * The limits go to the constructor: set later, node:http swaps or ignores some of them and checks only every 30 s.
 */
export function createHttp1Server(limits: Http1Limits, handlers: Http1Handlers): Server {
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: limits.headerBytes,
    // The connection table closes idle connections; the header only tells visitors what to expect.
    keepAliveTimeout: 0,
    noDelay: true,
    insecureHTTPParser: false,
    requireHostHeader: false,
  })
  // One more than is allowed: node:http leaves further fields out in silence, and nobody must act on half a head.
  server.maxHeadersCount = MOST_FIELDS + 1
  server.maxRequestsPerSocket = 0
  server.timeout = 0
  const isUnderstood = (req: IncomingMessage) => {
    // The parser reads on in what has come already after such a request; nobody knows where it ended.
    if (req.socket.writableEnded || req.socket.destroyed) return false
    const wrong = framingError(req)
    if (wrong === null) return true
    handlers.malformed(wrong, req.socket)
    return false
  }
  server.on('request', (req, res) => isUnderstood(req) && handlers.request(req, res, false))
  server.on('checkContinue', (req, res) => isUnderstood(req) && handlers.request(req, res, true))
  // Other expectations than 100-continue may be left unmet (RFC 9110, 10.1.1); unheard, node:http would answer by itself.
  server.on('checkExpectation', (req, res) => isUnderstood(req) && handlers.request(req, res, false))
  server.on('upgrade', (req, socket, head) => isUnderstood(req) && handlers.upgrade(req, socket, head))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => handlers.malformed(error, socket))
  // It never listens itself, and this event is what starts the timer behind headersTimeout and requestTimeout.
  server.emit('listening')
  return server
}

/** What makes it doubtful where a request ends, though the parser knows an answer; other servers know another. */
function framingError(req: IncomingMessage): NodeJS.ErrnoException | null {
  // A request line without a version is taken for HTTP/0.9, also one that ends in a bare line feed, and HTTP/2.0 for a
  // version of this syntax.
  if (req.httpVersionMajor !== 1) return new Error(`HTTP/${req.httpVersion}`)
  // A coding that is not taken off here would reach the origin as if it were the content, and HTTP/1.0 knows none
  // (RFC 9112, 6.1). Empty ones before the real one are skipped by some and not by others.
  const coding = req.headers['transfer-encoding']
  if (coding === undefined) return null
  if (req.httpVersionMinor === 0) return new Error('a transfer coding in HTTP/1.0')
  const known = coding.toLowerCase() === 'chunked'
  return known ? null : Object.assign(new Error(`the transfer coding ${coding}`), { code: UNKNOWN_CODING })
}
