import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type EdgeUnderTest, eventually, HOST, pause, startEdge, startRawOrigin } from '../edge.test-support.js'

const REQUEST = `GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`
const MEGABYTE = 1024 * 1024
/** What the kernel takes for both sides of a connection, and a little more. */
const MOST_TAKEN_BYTES = 24 * MEGABYTE

/** Writes `chunk` again and again, as fast as it is taken, until it is enough. @returns bytes that were taken */
function pour(socket: Socket, chunk: Buffer, mostBytes: number): () => number {
  let bytes = 0
  const more = () => {
    while (!socket.destroyed && bytes < mostBytes) {
      bytes += chunk.length
      if (!socket.write(chunk)) {
        socket.once('drain', more)
        return
      }
    }
  }
  more()
  return () => bytes - socket.writableLength
}

async function placesAreFree({ edge }: EdgeUnderTest): Promise<void> {
  await eventually(() => edge.underWay === 0 && edge.platforms[0]?.admission.snapshot(0).inFlight === 0)
}

describe('an origin that attacks', () => {
  it.each([
    ['100 MB of headers', Buffer.from(`X-Header: ${'x'.repeat(8_000)}\r\n`.repeat(8))],
    ['one header of 100 MB', Buffer.alloc(64 * 1024, 'x')],
    ['headers of two bytes without end', Buffer.from('a:\r\n'.repeat(16_000))],
  ])('with %s: 502, and they are not read to the end', async (_what, chunk) => {
    let taken = () => 0
    const originUrl = await startRawOrigin((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nX-A: ')
        taken = pour(socket, chunk, 100 * MEGABYTE)
      })
    })
    const edge = await startEdge({ originUrl })
    expect((await edge.ask()).status).toBe(502)
    await placesAreFree(edge)
    expect(taken()).toBeLessThan(MOST_TAKEN_BYTES)
  })

  it('with interim answers without end: 502, and they are not read to the end', {
    timeout: 30_000,
  }, async () => {
    let taken = () => 0
    const originUrl = await startRawOrigin((socket) => {
      socket.once('data', () => {
        taken = pour(socket, Buffer.from('HTTP/1.1 102 Processing\r\n\r\n'.repeat(500)), 2_000 * MEGABYTE)
      })
    })
    const edge = await startEdge({ originUrl, limits: { originHeadersMs: 5_000 } })
    const { status } = await edge.ask()
    expect(status).toBe(502)
    await placesAreFree(edge)
    expect(taken()).toBeLessThan(MOST_TAKEN_BYTES)
  })

  it.each([
    ['a body longer than announced', 'Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen'],
    [
      'an answer to nothing behind the first',
      'Content-Length: 2\r\n\r\nok\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen',
    ],
    ['a body where there is none', 'Content-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen'],
  ])('with %s: the next visitor does not get what is left over', async (_what, rest) => {
    const originUrl = await startRawOrigin((socket, index) => {
      socket.on('data', () => {
        socket.write(index === 0 ? `HTTP/1.1 200 OK\r\n${rest}` : 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext')
      })
    })
    const edge = await startEdge({ originUrl, cache: { off: true } })
    await edge.ask()
    await pause(20)
    for (let i = 0; i < 3; i++) {
      const { status, text } = await edge.ask({ path: `/${i}` })
      expect([status, text]).toEqual([200, 'next'])
    }
    await placesAreFree(edge)
  })

  it.each([
    ['its head, a byte every 50 ms', 'HTTP/1.1 200 OK\r\nX-A: ', 504],
    ['its body, a byte every 50 ms', 'HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n', 200],
  ])('slowly, with %s: holds nobody else up', async (_what, begin, status) => {
    let trickle: NodeJS.Timeout | undefined
    const originUrl = await startRawOrigin((socket) => {
      socket.on('data', (data: Buffer) => {
        if (data.includes('/quick')) {
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nquick')
          return
        }
        socket.write(begin)
        trickle = setInterval(() => socket.write('x'), 50)
        socket.once('close', () => clearInterval(trickle))
      })
    })
    const edge = await startEdge({
      originUrl,
      limits: { originHeadersMs: 600, concurrency: { min: 2, initial: 2, max: 2 } },
    })
    const client = await edge.connect()
    client.send(REQUEST)
    await pause(100)
    expect((await edge.ask({ path: '/quick' })).text).toBe('quick')
    await client.until(`HTTP/1.1 ${status}`)
    // The body of a trickle holds its place for a moment only.
    if (status === 200) {
      await eventually(() => edge.edge.platforms[0]?.admission.snapshot(0).inFlight === 0, 'the place to be free')
    }
    client.destroy()
    await placesAreFree(edge)
  })

  it('by answering before it is asked: whoever comes gets an answer of his own or an error', async () => {
    const originUrl = await startRawOrigin((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen')
      socket.on('data', () => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext'))
    })
    const edge = await startEdge({ originUrl, cache: { off: true } })
    for (let i = 0; i < 5; i++) expect([200, 502]).toContain((await edge.ask({ path: `/${i}` })).status)
    await placesAreFree(edge)
  })

  it('by accepting connections and saying nothing: takes places for no longer than its time, and each visitor hears 504', async () => {
    const originUrl = await startRawOrigin(() => {})
    const edge = await startEdge({
      originUrl,
      limits: { originHeadersMs: 300, concurrency: { min: 2, initial: 8, max: 8 } },
    })
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => edge.ask({ path: `/${i}` })))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(504))
    await placesAreFree(edge)
  })
})
