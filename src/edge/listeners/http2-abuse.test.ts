import { describe, expect, it } from 'vitest'
import { type EdgeUnderTest, eventually, HOST, type Options, pause, startEdge } from '../edge.test-support.js'
import { MOST_STREAMS_EVER } from './http2-conduct.js'
import { END_HEADERS, END_STREAM, FRAME, field, frame, reset, setting } from './http2-frame.test-support.js'
import { FrameClient, fields } from './http2-frames.test-support.js'
import { certificateFiles, http2Ask, http2Session } from './tls.test-support.js'

const ENHANCE_YOUR_CALM = 11
const SETTINGS_INITIAL_WINDOW_SIZE = 4

async function startHttp2(options: Options = {}): Promise<EdgeUnderTest> {
  return await startEdge({ certificates: certificateFiles('exact'), ...options })
}

/** Sends a batch again and again until the edge has had enough. @returns batches sent */
async function untilClosed(client: FrameClient, batch: () => Buffer, most: number): Promise<number> {
  let sent = 0
  while (!client.socket.destroyed && sent < most) {
    client.send(batch())
    sent++
    await pause(1)
  }
  return sent
}

const times = (count: number, one: () => Buffer) => Buffer.concat(Array.from({ length: count }, one))

describe('an HTTP/2 connection that is abused is closed, its client counted, and others are served', () => {
  const attacks: [how: string, batch: (client: FrameClient) => Buffer][] = [
    [
      'by taking back requests at once (rapid reset)',
      (client) =>
        times(20, () => {
          const stream = client.stream()
          const request = frame(FRAME.headers, END_HEADERS | END_STREAM, stream, fields('/slow'))
          return Buffer.concat([request, reset(stream)])
        }),
    ],
    [
      'by taking back requests with the code that we use ourselves',
      (client) =>
        times(20, () => {
          const stream = client.stream()
          const request = frame(FRAME.headers, END_HEADERS | END_STREAM, stream, fields('/slow'))
          return Buffer.concat([request, reset(stream, 2)])
        }),
    ],
    ['by pings', () => times(20, () => frame(FRAME.ping, 0, 0, Buffer.alloc(8)))],
    ['by settings', () => times(20, () => frame(FRAME.settings, 0, 0, setting(SETTINGS_INITIAL_WINDOW_SIZE, 65_535)))],
    [
      'by priorities of streams that are not there',
      () => times(100, () => frame(FRAME.priority, 0, 1_001, Buffer.from([0, 0, 0, 3, 7]))),
    ],
    [
      'by empty frames of data',
      (client) => {
        const stream = client.stream()
        const post = frame(FRAME.headers, END_HEADERS, stream, fields('/slow'))
        return Buffer.concat([post, times(50, () => frame(FRAME.data, 0, stream))])
      },
    ],
    [
      'by headers without end (CONTINUATION flood)',
      (client) => {
        const stream = client.stream()
        const begin = frame(FRAME.headers, END_STREAM, stream, fields('/slow'))
        return Buffer.concat([begin, times(50, () => frame(FRAME.continuation, 0, stream, field('x-a', 'b')))])
      },
    ],
    ['by frames that are none', () => frame(FRAME.headers, END_HEADERS, 0, fields())],
    ['by a window beyond its largest', () => frame(FRAME.windowUpdate, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff]))],
  ]

  it.each(attacks)('%s', async (_how, batch) => {
    const { httpsPort, edge, origin } = await startHttp2()
    origin.answer = (req, res) => {
      if (req.url !== '/slow') res.end('hello')
    }
    const visitor = http2Session(httpsPort)
    expect((await http2Ask(visitor)).status).toBe(200)
    const client = await FrameClient.connect(httpsPort)
    await untilClosed(client, () => batch(client), 400)
    await eventually(() => client.socket.destroyed, 'the end of the connection')
    expect([edge.refusals.http2Abuse, edge.refusals.http2Clients]).toEqual([1, 1])
    expect((await http2Ask(visitor, { ':path': '/next' })).status).toBe(200)
    expect((await http2Ask(http2Session(httpsPort))).status).toBe(200)
  })

  it('the same client again counts as a connection, not as a client', async () => {
    const { httpsPort, edge } = await startHttp2()
    for (let i = 0; i < 2; i++) {
      const client = await FrameClient.connect(httpsPort)
      await untilClosed(client, () => times(20, () => frame(FRAME.ping, 0, 0, Buffer.alloc(8))), 400)
      await client.closed
    }
    expect([edge.refusals.http2Abuse, edge.refusals.http2Clients]).toEqual([2, 1])
  })

  it('it is told to calm down before it is closed', async () => {
    const { httpsPort } = await startHttp2()
    const client = await FrameClient.connect(httpsPort)
    await untilClosed(client, () => times(5, () => frame(FRAME.ping, 0, 0, Buffer.alloc(8))), 400)
    expect(client.goaway).toBe(ENHANCE_YOUR_CALM)
  })

  it('but not of a trusted proxy, which takes back the requests of everybody', async () => {
    const { httpsPort, edge, origin } = await startHttp2({ trustedProxies: ['127.0.0.1/32'] })
    origin.answer = (req, res) => {
      if (req.url !== '/slow') res.end('hello')
    }
    const client = await FrameClient.connect(httpsPort)
    for (let i = 0; i < 15; i++) {
      client.send(
        times(20, () => {
          const stream = client.stream()
          return Buffer.concat([frame(FRAME.headers, END_HEADERS | END_STREAM, stream, fields('/slow')), reset(stream)])
        }),
      )
      await pause(1)
    }
    client.send(client.get())
    await eventually(() => (client.came.get(FRAME.data) ?? 0) > 0, 'the answer')
    expect(edge.refusals.http2Abuse).toBe(0)
  })
})

