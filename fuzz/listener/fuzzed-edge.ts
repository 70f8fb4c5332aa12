import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { configFromFlags } from '../../src/config/load-config.js'
import type { LimitedLogger } from '../../src/config/logger.js'
import { now } from '../../src/edge/clock.js'
import { Edge } from '../../src/edge/edge.js'
import { Listeners } from '../../src/edge/listeners/listeners.js'
import { NaiveOrigin } from './naive-origin.js'

export const HOST = 'news.example.org'
const ADMISSION_MS = 20

/** An edge with its listener in front of a naive origin, in this process, with a clock that can be put forward. */
export class FuzzedEdge {
  readonly origin: NaiveOrigin
  readonly edge: Edge
  /** Errors that the edge has logged: each is a bug. */
  readonly errors: string[]
  readonly #listeners: Listeners
  readonly #port: number
  readonly #clock: { aheadMs: number }
  readonly #admission: NodeJS.Timeout

  private constructor(parts: {
    origin: NaiveOrigin
    edge: Edge
    errors: string[]
    listeners: Listeners
    port: number
    clock: { aheadMs: number }
  }) {
    this.origin = parts.origin
    this.edge = parts.edge
    this.errors = parts.errors
    this.#listeners = parts.listeners
    this.#port = parts.port
    this.#clock = parts.clock
    this.#admission = setInterval(() => this.edge.tickAdmission(), ADMISSION_MS)
  }

  static async start(): Promise<FuzzedEdge> {
    const origin = new NaiveOrigin()
    await origin.listen()
    const flags = { origin: `http://127.0.0.1:${origin.port}`, listen: '127.0.0.1:0', dataDir: tmpdir() }
    const base = configFromFlags(flags)
    const platforms = base.platforms.map((platform) => ({ ...platform, hosts: [HOST] }))
    const errors: string[] = []
    const log: LimitedLogger = {
      info: () => {},
      warn: () => {},
      error: (event, { error } = {}) => errors.push(`${event} ${error instanceof Error ? error.stack : ''}`),
    }
    const clock = { aheadMs: 0 }
    const edge = new Edge({
      // Without a cache, so that every request that may reach the origin does.
      config: { ...base, platforms, cache: { ...base.cache, off: true } },
      secret: new Uint8Array(48).fill(7),
      instance: 'fuzzed',
      now: () => now() + clock.aheadMs,
      log,
    })
    const listeners = new Listeners(edge)
    const { http } = await listeners.listen()
    return new FuzzedEdge({ origin, edge, errors, listeners, port: http[0]?.port ?? 0, clock })
  }

  /** @param from an address in 127.0.0.0/8 */
  connect(from: string): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: this.#port, localAddress: from, allowHalfOpen: true })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        socket.on('error', () => socket.destroy())
        resolve(socket)
      })
    })
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
  }
}
