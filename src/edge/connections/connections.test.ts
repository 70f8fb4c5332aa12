import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { eventually, HOST, pause, startEdge } from '../edge.test-support.js'
import { certificateFiles, tlsConnect } from '../listeners/tls.test-support.js'
import { RawClient } from '../raw-client.test-support.js'

const HEAD = `HTTP/1.1\r\nHost: ${HOST}\r\n`

describe('who is counted', () => {
  it('comes by IPv4 and IPv6, and the origin is told which', async () => {
    const { bound, origin } = await startEdge({
      http: [
        { host: '127.0.0.1', port: 0 },
        { host: '::1', port: 0 },
        { host: '::', port: 0 },
      ],
    })
    const [v4, v6, both] = bound.http
    for (const [host, address] of [
      ['127.0.0.1', v4],
      ['::1', v6],
      ['127.0.0.1', both],
      ['::1', both],
    ] as const) {
      const client = await RawClient.connect(address?.port ?? 0, { host })
      client.send(`GET / ${HEAD}\r\n`)
      expect((await client.response()).status).toBe(200)
      client.destroy()
    }
    expect(origin.seen.map(({ headers }) => headers['x-forwarded-for'])).toEqual([
      '127.0.0.1',
      '::1',
      '127.0.0.1',
      '::1',
    ])
    expect(origin.seen[1]?.headers.forwarded).toBe(`for="[::1]";host=${HOST};proto=http`)
  })
})

describe('a denied address', () => {
  it('is reset when it connects, before anything is read', async () => {
    const { connect, edge, origin } = await startEdge({ deny: ['127.0.0.9/32'] })
    const denied = await connect('127.0.0.9').then(
      ({ closed }) => closed,
      () => 'reset',
    )
    expect(denied).toBe('reset')
    expect(edge.droppedTotal).toBe(1)
    const other = await connect('127.0.0.8')
    other.send(`GET / ${HEAD}\r\n`)
    expect((await other.response()).status).toBe(200)
    expect(origin.seen).toHaveLength(1)
  })

  it('that is allowed too gets in: an operator is not locked out by a wide net', async () => {
    const { ask } = await startEdge({ deny: ['127.0.0.0/8'], allow: ['127.0.0.9/32'] })
    expect((await ask({ from: '127.0.0.9' })).status).toBe(200)
  })

  it('behind a trusted proxy hears 403; the proxy itself is not denied', async () => {
    const { ask, origin } = await startEdge({
      deny: ['198.51.100.0/24', '127.0.0.1/32'],
      trustedProxies: ['127.0.0.1/32'],
    })
    const denied = await ask({ headers: { 'X-Forwarded-For': '198.51.100.7' } })
    expect([denied.status, denied.get('holdfast-reason')]).toEqual([403, 'denied'])
    expect((await ask({ headers: { 'X-Forwarded-For': '198.51.101.7' } })).status).toBe(200)
    expect(origin.seen).toHaveLength(1)
  })

  it('can be denied while it is connected', async () => {
    const { connect, edge } = await startEdge()
    const client = await connect()
    client.send(`GET / ${HEAD}\r\n`)
    expect((await client.response()).status).toBe(200)
    edge.obey({
      kind: 'directive',
      platforms: [{ level: 'calm', distress: 0 }],
      validMs: 1,
      lists: { allow: [], deny: ['127.0.0.0/8'] },
    })
    client.send(`GET / ${HEAD}\r\n`)
    expect((await client.response()).status).toBe(403)
  })
})

