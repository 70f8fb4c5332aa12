import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { expect, onTestFinished } from 'vitest'
import type { Address } from '../config/address.js'
import type { CertificateFiles, Config, Limits, PlatformConfig } from '../config/config.js'
import { configFromFlags } from '../config/load-config.js'
import { createLogger, limitedLogger } from '../config/logger.js'
import type { Directive } from '../link/messages.js'
import { Edge } from './edge.js'
import { Listeners } from './listeners/listeners.js'
import { RawClient, type RawResponse } from './raw-client.test-support.js'

export const HOST = 'news.example.org'

export interface Seen {
  method: string
  url: string
  headers: IncomingMessage['headers']
  raw: string[]
}

/** An origin that a test programs; it keeps what it was asked. */
export interface TestOrigin {
  url: string
  port: number
  seen: Seen[]
  /** Sockets open now. */
  sockets: Set<Socket>
  answer: (req: IncomingMessage, res: ServerResponse) => void
  server: HttpServer
}

/** The time that edge and origin agree on: it moves when a test moves it, and by a breath with every look at it. */
export class TestClock {
  #ms = Date.now()
  readonly now = () => {
    this.#ms += 0.001
    return this.#ms
  }
  advance(ms: number): void {
    this.#ms += ms
  }
}

export interface Options {
  clock?: TestClock
  /** Another time than the standing one. */
  now?: () => number
  /** Instead of the programmable origin. */
  originUrl?: string
  /** Several, instead of the programmable origin. */
  origins?: PlatformConfig['origins']
  health?: Partial<PlatformConfig['health']>
  hosts?: string[]
  activities?: PlatformConfig['activities']
  signedInCookie?: string
  limits?: Partial<Limits>
  cache?: Partial<Config['cache']>
  trustedProxies?: string[]
  allow?: string[]
  deny?: string[]
  http?: Address[]
  proxyProtocol?: Config['listen']['proxyProtocol']
  certificates?: CertificateFiles[]
  /** Events that the test expects in the log; any other warning or error fails it. */
  expectedEvents?: string[]
}

export interface EdgeUnderTest {
  edge: Edge
  listeners: Listeners
  origin: TestOrigin
  clock: TestClock
  port: number
  httpsPort: number
  bound: { http: Address[]; https: Address[] }
  /** Lines of the log. */
  log: string[]
  /** A connection of its own, closed after the test. */
  connect(from?: string): Promise<RawClient>
  /** One request on a connection of its own. */
  ask(request?: Ask): Promise<RawResponse>
  /** A directive of the brain for the one platform. */
  level(level: Directive['platforms'][number]['level'], validMs?: number): void
}

export interface Ask {
  method?: string
  path?: string
  host?: string
  headers?: Record<string, string>
  body?: string | Buffer
  from?: string
}

