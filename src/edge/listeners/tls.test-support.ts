import { type ClientHttp2Session, type ClientSessionOptions, connect, type IncomingHttpHeaders } from 'node:http2'
import { join } from 'node:path'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import { CERTIFICATE, KEY_OF_CERTIFICATE } from '../../config/certificates.test-support.js'
import type { CertificateFiles } from '../../config/config.js'
import { folderWith } from '../../config/config-folder.test-support.js'
import { HOST } from '../edge.test-support.js'

/** For *.example.org, with the same key as the one for news.example.org. Valid until 2036-11-20. */
const WILDCARD = `-----BEGIN CERTIFICATE-----
MIIBjTCCATOgAwIBAgIUJngvOOIuMildMkrBij1/ouTOHBIwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEd2lsZDAeFw0yNjExMjMxNDM5NTFaFw0zNjExMjAxNDM5NTFa
MA8xDTALBgNVBAMMBHdpbGQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS5ve4V
/bO+n2MO7OlJsyHJJbjfLLwqb3LGCeB03bQXLaUtcibxnBUwATbfSyHChPvCvcjp
ln0sTD6dzSd0rpeNo20wazAdBgNVHQ4EFgQU0/07H0h05wSp0DrcYPW/sdF0ePow
HwYDVR0jBBgwFoAU0/07H0h05wSp0DrcYPW/sdF0ePowDwYDVR0TAQH/BAUwAwEB
/zAYBgNVHREEETAPgg0qLmV4YW1wbGUub3JnMAoGCCqGSM49BAMCA0gAMEUCIQCC
cKdbJF+C/7YCbnp8eePMoEZnqL4XwbtsdJP9QWn43AIgfZQjWfkC+NrSI5TnatCg
tNLlkdxqWVeZRy9Yuw7wC4c=
-----END CERTIFICATE-----
`

/** For shop.example.net by its common name alone, as old certificates are. Valid until 2036-11-20. */
const COMMON_NAME = `-----BEGIN CERTIFICATE-----
MIIBiTCCAS6gAwIBAgIUaIPKWTM62IulmEeuBgX4FesMEcYwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLm5ldDAeFw0yNjExMjMxNDM5NTFaFw0z
NjExMjAxNDM5NTFaMBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5uZXQwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAS5ve4V/bO+n2MO7OlJsyHJJbjfLLwqb3LGCeB0
3bQXLaUtcibxnBUwATbfSyHChPvCvcjpln0sTD6dzSd0rpeNo1AwTjAdBgNVHQ4E
FgQU0/07H0h05wSp0DrcYPW/sdF0ePowHwYDVR0jBBgwFoAU0/07H0h05wSp0Drc
YPW/sdF0ePowDAYDVR0TBAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAjEd6lILD
nNqZV6bHw5A2pGVWeeqfquTWZsgdVuAURUMCIQDmCYe723ly+m1ywD5GT5DnzIBd
ptrJqJ95XHlkYMLTAA==
-----END CERTIFICATE-----
`

export const CERTIFICATES = { exact: CERTIFICATE, wildcard: WILDCARD, commonName: COMMON_NAME }

/** Files of certificates, the first of which is for names that none of them has. */
export function certificateFiles(...names: (keyof typeof CERTIFICATES)[]): CertificateFiles[] {
  const files = Object.fromEntries(names.map((name) => [`${name}.pem`, CERTIFICATES[name]]))
  const folder = folderWith({ ...files, 'key.pem': KEY_OF_CERTIFICATE })
  return names.map((name) => ({ cert: join(folder, `${name}.pem`), key: join(folder, 'key.pem') }))
}

/** A TLS connection, closed after the test. */
export function tlsConnect(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', port, servername: HOST, rejectUnauthorized: false, ...options })
    onTestFinished(() => void socket.destroy())
    socket.once('error', reject)
    socket.once('secureConnect', () => resolve(socket))
  })
}

export interface Http2Response {
  status: number
  headers: IncomingHttpHeaders
  trailers: IncomingHttpHeaders
  text: string
}

/** An HTTP/2 session with the edge, closed after the test. */
export function http2Session(port: number, options: ClientSessionOptions = {}): ClientHttp2Session {
  const url = `https://127.0.0.1:${port}`
  const session = connect(url, { servername: HOST, rejectUnauthorized: false, ...options } as ClientSessionOptions)
  session.on('error', () => {})
  onTestFinished(() => session.destroy())
  return session
}

/** @param headers among them `:path` and, where it is not GET, `:method` @throws the error of the stream */
export function http2Ask(
  session: ClientHttp2Session,
  headers: Record<string, string | string[]> = {},
  body?: string | Buffer,
): Promise<Http2Response> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':authority': HOST, ':path': '/', ...headers }, { endStream: body === undefined })
    const response: Http2Response = { status: 0, headers: {}, trailers: {}, text: '' }
    const chunks: Buffer[] = []
    stream.on('response', (answer) => {
      response.headers = answer
      response.status = Number(answer[':status'])
    })
    stream.on('trailers', (trailers) => {
      response.trailers = trailers
    })
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('end', () => resolve({ ...response, text: Buffer.concat(chunks).toString() }))
    if (body !== undefined) stream.end(body)
  })
}