describe('slow visitors', () => {
  it('who never finish their headers are cut off', async () => {
    const { connect, edge, clock } = await startEdge({ limits: { headersMs: 5_000 } })
    const silent = await connect()
    const dribbling = await connect()
    dribbling.send(`GET / ${HEAD}X-A`)
    await eventually(() => edge.connections.open === 2)
    for (let i = 0; i < 4; i++) {
      clock.advance(1_000)
      dribbling.send('a')
      edge.sweep()
    }
    expect(edge.connections.open).toBe(2)
    clock.advance(2_000)
    edge.sweep()
    expect([edge.connections.open, edge.connections.timedOutTotal]).toEqual([0, 2])
    expect(await silent.rest()).toBe('')
    await dribbling.rest()
  })

  it('who begin a second request slowly are cut off too', async () => {
    const { connect, edge, clock } = await startEdge({ limits: { headersMs: 5_000, keepAliveMs: 60_000 } })
    const client = await connect()
    client.send(`GET / ${HEAD}\r\n`)
    await client.response()
    clock.advance(30_000)
    edge.sweep()
    expect(edge.connections.open).toBe(1)
    client.send(`GET / ${HEAD}X`)
    await pause(50)
    edge.sweep()
    clock.advance(6_000)
    edge.sweep()
    expect(edge.connections.open).toBe(0)
  })

  it('who ask nothing more are let go after a while', async () => {
    const { connect, edge, clock } = await startEdge({ limits: { keepAliveMs: 60_000 } })
    const client = await connect()
    client.send(`GET / ${HEAD}\r\n`)
    await client.response()
    await eventually(() => edge.underWay === 0)
    clock.advance(59_000)
    edge.sweep()
    expect(edge.connections.open).toBe(1)
    clock.advance(2_000)
    edge.sweep()
    expect(edge.connections.open).toBe(0)
  })

  it.each([
    ['small', 'Content-Length: 1000', 'x'],
    ['in small chunks', 'Transfer-Encoding: chunked', '1\r\nx\r\n'],
    ['large', 'Content-Length: 1000000', 'x'],
  ])(
    'who send a body that is %s byte by byte are cut off, without a place at the origin for long',
    async (_what, field, piece) => {
      const { connect, edge, clock, origin } = await startEdge()
      origin.answer = (req) => void req.resume()
      const client = await connect()
      client.send(`POST / ${HEAD}${field}\r\n\r\n`)
      await eventually(() => edge.underWay === 1)
      for (let i = 0; i < 12; i++) {
        client.send(piece)
        await pause(10)
        clock.advance(1_000)
        edge.sweep()
      }
      const rest = await client.rest()
      expect(rest === '' || rest.startsWith('HTTP/1.1 408 ')).toBe(true)
      await eventually(() => edge.underWay === 0 && edge.connections.open === 0)
      expect(edge.platforms[0]?.admission.snapshot(0)).toMatchObject({ inFlight: 0, waiting: 0 })
    },
  )

  it('who send as fast as they can over a poor line are not', async () => {
    const { connect, edge, clock, origin } = await startEdge()
    origin.answer = (req, res) => void req.resume().on('end', () => res.end('thanks'))
    const client = await connect()
    client.send(`POST / ${HEAD}Content-Length: 100000\r\n\r\n`)
    for (let i = 0; i < 50; i++) {
      client.send('x'.repeat(2_000))
      await pause(5)
      clock.advance(1_000)
      edge.sweep()
    }
    expect((await client.response()).text).toBe('thanks')
  })

  it('who take nothing of their answer are cut off, and the origin with them', async () => {
    const { connect, edge, clock, origin } = await startEdge()
    let closed = false
    origin.answer = (_req, res) => {
      res.on('close', () => {
        closed = true
      })
      const more = () => {
        while (!res.destroyed && res.write(Buffer.alloc(64 * 1024)));
        res.once('drain', more)
      }
      more()
    }
    const client = await connect()
    client.socket.pause()
    client.send(`GET / ${HEAD}\r\n`)
    await eventually(() => edge.underWay === 1)
    await eventually(() => {
      clock.advance(1_000)
      edge.sweep()
      return edge.connections.timedOutTotal > 0
    })
    expect(edge.connections.timedOutTotal).toBe(1)
    await eventually(() => edge.underWay === 0 && edge.connections.open === 0 && closed)
  })

  it('who take nothing of a copy from the cache are cut off', async () => {
    const { connect, ask, edge, clock, origin } = await startEdge({ cache: { entryMegabytes: 12 } })
    origin.answer = (_req, res) =>
      void res.writeHead(200, { 'Cache-Control': 'max-age=1000' }).end(Buffer.alloc(10_000_000))
    expect((await ask()).body.length).toBe(10_000_000)
    const client = await connect()
    client.socket.pause()
    client.send(`GET / ${HEAD}\r\n`)
    await eventually(() => edge.underWay === 1)
    await eventually(() => {
      clock.advance(1_000)
      edge.sweep()
      return edge.connections.timedOutTotal > 0
    })
    await eventually(() => edge.underWay === 0 && edge.connections.open === 0)
    expect(origin.seen).toHaveLength(1)
  })
})

