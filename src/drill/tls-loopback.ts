import { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { openLoopback } from './open-loopback.js'
import type { Target } from './target.js'

/**
 * Opens a TLS connection to the target, on a connection that `openLoopback` has checked. The certificate is not: it may
 * well be one for tests, and the target has proved on the way who it is.
 * @param onSecure when the handshake has ended
 */
export function openTls(
  target: Target,
  { from, protocols }: { from: string; protocols: string[] },
  onSecure: (socket: TLSSocket) => void,
  onClosed: (reached: boolean) => void,
): { destroy(): void } {
  let reached = false
  const socket = openLoopback(target, { from, secure: true }, () => {
    reached = true
    const tls = connect({ ...options(target, protocols), socket })
    tls.once('secureConnect', () => onSecure(tls))
    // Why does not matter: the connection beneath closes, and that is counted.
    tls.on('error', () => socket.destroy())
    tls.on('close', () => socket.destroy())
  })
  socket.on('error', () => {})
  socket.once('close', () => onClosed(reached))
  return socket
}

/** The first bytes of a TLS handshake with the target, as Node's own TLS would send them; nothing is connected. */
export function clientHello(target: Target): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read() {},
      write(bytes: Buffer, _encoding, done) {
        resolve(Buffer.from(bytes))
        done()
      },
    })
    const tls = connect({ ...options(target, ['h2', 'http/1.1']), socket: wire })
    tls.on('error', () => {})
  })
}

function options(target: Target, protocols: string[]): ConnectionOptions {
  const { secure } = target
  const servername = secure.kind === 'address' ? secure.serverName : ''
  return { servername, ALPNProtocols: protocols, rejectUnauthorized: false }
}
