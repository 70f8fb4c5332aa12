import { connect as connectTls } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type EdgeUnderTest, eventually, HOST, pause, requestText, startEdge } from '../edge.test-support.js'
import { RawClient } from '../raw-client.test-support.js'
import { v1Header, v2Header } from './proxy-header.test-support.js'
import { certificateFiles } from './tls.test-support.js'

const BEHIND = { trustedProxies: ['127.0.0.0/8'], proxyProtocol: ['http', 'https'] as const }
const CLIENT = '192.0.2.7'

describe('a connection that a proxy announces', () => {
  it.each([
    ['version 1', v1Header(CLIENT)],
    ['version 2', v2Header({ source: CLIENT })],
    ['version 2 with extensions', v2Header({ source: CLIENT, extensions: Buffer.from('\x04\0\x01x') })],
  ])('is that of the announced client: %s', async (_, header) => {
    const { connect, origin, edge } = await startEdge(BEHIND)
    const client = await connect()
    client.send(Buffer.concat([header, requestText()]))
    expect((await client.response()).text).toBe('hello')
    // The next request on it needs no header, and an X-Forwarded-For is the visitor's own: not believed.
    client.send(requestText({ headers: { 'X-Forwarded-For': '198.51.100.1' } }))
    expect((await client.response()).status).toBe(200)
    expect(origin.seen.map(({ headers }) => headers['x-forwarded-for'])).toEqual([CLIENT, CLIENT])
    expect(edge.connections.open).toBe(1)
  })

  it('may come byte by byte', async () => {
    const { connect, origin } = await startEdge(BEHIND)
    for (const header of [v1Header(CLIENT), v2Header({ source: CLIENT })]) {
      const client = await connect()
      client.socket.setNoDelay(true)
      for (const byte of Buffer.concat([header, requestText().subarray(0, 3)])) {
        client.send(Buffer.from([byte]))
        await pause(1)
      }
      client.send(requestText().subarray(3))
      expect((await client.response()).text).toBe('hello')
    }
    expect(origin.seen.map(({ headers }) => headers['x-forwarded-for'])).toEqual([CLIENT, CLIENT])
  })

  it('may carry large bodies in both directions', async () => {
    const { connect, origin } = await startEdge(BEHIND)
    origin.answer = (req, res) => void req.pipe(res)
    const body = Buffer.alloc(300_000, 'x')
    const client = await connect()
    client.send(Buffer.concat([v1Header(CLIENT), requestText({ method: 'POST', body })]))
    expect((await client.response()).body.equals(body)).toBe(true)
  })

  it('is the proxy’s own when it says so', async () => {
    const { connect, origin } = await startEdge(BEHIND)
    for (const header of ['PROXY UNKNOWN\r\n', v2Header({ command: 0x20, family: 0, addresses: Buffer.alloc(0) })]) {
      const client = await connect()
      client.send(header)
      client.send(requestText())
      expect((await client.response()).status).toBe(200)
    }
    expect(origin.seen.map(({ headers }) => headers['x-forwarded-for'])).toEqual(['127.0.0.1', '127.0.0.1'])
  })

  it('begins with the header before the handshake of TLS', async () => {
    const { httpsPort, origin } = await startEdge({ ...BEHIND, certificates: certificateFiles('exact') })
    const together = await announcedTls(httpsPort, v2Header({ source: CLIENT }))
    together.send(requestText())
    expect((await together.response()).text).toBe('hello')
    expect(origin.seen[0]?.headers).toMatchObject({ 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https' })
  })

  it('is reset when the announced client is denied', async () => {
    const { connect, edge, origin } = await startEdge({ ...BEHIND, deny: [`${CLIENT}/32`] })
    const denied = await connect()
    denied.send(Buffer.concat([v1Header(CLIENT), requestText()]))
    expect(await denied.closed).toBe('reset')
    const other = await connect()
    other.send(Buffer.concat([v1Header('192.0.2.8'), requestText()]))
    expect((await other.response()).status).toBe(200)
    expect(edge.droppedTotal).toBe(1)
    expect(origin.seen).toHaveLength(1)
  })

  it('counts for the cap of the announced client, and for nobody else’s', async () => {
    const { connect, edge } = await startEdge({ ...BEHIND, limits: { connectionsPerClient: 2 } })
    const open = async (client: string) => {
      const connection = await connect()
      connection.send(Buffer.concat([v1Header(client), requestText()]))
      await connection.response()
      return connection
    }
    for (let i = 0; i < 4; i++) await open(`192.0.2.${10 + i}`)
    for (let i = 0; i < 4; i++) await open(CLIENT)
    expect(edge.connections.open).toBe(6)
    expect(edge.connections.evictedTotal).toBe(2)
  })
})

describe('a connection that is closed', () => {
  const refused = { ...BEHIND, expectedEvents: ['proxy-header-refused'] }

  it.each([
    ['without a header', requestText()],
    ['with something like a header', 'PROXY TCP4 somewhere else 1 2\r\n'],
    ['with version 3', v2Header({ command: 0x31, source: CLIENT })],
    ['that is TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['that never ends its line', `PROXY ${'x'.repeat(2_000)}`],
  ])('is one %s', async (_, bytes) => {
    const { connect, edge, origin } = await startEdge(refused)
    const client = await connect()
    client.send(bytes)
    expect(await client.rest()).toBe('')
    await eventually(() => edge.connections.open === 0)
    expect(origin.seen).toEqual([])
    expect(edge.droppedTotal).toBe(1)
  })

  it('is one that ends in the middle of the header', async () => {
    const { connect, edge } = await startEdge(refused)
    const half = await connect()
    half.send('PROXY TCP4 192.0')
    half.socket.end()
    expect(await half.rest()).toBe('')
    const gone = await connect()
    gone.send('PROXY TCP4 192.0')
    gone.socket.resetAndDestroy()
    await eventually(() => edge.connections.open === 0)
  })

  it('is one whose header does not come in time', async () => {
    const { connect, edge, clock } = await startEdge({ ...BEHIND, certificates: certificateFiles('exact') })
    const silent = await connect()
    const slow = await connect()
    slow.send('PROXY TCP4 192.0.2.7 ')
    await eventually(() => edge.connections.open === 2)
    clock.advance(9_000)
    edge.sweep()
    expect(edge.connections.open).toBe(2)
    clock.advance(2_000)
    edge.sweep()
    expect(edge.connections.open).toBe(0)
    expect([await silent.rest(), await slow.rest()]).toEqual(['', ''])
  })

  it('is one from anybody but a trusted proxy', async () => {
    const { connect, edge, origin } = await startEdge({ ...refused, trustedProxies: ['127.0.0.2/32'] })
    const stranger = await connect()
    stranger.send(Buffer.concat([v1Header(CLIENT), requestText()]))
    expect(await stranger.rest()).toBe('')
    const proxy = await connect('127.0.0.2')
    proxy.send(Buffer.concat([v1Header(CLIENT), requestText()]))
    expect((await proxy.response()).status).toBe(200)
    expect(origin.seen).toHaveLength(1)
    expect(edge.connections.open).toBe(1)
  })
})

it('only at the listeners that are meant', async () => {
  const edge = await startEdge({ ...BEHIND, proxyProtocol: ['https'], certificates: certificateFiles('exact') })
  expect((await edge.ask()).status).toBe(200)
  expect(await asksOverTls(edge)).toBe(200)
})

async function asksOverTls({ httpsPort }: EdgeUnderTest): Promise<number> {
  const client = await announcedTls(httpsPort, v1Header(CLIENT))
  client.send(requestText())
  return (await client.response()).status
}

/** A TLS connection after a PROXY header. */
async function announcedTls(port: number, header: Buffer): Promise<RawClient> {
  const raw = await RawClient.connect(port)
  raw.socket.removeAllListeners('data')
  raw.send(header)
  return new Promise((resolve, reject) => {
    const socket = connectTls({ socket: raw.socket, servername: HOST, rejectUnauthorized: false })
    onTestFinished(() => void socket.destroy())
    socket.once('error', reject)
    socket.once('secureConnect', () => resolve(new RawClient(socket)))
  })
}
