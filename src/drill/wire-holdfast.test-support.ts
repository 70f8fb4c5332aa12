import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RuleStatus, Status } from '../brain/status.js'
import { signDrillWindow } from '../config/drill-window-signature.js'
import { type RunInfo, writeRunFile } from '../config/run-file.js'
import type { Level } from '../detect/level.js'
import type { DrillWindow } from './drill-window.js'
import type { NormalKnown } from './status-samples.js'

export interface WireHoldfast {
  dataDir: string
  run: RunInfo
  port: number
  /** Requests for anything but the health, by method and path without query. */
  seen: { method: string; path: string; from: string; headers: IncomingMessage['headers'] }[]
  /** What was asked of the console: `POST /api/drill`. */
  asked: string[]
  /** What the status says. */
  level: Level
  /** The open window, as the status says. */
  drill: Status['drill']
  /** What `GET /api/rules` answers; null: this Holdfast has none. */
  rules: RuleStatus[] | null
  /** What the status says is known of normal visits; null: nothing. */
  normal: NormalKnown | null
  server: Server
  /** Opens a window as the command would, and gives what the load processes are told of it. */
  openWindow(ms: number): Omit<DrillWindow, 'kind'>
  rewriteRun(changes: Partial<RunInfo>): void
  close(): Promise<void>
}

export interface WireOptions {
  site?: (request: IncomingMessage, response: ServerResponse) => void
  /** Status of the answer to the opening of a window. */
  windowStatus?: number
  /** How long a window is open. */
  windowMs?: number
  /** Under a window that is opened; the right one by default. */
  signature?: string
  host?: string
  instance?: string
  rehearsal?: string
}

const TOKEN = 'token-of-the-run-file'

/** Real servers that speak what Holdfast speaks on the wire: its health, its console, and a site behind it. */
export async function startWireHoldfast(options: WireOptions = {}): Promise<WireHoldfast> {
  const instance = 'instance-1'
  const seen: WireHoldfast['seen'] = []
  const asked: string[] = []
  const server = createServer(
    { requestTimeout: 5_000, headersTimeout: 5_000, connectionsCheckingInterval: 500 },
    (request, response) => {
      if (request.url === '/.well-known/holdfast/health') {
        response.end(JSON.stringify({ holdfast: true, instance: options.instance ?? instance }))
        return
      }
      if (seen.length < 50_000) {
        seen.push({
          method: request.method ?? '',
          path: (request.url ?? '').split('?')[0] ?? '',
          from: request.socket.remoteAddress ?? '',
          headers: request.headers,
        })
      }
      const site = options.site ?? smallSite
      site(request, response)
    },
  )
  const console = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return void response.writeHead(401).end()
    if (request.url === '/api/status') return void response.end(JSON.stringify(statusOf(wire)))
    if (request.url === '/api/rules' && wire.rules !== null) return void response.end(JSON.stringify(wire.rules))
    if (request.url === '/api/drill' && request.method === 'POST') {
      wire.drill =
        (options.windowStatus ?? 201) === 201
          ? {
              id: 'drill-1',
              until: new Date(Date.now() + (options.windowMs ?? 600_000)).toISOString(),
              openedBy: 'command',
              inUse: true,
            }
          : null
      const signature = wire.drill === null ? '' : (options.signature ?? signDrillWindow(wire.drill, TOKEN))
      return void response.writeHead(options.windowStatus ?? 201).end(JSON.stringify({ ...wire.drill, signature }))
    }
    if (request.url === '/api/drill') wire.drill = null
    response.writeHead(request.url === '/api/drill' ? 204 : 404).end()
  })
  const port = await listen(server, options.host ?? '127.0.0.1')
  const consolePort = await listen(console, '127.0.0.1')
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-drill-'))
  const wire: WireHoldfast = {
    dataDir,
    port,
    seen,
    asked,
    server,
    level: 'calm',
    drill: null,
    rules: null,
    normal: null,
    run: {
      pid: process.pid,
      instance,
      startedAt: new Date().toISOString(),
      uid: process.getuid?.() ?? -1,
      console: { url: `http://127.0.0.1:${consolePort}`, token: TOKEN },
      listen: { http: [{ host: options.host ?? '127.0.0.1', port }], https: [] },
      platforms: [{ name: 'newsroom', hosts: ['news.localhost'] }],
      ...(options.rehearsal === undefined ? {} : { rehearsal: options.rehearsal }),
    },
    openWindow(ms) {
      const until = new Date(Date.now() + ms).toISOString()
      wire.drill = { id: 'drill-1', until, openedBy: 'command', inUse: true }
      return { id: 'drill-1', until, signature: signDrillWindow(wire.drill, TOKEN) }
    },
    rewriteRun(changes) {
      writeRunFile(dataDir, { ...wire.run, ...changes })
    },
    async close() {
      server.closeAllConnections()
      console.closeAllConnections()
      await Promise.all([
        new Promise((resolve) => server.close(resolve)),
        new Promise((resolve) => console.close(resolve)),
      ])
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  writeRunFile(dataDir, wire.run)
  return wire
}

async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, 4096, resolve))
  return (server.address() as AddressInfo).port
}

function statusOf(wire: WireHoldfast) {
  return {
    level: wire.level,
    platforms: [
      {
        name: 'newsroom',
        level: wire.level,
        served: wire.seen.length,
        cached: 0,
        refused: 0,
        challenged: 0,
        distress: 0,
        atOrigin: { inFlight: 1, limit: 10, errorsPerSecond: 0 },
        activities: [{ name: 'read', tier: 'essential', state: 'full' }],
        ...(wire.normal === null ? {} : { normal: wire.normal }),
      },
    ],
    edges: [{ pid: process.pid, connections: 7, memoryMb: 64 }],
    drill: wire.drill,
  }
}

const PAGES = new Map([
  [
    '/',
    '<a href="/article/one">One</a> <a href="/logout">Leave</a><link rel="stylesheet" href="/assets/site.css"><img src="/assets/photo.svg">',
  ],
  ['/article/one', '<h1>One</h1><link rel="stylesheet" href="/assets/site.css">'],
  ['/search', '<h1>Found</h1>'],
])

/** A front page with an article, two files, a search and a form. */
function smallSite(request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '').split('?')[0] ?? ''
  const page = PAGES.get(path)
  if (request.method === 'POST') {
    request.resume().on('end', () => response.writeHead(303, { Location: '/article/one' }).end())
  } else if (page !== undefined) response.writeHead(200, { 'Content-Type': 'text/html' }).end(page)
  else if (path.startsWith('/assets/'))
    response.writeHead(200, { 'Content-Type': 'text/css' }).end('x'.repeat(path.endsWith('.svg') ? 200_000 : 500))
  else response.writeHead(404).end()
}
