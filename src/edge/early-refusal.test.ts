import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { eventually, HOST, startEdge, startRawOrigin } from './edge.test-support.js'
import { certificateFiles, http2Ask, http2Session } from './listeners/tls.test-support.js'
import type { RawClient } from './raw-client.test-support.js'

const CHUNK = Buffer.alloc(64 * 1024, 'GET /smuggled HTTP/1.1\r\nHost: news.example.org\r\n\r\n')
const TIMES = 12

const LENGTH = 'HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: 9\r\n\r\ntoo large'
const CHUNKS = 'HTTP/1.1 413 Payload Too Large\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ntoo large\r\n0\r\n\r\n'
const TO_THE_END = 'HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\n\r\ntoo large'

/** Ways to refuse an upload of which only the beginning was read. */
const REFUSALS: [how: string, refuse: (socket: Socket) => void][] = [
  ['and resets', (socket) => void socket.write(LENGTH, () => socket.resetAndDestroy())],
  ['in chunks, and resets', (socket) => void socket.write(CHUNKS, () => socket.resetAndDestroy())],
  ['without a length, and resets', (socket) => void socket.write(TO_THE_END, () => socket.resetAndDestroy())],
  ['and closes without reading on', (socket) => void socket.end(LENGTH, () => socket.destroy())],
  ['and only says no more', (socket) => void socket.end(LENGTH)],
  ['and waits for what comes', (socket) => void socket.write(LENGTH)],
]

/** An origin that reads a moment of each upload and then refuses it. */
function refusing(refuse: (socket: Socket) => void): Promise<string> {
  return startRawOrigin((socket) => {
    socket.once('data', () => {
      socket.pause()
      setTimeout(() => refuse(socket), 5)
    })
  })
}

/** Writes for as long as somebody takes it. @returns bytes taken so far */
function pour(stream: NodeJS.WritableStream & { destroyed?: boolean; closed?: boolean }): () => number {
  let bytes = 0
  const more = () => {
    while (!stream.destroyed && !stream.closed) {
      bytes += CHUNK.length
      if (!stream.write(CHUNK)) {
        stream.once('drain', more)
        return
      }
    }
  }
  more()
  return () => bytes
}

function upload(client: RawClient, bytes: number): () => number {
  client.send(`POST /upload HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${bytes}\r\n\r\n`)
  return pour(client.socket)
}

describe('an origin that refuses a large upload while it is still coming', () => {
  it.each(REFUSALS)('%s: the visitor hears it, over HTTP/1.1', { timeout: 30_000 }, async (_how, refuse) => {
    const { connect, edge } = await startEdge({ originUrl: await refusing(refuse) })
    for (let i = 0; i < TIMES; i++) {
      const client = await connect()
      upload(client, 1_000_000_000)
      const { status, text } = await client.response()
      expect([status, text]).toEqual([413, 'too large'])
      client.destroy()
    }
    await eventually(() => edge.underWay === 0 && edge.platforms[0]?.admission.snapshot(0).inFlight === 0)
  })

  it.each(REFUSALS)(
    '%s: the visitor hears it, over HTTP/2, and need not send the rest',
    {
      timeout: 30_000,
    },
    async (_how, refuse) => {
      const { httpsPort, edge } = await startEdge({
        originUrl: await refusing(refuse),
        certificates: certificateFiles('exact'),
      })
      const session = http2Session(httpsPort)
      for (let i = 0; i < TIMES; i++) {
        const stream = session.request({ ':authority': HOST, ':path': '/upload', ':method': 'POST' })
        let [status, text] = [0, '']
        stream.on('response', (fields) => {
          status = Number(fields[':status'])
        })
        stream.on('data', (chunk: Buffer) => {
          text += chunk
        })
        const sent = pour(stream)
        await new Promise((resolve) => stream.once('close', resolve))
        expect([status, text, stream.rstCode]).toEqual([413, 'too large', 0])
        expect(sent()).toBeLessThan(16 * 1024 * 1024)
      }
      await eventually(() => edge.underWay === 0 && edge.platforms[0]?.admission.snapshot(0).inFlight === 0)
      expect(session.destroyed).toBe(false)
    },
  )

  it('without an answer: 502', async () => {
    const { connect } = await startEdge({ originUrl: await refusing((socket) => socket.resetAndDestroy()) })
    const client = await connect()
    client.send(`POST /upload HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 200000\r\n\r\n`)
    client.send(CHUNK)
    const response = await client.response()
    expect([response.status, response.get('holdfast-reason')]).toEqual([502, 'origin-cut-off'])
  })

  it('in the middle of its answer: the visitor sees that it is cut off', async () => {
    const half = LENGTH.slice(0, -4)
    const cutShort = (socket: Socket) => void socket.write(half, () => socket.resetAndDestroy())
    const { connect } = await startEdge({ originUrl: await refusing(cutShort) })
    const client = await connect()
    upload(client, 1_000_000_000)
    await expect(client.response()).rejects.toThrow(/ended before/)
  })
})

describe('what is left of a refused upload', () => {
  it.each([
    ['with a length', (body: Buffer) => [`Content-Length: ${body.length}\r\n\r\n`, body]],
    [
      'in chunks',
      (body: Buffer) => [
        `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`,
        Buffer.concat([body, Buffer.from('\r\n0\r\n\r\n')]),
      ],
    ],
  ])('%s is never read as another request, and the next one is answered', async (_what, framed) => {
    const { connect, origin } = await startEdge()
    origin.answer = (req, res) => {
      if (req.method === 'GET') res.end('next')
      else res.writeHead(413, { Connection: 'close', 'Content-Length': 9 }).end('too large')
    }
    const client = await connect()
    const [fields = '', body = ''] = framed(Buffer.concat(Array(40).fill(CHUNK)))
    client.send(`POST /upload HTTP/1.1\r\nHost: ${HOST}\r\n${fields}`)
    client.send(body)
    client.send(`GET /next HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`)
    expect((await client.response()).status).toBe(413)
    expect((await client.response()).text).toBe('next')
    expect(origin.seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /upload', 'GET /next'])
  })

  it('is taken within bounds, and then the connection is closed', { timeout: 30_000 }, async () => {
    const [, refuse] = REFUSALS[0] as (typeof REFUSALS)[number]
    const { connect, edge, clock } = await startEdge({ originUrl: await refusing(refuse) })
    const client = await connect()
    const sent = upload(client, 1_000_000_000)
    expect((await client.response()).status).toBe(413)
    let last = -1
    await eventually(() => {
      const stands = sent() === last
      last = sent()
      return stands && sent() > 32 * 1024 * 1024
    }, 'the visitor to be held up')
    expect(sent() - client.socket.writableLength).toBeLessThan(64 * 1024 * 1024)
    for (let i = 0; i < 3; i++) {
      clock.advance(60_000)
      edge.sweep()
    }
    await client.closed
    expect(edge.connections.open).toBe(0)
  })

  it('does not hold up the other requests of its HTTP/2 session', async () => {
    const { httpsPort, origin } = await startEdge({ certificates: certificateFiles('exact') })
    origin.answer = (req, res) => {
      if (req.method === 'GET') res.end('next')
      else res.writeHead(413, { Connection: 'close', 'Content-Length': 9 }).end('too large')
    }
    const session = http2Session(httpsPort)
    for (let i = 0; i < 4; i++) pour(session.request({ ':authority': HOST, ':path': '/upload', ':method': 'POST' }))
    for (let i = 0; i < 4; i++) expect((await http2Ask(session)).text).toBe('next')
  })
})
