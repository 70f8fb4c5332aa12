import { type Server as Http1Server, type IncomingMessage, ServerResponse } from 'node:http'
import type { Http2Server, ServerHttp2Session } from 'node:http2'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import type { Address } from '../../config/address.js'
import { accept, acceptAnnounced } from '../accept.js'
import type { Connection, Phase } from '../connections/connection.js'
import type { Edge } from '../edge.js'
import { closeInTwoSteps } from '../visitor/close-in-two-steps.js'
import { closeWithConnection } from '../visitor/close-with-connection.js'
import { Http1Reply, Http2Reply } from '../visitor/reply.js'
import { respondRaw } from '../visitor/respond-raw.js'
import { Upgrade } from '../visitor/upgrade.js'
import { fromHttp1, fromHttp2 } from '../visitor/visitor-request.js'
import { Certificates, LEAST_VERSION } from './certificates.js'
import { createHttp1Server, MOST_FIELDS, UNKNOWN_CODING } from './http1-server.js'
import { createHttp2Server } from './http2-server.js'
import { type Doors, type ListeningSocket, openDoors } from './listening-socket.js'
import { takeClientHello } from './take-client-hello.js'
import { withoutUpgrade } from './without-upgrade.js'

/** What the status of a malformed request is, by the parser's error code. */
const MALFORMED: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  [UNKNOWN_CODING]: 501,
}
/** How long a stopping edge leaves idle connections open, for requests that are on their way already. */
const IDLE_AT_STOP_MS = 500
/** How long it goes on accepting when there is no end of new connections. */
const LET_IN_MS = 5_000

const SOCKETS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }

/** The doors of an edge: listening sockets, TLS, and the protocols spoken behind them. */
export class Listeners {
  readonly #edge: Edge
  readonly #servers: Server[] = []
  readonly #tlsEndpoints: TlsServer[] = []
  #certificates: Certificates | null = null
  #accepted = 0
  readonly #http1: Http1Server
  readonly #http2: Http2Server
  readonly #sessions = new Set<ServerHttp2Session>()
  readonly #connections = new WeakMap<Duplex, Connection>()
  /** Raw sockets whose TLS handshake is under way, by their two ends. */
  readonly #handshakes = new Map<string, Connection>()
  readonly #stopping = () => this.#edge.stopping

