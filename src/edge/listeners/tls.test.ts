import { describe, expect, it } from 'vitest'
import { eventually, HOST, pause, requestText, startEdge } from '../edge.test-support.js'
import { RawClient } from '../raw-client.test-support.js'
import { certificateFiles, http2Ask, http2Session, tlsConnect } from './tls.test-support.js'

describe('HTTPS', () => {
  it('speaks HTTP/2 with who can, and HTTP/1.1 with who cannot', async () => {
    const { httpsPort, origin } = await startEdge({ certificates: certificateFiles('exact') })
    const plain = new RawClient(await tlsConnect(httpsPort, { ALPNProtocols: ['http/1.1'] }))
    plain.send(requestText())
    expect((await plain.response()).text).toBe('hello')
    const without = new RawClient(await tlsConnect(httpsPort))
    without.send(requestText())
    expect((await without.response()).text).toBe('hello')
    const socket = await tlsConnect(httpsPort, { ALPNProtocols: ['h2', 'http/1.1'] })
    expect(socket.alpnProtocol).toBe('h2')
    expect((await http2Ask(http2Session(httpsPort))).text).toBe('hello')
    expect(origin.seen.map(({ headers }) => [headers['x-forwarded-proto'], headers.via])).toEqual([
      ['https', '1.1 holdfast'],
      ['https', '1.1 holdfast'],
      ['https', '2 holdfast'],
    ])
  })

  it('shows the certificate for the name asked for, and the first to all others', async () => {
    const { httpsPort } = await startEdge({ certificates: certificateFiles('exact', 'wildcard', 'commonName') })
    const shown = async (servername: string) => {
      const socket = await tlsConnect(httpsPort, { servername })
      return socket.getPeerCertificate().subject.CN
    }
    expect(await shown('news.example.org')).toBe('news.example.org')
    expect(await shown('NEWS.example.ORG')).toBe('news.example.org')
    expect(await shown('shop.example.org')).toBe('wild')
    expect(await shown('a.b.example.org')).toBe('news.example.org')
    expect(await shown('shop.example.net')).toBe('shop.example.net')
    expect(await shown('unknown.example')).toBe('news.example.org')
    expect(await shown('')).toBe('news.example.org')
  })

  it('does not speak what is broken', async () => {
    const { httpsPort } = await startEdge({ certificates: certificateFiles('exact') })
    await expect(tlsConnect(httpsPort, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow()
    expect((await tlsConnect(httpsPort, { maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2')
  })

  it('ends a handshake that never comes to its end', async () => {
    const { httpsPort, edge, clock } = await startEdge({ certificates: certificateFiles('exact') })
    const silent = await RawClient.connect(httpsPort)
    const halfway = await RawClient.connect(httpsPort)
    halfway.send('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')
    await eventually(() => edge.connections.open === 2)
    clock.advance(9_000)
    edge.sweep()
    expect(edge.connections.open).toBe(2)
    clock.advance(2_000)
    edge.sweep()
    expect(edge.connections.open).toBe(0)
    expect(await Promise.all([silent.rest(), halfway.rest()])).toEqual(['', ''])
  })

  it('ends a connection on which nothing is asked after the handshake', async () => {
    const { httpsPort, edge, clock } = await startEdge({ certificates: certificateFiles('exact') })
    const http1 = await tlsConnect(httpsPort)
    const http2 = http2Session(httpsPort)
    await eventually(() => edge.connections.open === 2 && !http2.connecting)
    await pause(50)
    clock.advance(11_000)
    edge.sweep()
    await eventually(() => http1.destroyed && http2.destroyed)
    expect(edge.connections.open).toBe(0)
  })

  it('survives what is no TLS, and connections that are dropped in the handshake', async () => {
    const { httpsPort, edge } = await startEdge({ certificates: certificateFiles('exact') })
    const plain = await RawClient.connect(httpsPort)
    plain.send('GET / HTTP/1.1\r\n\r\n')
    await plain.rest()
    for (let i = 0; i < 20; i++) {
      const client = await RawClient.connect(httpsPort)
      client.send('\x16\x03\x01\x02\x00')
      client.socket.resetAndDestroy()
    }
    await eventually(() => edge.connections.open === 0)
    expect((await http2Ask(http2Session(httpsPort))).status).toBe(200)
  })

  it('resets a denied address before the handshake', async () => {
    const { httpsPort, edge, origin } = await startEdge({
      certificates: certificateFiles('exact'),
      deny: ['127.0.0.0/8'],
    })
    await expect(tlsConnect(httpsPort)).rejects.toThrow(/ECONNRESET|disconnected/)
    expect([edge.droppedTotal, edge.connections.open, origin.seen.length]).toEqual([1, 0, 0])
  })

  it('keeps another host on the same connection apart', async () => {
    const { httpsPort } = await startEdge({ certificates: certificateFiles('exact') })
    const session = http2Session(httpsPort)
    expect((await http2Ask(session, { ':authority': 'other.example' })).status).toBe(421)
    expect((await http2Ask(session, { ':authority': HOST })).status).toBe(200)
  })
})