describe('an honest reader at 100 kB a second, behind a kernel that holds megabytes', () => {
  it.each([
    ['an answer of the origin', 'http', {}],
    ['an answer of the origin that is being stored', 'https', { 'Cache-Control': 'max-age=1000' }],
    ['a copy from the cache', 'http', { 'Cache-Control': 'max-age=1000' }],
  ])('gets all of %s over %s', { timeout: 30_000 }, async (_what, scheme, fields) => {
    const SIZE = 9_000_000
    // A second of the edge's time is a thirtieth of one on the wall, and 100 kB a second are 3 MB a second.
    const SPEED = 30
    const began = performance.now()
    const now = () => 1_900_000_000_000 + (performance.now() - began) * SPEED
    const { port, httpsPort, ask, edge, origin } = await startEdge({
      now,
      certificates: certificateFiles('exact'),
      cache: { megabytes: 200, entryMegabytes: 30 },
      limits: { headersMs: 300_000, keepAliveMs: 1_000_000 },
    })
    origin.answer = (_req, res) =>
      void res.writeHead(200, { Date: new Date(now()).toUTCString(), ...fields }).end(Buffer.alloc(SIZE))
    if (scheme === 'http') await ask()
    const socket = scheme === 'http' ? connect({ host: '127.0.0.1', port }) : await tlsConnect(httpsPort)
    socket.removeAllListeners('data')
    socket.write(`GET / ${HEAD}\r\n`)
    let read = 0
    let ended = false
    socket.on('close', () => {
      ended = true
    })
    const sweep = setInterval(() => edge.sweep(), 1_000 / SPEED)
    const reads = performance.now()
    await eventually(
      () => {
        const allowed = ((performance.now() - reads) / 1_000) * 100_000 * SPEED
        while (read < allowed) {
          const chunk: Buffer | null = socket.read()
          if (chunk === null) break
          read += chunk.length
        }
        return ended || read > SIZE
      },
      'the end',
      20_000,
    )
    clearInterval(sweep)
    socket.destroy()
    expect(read).toBeGreaterThan(SIZE)
    expect(edge.connections.timedOutTotal).toBe(0)
  })
})

describe('a full table of connections', () => {
  it('makes patience shrink', async () => {
    const { connect, edge, clock } = await startEdge({ limits: { connections: 10, headersMs: 10_000 } })
    for (let i = 0; i < 9; i++) (await connect()).send('GET')
    await eventually(() => edge.connections.open === 9)
    expect(edge.connections.patience()).toBeCloseTo(0.4)
    clock.advance(4_100)
    edge.sweep()
    expect(edge.connections.open).toBe(0)
    expect(edge.connections.patience()).toBe(1)
  })

  it('lets go the worst, never the newest, never who waits for an answer', async () => {
    const { connect, edge, clock, origin } = await startEdge({ limits: { connections: 20 } })
    let release: () => void = () => {}
    origin.answer = (_req, res) => {
      release = () => void res.end('worth waiting for')
    }
    const working = await connect('127.0.0.2')
    working.send(`GET / ${HEAD}\r\n`)
    await eventually(() => origin.seen.length === 1)
    const attackers: RawClient[] = []
    for (let i = 0; i < 100; i++) {
      const attacker = await connect('127.0.0.3')
      attacker.send('GET / HTTP/1.1\r\nX-A: ')
      attackers.push(attacker)
      clock.advance(10)
    }
    await eventually(() => attackers.filter(({ socket }) => !socket.readableEnded && !socket.destroyed).length <= 19)
    expect(edge.connections.open).toBe(20)
    expect(edge.connections.evictedTotal).toBe(81)
    const newest = await connect('127.0.0.4')
    origin.answer = (_req, res) => void res.end('new')
    newest.send(`GET /new ${HEAD}\r\n`)
    expect((await newest.response()).text).toBe('new')
    release()
    expect((await working.response()).text).toBe('worth waiting for')
    expect(edge.connections.open).toBeLessThanOrEqual(20)
  })

  it('holds one client to its own cap, and hurts nobody else', async () => {
    const { connect, edge } = await startEdge({ limits: { connectionsPerClient: 5 } })
    const other = await connect('127.0.0.2')
    for (let i = 0; i < 30; i++) (await connect('127.0.0.3')).send('GET')
    await eventually(() => edge.connections.open === 6)
    expect(edge.connections.evictedTotal).toBe(25)
    other.send(`GET / ${HEAD}\r\n`)
    expect((await other.response()).status).toBe(200)
  })

  it('has no cap for a trusted proxy, behind which everybody is', async () => {
    const { connect, edge } = await startEdge({ limits: { connectionsPerClient: 5 }, trustedProxies: ['127.0.0.3/32'] })
    for (let i = 0; i < 30; i++) await connect('127.0.0.3')
    await eventually(() => edge.connections.open === 30)
    expect(edge.connections.evictedTotal).toBe(0)
  })

  it('never holds more than its limit, whoever comes and goes', { timeout: 30_000 }, async () => {
    const { connect, edge, clock } = await startEdge({ limits: { connections: 12, connectionsPerClient: 4 } })
    for (let i = 0; i < 300; i++) {
      const client = await connect(`127.0.0.${2 + (i % 7)}`)
      if (i % 3 === 0) client.send('GET')
      else if (i % 3 === 1) client.send(`GET / ${HEAD}\r\n`)
      if (i % 5 === 0) client.destroy()
      clock.advance(50)
      expect(edge.connections.open).toBeLessThanOrEqual(12)
    }
    edge.connections.closeAll()
    expect(edge.connections.open).toBe(0)
  })
})
