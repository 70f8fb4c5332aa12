import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { CERTIFICATE, KEY_OF_CERTIFICATE } from '../../src/config/certificates.test-support.js'
import { configFromFlags } from '../../src/config/load-config.js'
import type { LimitedLogger } from '../../src/config/logger.js'
import { now } from '../../src/edge/clock.js'
import { Edge } from '../../src/edge/edge.js'
import { Listeners } from '../../src/edge/listeners/listeners.js'

export const HOST = 'news.example.org'
/** Where whoever sends the input comes from, and where somebody else comes from. */
export const VISITOR = '127.0.0.2'
export const BYSTANDER = '127.0.0.3'
const ADMISSION_MS = 20

/** What stands behind the edge. */
export interface FuzzOrigin {
  /** On 127.0.0.1, once it listens. */
  readonly port: number
  listen(): Promise<void>
  close(): Promise<void>
}

/** An edge with its listeners in front of an origin, in this process, with a clock that can be put forward. */
export class FuzzedEdge<Origin extends FuzzOrigin = FuzzOrigin> {
  readonly origin: Origin
  readonly edge: Edge
  /** Errors that the edge has logged: each is a bug. */
  readonly errors: string[] = []
  readonly #folder = mkdtempSync(join(tmpdir(), 'holdfast-fuzz-'))
  readonly #listeners: Listeners
  readonly #clock = { aheadMs: 0 }
  readonly #admission: NodeJS.Timeout
  #ports = { http: 0, https: 0 }

  private constructor(origin: Origin, withCache: boolean) {
    this.origin = origin
    const log: LimitedLogger = {
      info: () => {},
      warn: () => {},
      error: (event, { error } = {}) => this.errors.push(`${event} ${error instanceof Error ? error.stack : ''}`),
    }
    this.edge = new Edge({
      config: this.#config(withCache),
      secret: new Uint8Array(48).fill(7),
      instance: 'fuzzed',
      now: () => now() + this.#clock.aheadMs,
      log,
    })
    this.#listeners = new Listeners(this.edge)
    this.#admission = setInterval(() => this.edge.tickAdmission(), ADMISSION_MS)
  }

  /** @param withCache without one, every request that may reach the origin does */
  static async start<Origin extends FuzzOrigin>(
    origin: Origin,
    { withCache = false } = {},
  ): Promise<FuzzedEdge<Origin>> {
    await origin.listen()
    const fuzzed = new FuzzedEdge(origin, withCache)
    const { http, https } = await fuzzed.#listeners.listen()
    fuzzed.#ports = { http: http[0]?.port ?? 0, https: https[0]?.port ?? 0 }
    return fuzzed
  }

  /** Everybody has gone and nothing is left of them: no visit, no connection, no place at the origin. */
  get atRest(): boolean {
    const { edge } = this
    return edge.underWay === 0 && edge.connections.open === 0 && edge.platforms.every(({ admission }) => admission.idle)
  }

  /** @param from an address in 127.0.0.0/8 @param door the port for which kind of connections */
  connect(from: string, door: 'http' | 'https' = 'http'): Promise<Socket> {
    const port = this.#ports[door]
    return opened(connect({ host: '127.0.0.1', port, localAddress: from, allowHalfOpen: true }), 'connect')
  }

  /** A connection whose handshake is done. @param options `ALPNProtocols` and the like */
  async connectSecurely(from: string, options: ConnectionOptions = {}): Promise<TLSSocket> {
    const socket = await this.connect(from, 'https')
    return opened(connectTls({ socket, servername: HOST, rejectUnauthorized: false, ...options }), 'secureConnect')
  }

  /** Lets time go by as the edge sees it, and everything that takes too long end. */
  pass(ms: number): void {
    this.#clock.aheadMs += ms
    this.edge.sweep()
  }

  async stop(): Promise<void> {
    clearInterval(this.#admission)
    this.edge.connections.closeAll()
    await this.#listeners.stop(0)
    await this.origin.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #config(withCache: boolean) {
    const cert = join(this.#folder, 'cert.pem')
    const key = join(this.#folder, 'key.pem')
    writeFileSync(cert, CERTIFICATE)
    writeFileSync(key, KEY_OF_CERTIFICATE)
    const flags = { origin: `http://127.0.0.1:${this.origin.port}`, listen: '127.0.0.1:0', dataDir: this.#folder }
    const base = configFromFlags(flags)
    const https = { addresses: [{ host: '127.0.0.1', port: 0 }], certificates: [{ cert, key }] }
    return {
      ...base,
      platforms: base.platforms.map((platform) => ({ ...platform, hosts: [HOST] })),
      listen: { ...base.listen, https },
      cache: { ...base.cache, off: !withCache },
    }
  }
}

/** The socket, once the event has come; from then on its errors end in its `close`. */
function opened<S extends Socket>(socket: S, event: string): Promise<S> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once(event, () => {
      socket.off('error', reject)
      socket.on('error', () => socket.destroy())
      resolve(socket)
    })
  })
}