describe('an HTTP/2 connection', () => {
  it('whose reader clicks on in the middle of a page with a hundred pictures is not closed', async () => {
    const { httpsPort, edge, origin } = await startHttp2()
    origin.answer = (req, res) => {
      if (!req.url?.startsWith('/picture')) res.end('hello')
    }
    const session = http2Session(httpsPort)
    const pictures = Array.from({ length: 99 }, (_, i) =>
      session.request({ ':authority': HOST, ':path': `/picture/${i}` }),
    )
    for (const picture of pictures) picture.on('error', () => {})
    await eventually(() => edge.underWay === 99)
    for (const picture of pictures) picture.close(8)
    expect((await http2Ask(session, { ':path': '/next' })).status).toBe(200)
    expect(edge.refusals.http2Abuse).toBe(0)
  })

  it('is asked to come anew after ten thousand requests, and what is under way is finished', {
    timeout: 60_000,
  }, async () => {
    const { httpsPort, edge } = await startHttp2({ cache: { off: true } })
    const client = await FrameClient.connect(httpsPort, setting(SETTINGS_INITIAL_WINDOW_SIZE, 1_000_000))
    client.send(frame(FRAME.windowUpdate, 0, 0, Buffer.from([0x10, 0, 0, 0])))
    let sent = 0
    while (sent < MOST_STREAMS_EVER) {
      const now = Math.min(90, MOST_STREAMS_EVER - sent)
      client.send(times(now, () => client.get('/.well-known/holdfast/health')))
      sent += now
      const due = sent
      await eventually(() => client.ended >= due, `${due} answers`)
    }
    await eventually(() => client.goaway === 0, 'to be asked to come anew')
    await eventually(() => edge.connections.open === 0, 'the end of the connection')
    expect(edge.refusals.http2Abuse).toBe(0)
  })

  it('that opens a hundred streams and takes nothing is cut off, and memory stays bounded', {
    timeout: 30_000,
  }, async () => {
    const { httpsPort, edge, origin, clock } = await startHttp2({
      limits: { concurrency: { min: 200, initial: 200, max: 200 } },
    })
    const body = Buffer.alloc(5_000_000)
    origin.answer = (_req, res) => void res.writeHead(200, { 'Content-Length': body.length }).end(body)
    const before = process.memoryUsage().arrayBuffers
    const client = await FrameClient.connect(httpsPort, setting(SETTINGS_INITIAL_WINDOW_SIZE, 0))
    client.send(times(100, () => client.get('/large')))
    await eventually(() => edge.underWay === 100 && origin.seen.length === 100)
    await pause(300)
    // All of it would be 500 MB; the rest stays at the origin and in the kernel.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40_000_000)
    origin.answer = (_req, res) => void res.end('hello')
    expect((await http2Ask(http2Session(httpsPort))).text).toBe('hello')
    for (let i = 0; i < 100 && edge.underWay > 0; i++) {
      clock.advance(1_000)
      edge.sweep()
      await pause(1)
    }
    await eventually(() => edge.underWay === 0, 'the end of the stalled streams')
    expect(edge.connections.timedOutTotal).toBeGreaterThanOrEqual(100)
  })

  it('with a list of headers beyond its limits is refused, whole or in pieces', async () => {
    const { httpsPort, origin } = await startHttp2()
    for (const more of [
      [['x-large', 'x'.repeat(15_000)] as const, ['x-more', 'x'.repeat(15_000)] as const],
      Array.from({ length: 300 }, (_, i) => [`x-${i}`, 'y'] as const),
    ]) {
      const client = await FrameClient.connect(httpsPort)
      const block = fields('/', more)
      const stream = client.stream()
      const pieces: Buffer[] = []
      for (let at = 16_000; at < block.length; at += 16_000) {
        const last = at + 16_000 >= block.length
        pieces.push(frame(FRAME.continuation, last ? END_HEADERS : 0, stream, block.subarray(at, at + 16_000)))
      }
      const whole = pieces.length === 0 ? END_HEADERS : 0
      client.send(frame(FRAME.headers, END_STREAM | whole, stream, block.subarray(0, 16_000)), ...pieces)
      await eventually(
        () => client.socket.destroyed || client.came.has(FRAME.reset) || client.came.has(FRAME.headers),
        'an answer or the end',
      )
    }
    expect(origin.seen).toEqual([])
    expect((await http2Ask(http2Session(httpsPort))).status).toBe(200)
  })

  it.each<[string, (client: FrameClient) => Buffer]>([
    ['stops in the middle of its headers', (client) => frame(FRAME.headers, END_STREAM, client.stream(), fields())],
    [
      'sends headers that cannot be decoded',
      (client) => frame(FRAME.headers, END_HEADERS, client.stream(), Buffer.alloc(50, 0xff)),
    ],
    ['goes away and stays', () => frame(FRAME.goaway, 0, 0, Buffer.alloc(8))],
    ['asks nothing', () => Buffer.alloc(0)],
  ])('that %s is closed in time', async (_what, bytes) => {
    const { httpsPort, edge, clock, origin } = await startHttp2()
    const client = await FrameClient.connect(httpsPort)
    client.send(bytes(client))
    await eventually(() => client.came.has(FRAME.settings))
    await pause(50)
    clock.advance(edge.limits.headersMs + 1_000)
    edge.sweep()
    await client.closed
    expect(edge.connections.open).toBe(0)
    expect(origin.seen).toEqual([])
  })
})

it.each([
  ['is still to come', 'POST', HOST],
  ['was refused already', 'get', 'other.example'],
])('a connection on which nghttp2 has given up goes, though a request on it %s', async (_what, method, host) => {
  const { edge, httpsPort, clock } = await startHttp2()
  const client = await FrameClient.connect(httpsPort)
  const head = [
    [':method', method],
    [':scheme', 'https'],
    [':authority', host],
    [':path', '/'],
  ].map(([name = '', value = '']) => field(name, value))
  const unfinished = frame(FRAME.headers, END_HEADERS, 1, Buffer.concat(head))
  const onNoStream = frame(FRAME.data, 0, 99, Buffer.from('x'))
  client.send(unfinished, onNoStream)
  await eventually(() => edge.underWay === 1 && client.goaway !== null)
  client.socket.destroy()
  await eventually(() => {
    clock.advance(10_000)
    edge.sweep()
    return edge.underWay === 0 && edge.connections.open === 0
  })
})
