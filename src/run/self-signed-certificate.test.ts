import { createPublicKey, X509Certificate } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { selfSignedCertificate } from './self-signed-certificate.js'

const NOW = Date.UTC(2026, 10, 24, 12)

describe('a self-signed certificate', () => {
  it('is for its names and its time, and signed with its own key', () => {
    const { cert, key } = selfSignedCertificate(['news.localhost', 'localhost'], 30, NOW)
    const x509 = new X509Certificate(cert)
    expect(x509.subjectAltName).toBe('DNS:news.localhost, DNS:localhost')
    expect(x509.checkHost('localhost')).toBe('localhost')
    expect(x509.checkHost('example.org')).toBeUndefined()
    expect(x509.verify(createPublicKey(key))).toBe(true)
    expect(x509.checkIssued(x509)).toBe(true)
    expect([Date.parse(x509.validFrom), Date.parse(x509.validTo)]).toEqual([
      Date.UTC(2026, 10, 23, 12),
      Date.UTC(2026, 11, 24, 12),
    ])
  })

  it('is another each time, also with many names and beyond 2049', () => {
    const names = Array.from({ length: 200 }, (_, i) => `site-${i}.example.org`)
    const [a, b] = [1, 2].map(() => new X509Certificate(selfSignedCertificate(names, 9_000, NOW).cert))
    expect(a?.serialNumber).not.toBe(b?.serialNumber)
    expect(a?.checkHost('site-199.example.org')).toBe('site-199.example.org')
    expect(new Date(a?.validTo ?? '').getUTCFullYear()).toBe(2051)
  })

  it('serves TLS to who trusts it', async () => {
    const { cert, key } = selfSignedCertificate(['localhost'], 30, Date.now())
    const server = createServer({ cert, key }, (socket) => socket.end('here'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: cert })
      socket.on('data', (chunk) => resolve(chunk.toString()))
      socket.on('error', reject)
    })
    expect(text).toBe('here')
    await new Promise((resolve) => server.close(resolve))
  })
})
