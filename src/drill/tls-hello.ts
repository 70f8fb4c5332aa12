import { Duplex } from 'node:stream'
import { type ConnectionOptions, connect } from 'node:tls'
import type { Target } from './target.js'

/** The certificate is not looked at: it may well be one for tests, and the target has proved on the way who it is. */
export function tlsOptions({ secure }: Target, protocols: string[]): ConnectionOptions {
  const servername = secure.kind === 'address' ? secure.serverName : ''
  return { servername, ALPNProtocols: protocols, rejectUnauthorized: false }
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
    const tls = connect({ ...tlsOptions(target, ['h2', 'http/1.1']), socket: wire })
    tls.on('error', () => {})
  })
}