  constructor(edge: Edge) {
    this.#edge = edge
    this.#http1 = createHttp1Server(edge.limits, {
      request: (req, res, expectsContinue) => this.#http1Request(req, res, expectsContinue),
      upgrade: (req, socket, head) => this.#upgrade(req, socket, head),
      malformed: (error, socket) => this.#malformed(error, socket),
    })
    this.#http2 = createHttp2Server(edge.limits.headerBytes, edge.now, {
      session: (session) => {
        this.#sessions.add(session)
        session.once('close', () => this.#sessions.delete(session))
      },
      // A proxy carries everybody's requests, and takes back everybody's.
      abuse: (session) => {
        const connection = this.#bySession.get(session)
        if (!connection || edge.trustedProxies.has(connection.peer.address)) return false
        edge.refusals.abusedHttp2(connection.peer.key, edge.now())
        return true
      },
      stream: (stream, headers, raw, endStream) => {
        const connection = stream.session ? this.#bySession.get(stream.session as ServerHttp2Session) : undefined
        if (!connection) {
          stream.destroy()
          return
        }
        this.#edge.visit(connection, fromHttp2(stream, headers, raw, endStream), new Http2Reply(stream))
      },
    })
  }

  readonly #bySession = new WeakMap<ServerHttp2Session, Connection>()

  /**
   * @param doors what to accept from; opened by the configuration when they are not given
   * @returns the addresses with their real ports
   */
  async listen(doors: Doors = openDoors(this.#edge.config.listen)): Promise<{ http: Address[]; https: Address[] }> {
    const { https } = this.#edge.config.listen
    const plain = doors.http.map((door) => this.#listenOn(this.#plainServer(), door))
    if (https) this.#certificates = new Certificates(https.certificates)
    const secure = doors.https.map((door) => this.#listenOn(this.#tlsServer(), door))
    return { http: await Promise.all(plain), https: await Promise.all(secure) }
  }

  /** The edge has a new configuration: connections from now on get its bounds, and its certificates. */
  configure(): void {
    const { headersMs, requestMs, headerBytes } = this.#edge.limits
    // node:http reads maxHeaderSize anew for each connection, though its types do not know it.
    Object.assign(this.#http1, { headersTimeout: headersMs, requestTimeout: requestMs, maxHeaderSize: headerBytes })
    this.#http2.updateSettings({ maxHeaderListSize: headerBytes })
    this.renewCertificates()
  }

  /** Looks at the certificates' files and shows new ones to new connections. A broken new one is said, and not used. */
  renewCertificates(): void {
    const certificates = this.#certificates
    const renewals = certificates?.renew(this.#edge.config.listen.https?.certificates ?? []) ?? []
    for (const { cert, wrong } of renewals) {
      if (wrong === null) this.#edge.log.info('certificate-renewed', { file: cert })
      else this.#edge.log.warn('certificate-not-renewed', { file: cert, why: wrong, stays: 'the one before' })
    }
    if (renewals.length === 0) return
    for (const server of this.#tlsEndpoints) {
      server.setSecureContext({ ...certificates?.first, minVersion: LEAST_VERSION })
    }
  }

  /** No new connections; what is under way is finished, at most for `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#edge.stopping = true
    await this.#letInWhoWaits()
    for (const server of this.#servers) server.close()
    for (const session of this.#sessions) session.close()
    const until = Date.now() + graceMs
    await pause(IDLE_AT_STOP_MS)
    await this.#closeIdle()
    while (this.#edge.underWay > 0 && Date.now() < until) {
      await pause(50)
      await this.#closeIdle()
    }
    await this.#edge.close(1_000)
  }

  /**
   * Accepts who has come to the sockets already: the kernel resets those who wait there when the last edge closes them. One
   * turn of the event loop accepts one connection of each socket; when many come, it is given up after a while.
   */
  async #letInWhoWaits(): Promise<void> {
    const until = Date.now() + LET_IN_MS
    let before: number
    do {
      before = this.#accepted
      await eventsAtHand()
    } while (this.#accepted > before && Date.now() < until)
  }

  /** A connection that seems idle to an edge that was kept from working may have a request to be read. */
  async #closeIdle(): Promise<void> {
    await eventsAtHand()
    this.#edge.connections.closeIdle()
  }

  #listenOn(server: Server, door: ListeningSocket): Promise<Address> {
    this.#servers.push(server)
    return door.listenWith(server)
  }

  #plainServer(): Server {
    return createTcpServer({ ...SOCKETS, allowHalfOpen: true }, (socket) =>
      this.#accept(socket, 'http', 'head', (connection) => {
        this.#speakHttp1(socket, connection)
      }),
    )
  }

  /** TLS never listens itself either: a PROXY header comes before the handshake. */
  #tlsServer(): Server {
    const secure = this.#tlsEndpoint()
    return createTcpServer(SOCKETS, (socket) =>
      this.#accept(socket, 'https', 'handshake', (connection) => {
        const ends = endsOf(socket)
        this.#handshakes.set(ends, connection)
        socket.once('close', () => {
          if (this.#handshakes.get(ends) === connection) this.#handshakes.delete(ends)
        })
        takeClientHello(socket, (tls) => {
          connection.tls = tls
          secure.emit('connection', socket)
        })
      }),
    )
  }

  #accept(
    socket: Socket,
    protocol: 'http' | 'https',
    phase: Phase,
    onAccepted: (connection: Connection) => void,
  ): void {
    this.#accepted++
    if (this.#edge.config.listen.proxyProtocol?.includes(protocol)) {
      acceptAnnounced(this.#edge, socket, phase, onAccepted)
      return
    }
    const connection = accept(this.#edge, socket, phase)
    if (connection) onAccepted(connection)
  }

  #tlsEndpoint(): TlsServer {
    const certificates = this.#certificates
    const server = createTlsServer({
      ...certificates?.first,
      ALPNProtocols: ['h2', 'http/1.1'],
      minVersion: LEAST_VERSION,
      handshakeTimeout: this.#edge.limits.headersMs,
      SNICallback: (name, callback) => callback(null, certificates?.find(name)),
    })
    this.#tlsEndpoints.push(server)
    server.on('tlsClientError', (_error, socket) => socket.destroy())
    server.on('secureConnection', (socket) => this.#secured(socket))
    return server
  }

  #secured(socket: TLSSocket): void {
    const connection = this.#handshakes.get(endsOf(socket))
    this.#handshakes.delete(endsOf(socket))
    if (!connection) {
      socket.destroy()
      return
    }
    connection.enter('head', this.#edge.now())
    socket.on('error', () => socket.destroy())
    if (socket.alpnProtocol !== 'h2') {
      this.#speakHttp1(socket, connection)
      return
    }
    this.#connections.set(socket, connection)
    connection.multiplexed = true
    this.#http2.once('session', (session) => this.#bySession.set(session as ServerHttp2Session, connection))
    this.#http2.emit('connection', socket)
  }

  #speakHttp1(socket: Socket, connection: Connection): void {
    this.#connections.set(socket, connection)
    this.#http1.emit('connection', socket)
    closeWithConnection(socket, connection)
    // What node:http calls after an answer that is the last of its connection.
    const closeSoon = socket.destroySoon.bind(socket)
    socket.destroySoon = () => {
      socket.destroySoon = closeSoon
      if (connection.newest?.req.complete === false) closeInTwoSteps(socket)
      else closeSoon()
    }
  }

  #http1Request(
    req: IncomingMessage,
    res: ServerResponse,
    expectsContinue: boolean,
    upgrade: Upgrade | null = null,
  ): void {
    const connection = this.#connections.get(req.socket)
    if (!connection) {
      req.socket.destroy()
      return
    }
    const scheme = 'encrypted' in req.socket ? 'https' : 'http'
    connection.newest = res
    this.#edge.visit(
      connection,
      fromHttp1(req, scheme, expectsContinue, upgrade),
      new Http1Reply(res, connection.unanswered, this.#stopping),
    )
  }

  /** A last word is said only where it cannot be taken for the answer to a request before, or for a part of one. */
  #malformed(error: NodeJS.ErrnoException, socket: Duplex): void {
    // Said again for what comes behind it.
    if (socket.writable && error.code?.startsWith('HPE_')) this.#edge.refusals.malformed++
    const { requests: underWay, newest } = this.#connections.get(socket) ?? { requests: 0, newest: null }
    const inBody = newest !== null && !newest.req.complete
    if (inBody ? underWay === 1 && !newest.headersSent : underWay === 0)
      respondRaw(socket, MALFORMED[error.code ?? ''] ?? 400, 'The request is not understood.')
    else socket.destroy()
  }

  /** A request to change the protocol goes through the same stages; a ServerResponse serves where the answer is no. */
  #upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Behind a request that still waits for its answer: node:http has let go of the socket already and cannot keep the order
    // of the answers any more. No browser asks so.
    if ((this.#connections.get(socket)?.requests ?? 0) > 0) {
      socket.destroy()
      return
    }
    const protocol = req.headers.upgrade ?? ''
    const hasBody = req.headers['content-length'] !== undefined || req.headers['transfer-encoding'] !== undefined
    // HTTP/2 without TLS would carry requests past the stages; no protocol that people use begins with a body.
    if (req.rawHeaders.length <= 2 * MOST_FIELDS && (hasBody || /^h2c/i.test(protocol))) {
      socket.unshift(Buffer.concat([withoutUpgrade(req), head]))
      this.#http1.emit('connection', socket)
      return
    }
    const res = new ServerResponse(req)
    res.shouldKeepAlive = false
    res.assignSocket(socket as Socket)
    const upgrade = new Upgrade(protocol, socket, head)
    res.once('finish', () => {
      // Nothing is kept of what comes after a no, and nothing holds it up.
      upgrade.handOver()
      closeInTwoSteps(socket as Socket)
    })
    this.#http1Request(req, res, false, upgrade)
  }
}

function endsOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort} ${socket.localAddress} ${socket.localPort}`
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Resolves when all that had happened to sockets before the call has been heard. */
async function eventsAtHand(): Promise<void> {
  // The first may still be of the turn of the event loop in which this was called.
  await nextTurn()
  await nextTurn()
}