/** An HTTP/1.1 request as text. A body gets its Content-Length. */
export function requestText({ method = 'GET', path = '/', host = HOST, headers = {}, body }: Ask = {}): Buffer {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  if (body !== undefined) fields.push(`Content-Length: ${Buffer.byteLength(body)}\r\n`)
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${fields.join('')}\r\n`, 'latin1')
  return body === undefined ? head : Buffer.concat([head, Buffer.from(body)])
}

/** An edge with its listeners in front of an origin, all on loopback and all closed after the test. */
export async function startEdge(options: Options = {}): Promise<EdgeUnderTest> {
  const clock = options.clock ?? new TestClock()
  const origin = await startOrigin(clock)
  const config = configOf(options, options.originUrl ?? origin.url)
  const log: string[] = []
  const logger = createLogger({ level: 'warn' }, { write: (line) => void log.push(line) })
  const now = options.now ?? clock.now
  const edge = new Edge({
    config,
    secret: new Uint8Array(48).fill(7),
    instance: 'test-instance',
    now,
    log: limitedLogger(logger, now),
  })
  const listeners = new Listeners(edge)
  const bound = await listeners.listen()
  const clients: RawClient[] = []
  onTestFinished(() => {
    for (const client of clients) client.destroy()
    edge.connections.closeAll()
    // Not waited for: it leaves visitors half a second for what is on its way, and there are none any more.
    void listeners.stop(0)
    const expected = options.expectedEvents ?? []
    expect(log.filter((line) => !expected.some((event) => line.includes(`"event":"${event}"`)))).toEqual([])
  })

  const port = bound.http[0]?.port ?? 0
  const connect = async (from?: string) => {
    const client = await RawClient.connect(port, from === undefined ? {} : { localAddress: from })
    clients.push(client)
    return client
  }
  return {
    edge,
    listeners,
    origin,
    clock,
    port,
    httpsPort: bound.https[0]?.port ?? 0,
    bound,
    log,
    connect,
    async ask(request = {}) {
      const client = await connect(request.from)
      client.send(requestText(request))
      const response = await client.response({ noBody: request.method === 'HEAD' })
      client.destroy()
      return response
    },
    level(level, validMs = 1_000_000) {
      edge.obey({ kind: 'directive', platforms: [{ level, distress: level === 'calm' ? 0 : 1 }], validMs })
    },
  }
}

const NO_CHECKS: PlatformConfig['health'] = {
  path: null,
  everyMs: 5_000,
  timeoutMs: 2_000,
  healthyAfter: 2,
  unhealthyAfter: 3,
}

function configOf(options: Options, originUrl: string): Config {
  const base = configFromFlags({ origin: originUrl, listen: '127.0.0.1:0', dataDir: tmpdir() })
  const { hosts = [HOST], activities = [], signedInCookie, certificates } = options
  const platform: PlatformConfig = {
    name: 'news',
    hosts,
    origins: options.origins ?? [{ url: originUrl, weight: 1, backup: false }],
    health: { ...NO_CHECKS, ...options.health },
    activities,
    ...(signedInCookie === undefined ? {} : { signedInCookie }),
  }
  return {
    ...base,
    platforms: [platform],
    listen: {
      http: options.http ?? [{ host: '127.0.0.1', port: 0 }],
      https: certificates ? { addresses: [{ host: '127.0.0.1', port: 0 }], certificates } : null,
      ...(options.proxyProtocol ? { proxyProtocol: options.proxyProtocol } : {}),
    },
    limits: { ...base.limits, ...options.limits },
    cache: { ...base.cache, ...options.cache },
    trustedProxies: options.trustedProxies ?? [],
    allow: options.allow ?? [],
    deny: options.deny ?? [],
  }
}

async function startOrigin(clock: TestClock): Promise<TestOrigin> {
  const server = createServer({ keepAliveTimeout: 30_000 }, (req, res) => {
    origin.seen.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, raw: req.rawHeaders })
    res.sendDate = false
    res.setHeader('Date', new Date(clock.now()).toUTCString())
    origin.answer(req, res)
  })
  const origin: TestOrigin = {
    url: '',
    port: 0,
    seen: [],
    sockets: new Set(),
    answer: (_req, res) => void res.end('hello'),
    server,
  }
  keepTrack(server, origin.sockets)
  origin.port = await listening(server)
  origin.url = `http://127.0.0.1:${origin.port}`
  return origin
}

/** An origin below HTTP: what it does with each connection is up to the test. */
export async function startRawOrigin(onConnection: (socket: Socket, index: number) => void): Promise<string> {
  let count = 0
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    onConnection(socket, count++)
  })
  keepTrack(server, new Set())
  return `http://127.0.0.1:${await listening(server)}`
}

function keepTrack(server: Server, sockets: Set<Socket>): void {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  )
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

/** Resolves when `condition` holds; sockets need a moment, and there is no event for what they have not done yet. */
export async function eventually(condition: () => boolean, what = 'the condition', withinMs = 8_000): Promise<void> {
  const until = Date.now() + withinMs
  while (!condition()) {
    if (Date.now() > until) throw new Error(`${what} did not come true within ${withinMs} ms`)
    await pause(5)
  }
}

/** Real time for the kernel and other processes to do their part. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
