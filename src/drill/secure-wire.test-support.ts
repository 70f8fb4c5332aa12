import { createSecureServer, type ServerHttp2Session } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { CERTIFICATE, KEY_OF_CERTIFICATE } from '../config/certificates.test-support.js'
import { Target } from './target.js'
import { startWireHoldfast, type WireHoldfast } from './wire-holdfast.test-support.js'

export interface SecureWire {
  wire: WireHoldfast
  target: Target
  /** What came over TLS, by the address it came from. */
  seen: { connections: string[]; handshakes: number; requests: string[]; resets: number }
  /** Ends every HTTP/2 session that there is. */
  cutAll(): void
  close(): Promise<void>
}

/** A Holdfast on the wire that speaks HTTPS, HTTP/2 and HTTP/1.1. @param instance that its HTTPS says it is */
export async function startSecureWire({ instance = 'instance-1' } = {}): Promise<SecureWire> {
  const wire = await startWireHoldfast()
  const seen: SecureWire['seen'] = { connections: [], handshakes: 0, requests: [], resets: 0 }
  const server = createSecureServer({ cert: CERTIFICATE, key: KEY_OF_CERTIFICATE, allowHTTP1: true })
  const sockets = new Set<Socket>()
  const sessions = new Set<ServerHttp2Session>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    seen.connections.push(socket.remoteAddress ?? '')
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('secureConnection', () => seen.handshakes++)
  server.on('sessionError', () => {})
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  })
  server.on('request', (request, response) => {
    request.on('error', () => {})
    response.on('error', () => {})
    if (request.url === '/.well-known/holdfast/health')
      return void response.end(JSON.stringify({ holdfast: true, instance }))
    seen.requests.push(request.url)
    request.once('aborted', () => seen.resets++)
  })
  const cutAll = () => {
    for (const session of sessions) session.destroy()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  wire.rewriteRun({ listen: { ...wire.run.listen, https: [{ host: '127.0.0.1', port }] } })
  const check = await Target.check({ dataDir: wire.dataDir })
  if (check.kind === 'refused') throw new Error(check.why)
  Object.assign(seen, { connections: [], handshakes: 0 })
  return {
    wire,
    target: check.target,
    seen,
    cutAll,
    async close() {
      cutAll()
      for (const socket of sockets) socket.destroy()
      await Promise.all([new Promise((resolve) => server.close(resolve)), wire.close()])
    },
  }
}
