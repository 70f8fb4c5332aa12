import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { eventually, HOST, pause, requestText, startEdge, startRawOrigin } from './edge.test-support.js'

const HEAD = `HTTP/1.1\r\nHost: ${HOST}\r\n`

describe('an answer of the origin', () => {
  it('to HEAD has its length and no body', async () => {
    const { connect, origin } = await startEdge()
    origin.answer = (_req, res) => void res.writeHead(200, { 'Content-Length': 5 }).end()
    const client = await connect()
    client.send(`HEAD / ${HEAD}\r\nGET /next ${HEAD}\r\n`)
    const response = await client.response({ noBody: true })
    expect([response.status, response.get('content-length')]).toEqual([200, '5'])
    origin.answer = (_req, res) => void res.end('next')
    expect(origin.seen[0]?.method).toBe('HEAD')
  })

  it('with part of a body is passed on as it is', async () => {
    const { ask, origin } = await startEdge()
    origin.answer = (req, res) => {
      expect(req.headers.range).toBe('bytes=2-4')
      res.writeHead(206, { 'Content-Range': 'bytes 2-4/10', 'Content-Length': 3 }).end('cde')
    }
    const response = await ask({ headers: { Range: 'bytes=2-4' } })
    expect([response.status, response.get('content-range'), response.text]).toEqual([206, 'bytes 2-4/10', 'cde'])
  })

  it('that nothing has changed is passed on to who has a session', async () => {
    const { ask, origin } = await startEdge({ signedInCookie: 'sid' })
    origin.answer = (req, res) => {
      if (req.headers['if-none-match'] === '"1"') res.writeHead(304, { ETag: '"1"' }).end()
      else res.end('whole')
    }
    const response = await ask({ headers: { Cookie: 'sid=1', 'If-None-Match': '"1"' } })
    expect([response.status, response.get('etag'), response.text]).toEqual([304, '"1"', ''])
  })

  it.each([204, 205, 304, 404, 410, 418, 451, 500, 599])('of status %i keeps its status', async (status) => {
    const { ask, origin } = await startEdge()
    origin.answer = (_req, res) => void res.writeHead(status).end()
    expect((await ask()).status).toBe(status)
  })

  it('keeps its trailers', async () => {
    const { ask, origin } = await startEdge()
    origin.answer = (_req, res) => {
      res.writeHead(200, { Trailer: 'X-Sum, X-Name' })
      res.write('body')
      res.addTrailers({ 'X-Sum': '42', 'X-Name': 'J\xf6rg' })
      res.end()
    }
    const response = await ask()
    expect(response.text).toBe('body')
    expect(response.trailers).toEqual([
      ['X-Sum', '42'],
      ['X-Name', 'J\xf6rg'],
    ])
  })

  it.each(['GET', 'HEAD'])('to %s that announces trailers and has none gets through', async (method) => {
    const body = method === 'GET' ? 'body' : ''
    const originUrl = await startRawOrigin((socket) => {
      socket.on('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nContent-Length: 4\r\n\r\n${body}`)
      })
    })
    const { ask } = await startEdge({ originUrl })
    const response = await ask({ method })
    expect([response.status, response.text, response.trailers]).toEqual([200, body, []])
  })

  it('after interim ones (102, 103) is the one that counts', async () => {
    const { ask, origin } = await startEdge()
    origin.answer = (_req, res) => {
      res.writeProcessing()
      res.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
      res.end('final')
    }
    expect((await ask()).text).toBe('final')
  })

  it('reaches a visitor who speaks HTTP/1.0 without chunks', async () => {
    const { connect, origin } = await startEdge()
    origin.answer = (_req, res) => {
      res.write('a')
      res.end('b')
    }
    const client = await connect()
    client.send(`GET / HTTP/1.0\r\nHost: ${HOST}\r\n\r\n`)
    const all = await client.rest()
    expect(all).toMatch(/^HTTP\/1\.1 200 /)
    expect(all.toLowerCase()).not.toContain('transfer-encoding')
    expect(all.endsWith('\r\n\r\nab')).toBe(true)
  })

  it('arrives event by event', async () => {
    const { connect, origin } = await startEdge()
    let send: (text: string) => void = () => {}
    origin.answer = (_req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' })
      res.flushHeaders()
      send = (text) => void res.write(text)
    }
    const client = await connect()
    client.send(`GET /events ${HEAD}Accept: text/event-stream\r\n\r\n`)
    await client.until('\r\n\r\n')
    for (const event of ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']) {
      send(event)
      expect(await client.until(event)).toContain(event)
    }
  })
})

describe('a body of 50 MB', () => {
  const CHUNK = randomBytes(1024 * 1024)
  const CHUNKS = 50

  it('comes down without being held in memory', { timeout: 60_000 }, async () => {
    const { connect, origin, edge } = await startEdge()
    origin.answer = (_req, res) => {
      let left = CHUNKS
      const more = () => {
        while (left-- > 0) {
          if (!res.write(CHUNK)) {
            res.once('drain', more)
            return
          }
        }
        res.end()
      }
      more()
    }
    const client = await connect()
    client.socket.pause()
    client.send(`GET /large ${HEAD}\r\n`)
    // Nobody reads: what the kernel's buffers do not take must wait at the origin, not here.
    const heldBefore = memory()
    await eventually(() => (edge.connections.open > 0 ? origin.sockets.size > 0 : false))
    await quiet(() => [...origin.sockets][0]?.bytesWritten ?? 0)
    const sent = [...origin.sockets].reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0)
    expect(sent).toBeLessThan(25 * CHUNK.length)
    expect(memory() - heldBefore).toBeLessThan(25 * CHUNK.length)
    let bytes = 0
    client.socket.removeAllListeners('data')
    client.socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    client.socket.resume()
    await eventually(() => bytes > CHUNKS * CHUNK.length, 'the whole body', 50_000)
    await eventually(() => edge.underWay === 0)
  })

  it('goes up without being held in memory', { timeout: 60_000 }, async () => {
    const { connect, origin, edge } = await startEdge()
    let resume: () => void = () => {}
    let bytes = 0
    origin.answer = (req, res) => {
      req.pause()
      resume = () => {
        req.resume()
        req.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        req.on('end', () => res.end(String(bytes)))
      }
    }
    const client = await connect()
    client.send(`POST /upload ${HEAD}Content-Length: ${CHUNKS * CHUNK.length}\r\n\r\n`)
    let left = CHUNKS
    const more = () => {
      while (left-- > 0) {
        if (!client.socket.write(CHUNK)) {
          client.socket.once('drain', more)
          return
        }
      }
    }
    more()
    await eventually(() => origin.seen.length === 1)
    await quiet(() => client.socket.bytesWritten - client.socket.writableLength)
    expect(client.socket.bytesWritten - client.socket.writableLength).toBeLessThan(25 * CHUNK.length)
    resume()
    const response = await client.response()
    expect(response.text).toBe(String(CHUNKS * CHUNK.length))
    await eventually(() => edge.underWay === 0)
  })
})

function memory(): number {
  const { external, arrayBuffers } = process.memoryUsage()
  return Math.max(external, arrayBuffers)
}

/** Until a number has stood still for a while: what can flow has flowed. */
async function quiet(read: () => number): Promise<void> {
  let last = -1
  let since = Date.now()
  await eventually(() => {
    if (read() !== last) {
      last = read()
      since = Date.now()
    }
    return Date.now() - since > 300
  }, 'quiet')
}

describe('a request with a body', () => {
  it.each([
    ['small', 10],
    ['just small', 64 * 1024],
    ['just large', 64 * 1024 + 1],
    ['large', 1_000_000],
  ])('that is %s arrives whole, with its length', async (_what, size) => {
    const { ask, origin } = await startEdge()
    origin.answer = echo
    const body = randomBytes(size)
    const response = await ask({ method: 'POST', body })
    expect(response.body.equals(body)).toBe(true)
    expect(origin.seen[0]?.headers['content-length']).toBe(String(size))
  })

  it.each([
    ['small', 3, 5],
    ['large', 30, 10_000],
  ])('in chunks that is %s arrives whole', async (_what, count, size) => {
    const { connect, origin } = await startEdge()
    origin.answer = echo
    const client = await connect()
    client.send(`POST / ${HEAD}Transfer-Encoding: chunked\r\n\r\n`)
    const body = randomBytes(count * size)
    for (let i = 0; i < count; i++) {
      client.send(`${size.toString(16)}\r\n`)
      client.send(body.subarray(i * size, (i + 1) * size))
      client.send('\r\n')
    }
    client.send('0\r\n\r\n')
    expect((await client.response()).body.equals(body)).toBe(true)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s may be without one', async (method) => {
    const { connect, origin } = await startEdge()
    origin.answer = echo
    const client = await connect()
    client.send(`${method} /a ${HEAD}\r\n`)
    expect((await client.response()).status).toBe(200)
    client.send(`${method} /b ${HEAD}Content-Length: 0\r\n\r\n`)
    expect((await client.response()).status).toBe(200)
    expect(origin.seen.map(({ method: m, url }) => `${m} ${url}`)).toEqual([`${method} /a`, `${method} /b`])
  })

  it.each(['GET', 'DELETE', 'OPTIONS', 'SEARCH'])('%s may have one', async (method) => {
    const { ask, origin } = await startEdge()
    origin.answer = echo
    expect((await ask({ method, body: 'abc' })).text).toBe('abc')
  })

  it('with Expect: 100-continue is told to go on, and sends it then', async () => {
    const { connect, origin } = await startEdge()
    origin.answer = echo
    const client = await connect()
    client.send(`POST / ${HEAD}Expect: 100-continue\r\nContent-Length: 4\r\n\r\n`)
    expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    client.send('body')
    expect((await client.response()).text).toBe('body')
    expect(origin.seen[0]?.headers.expect).toBeUndefined()
  })

  it('with Expect: 100-continue is refused before it is sent', async () => {
    const { connect, origin } = await startEdge({ deny: ['127.0.0.0/8'], trustedProxies: ['127.0.0.0/8'] })
    const client = await connect()
    client.send(`POST / ${HEAD}Expect: 100-continue\r\nContent-Length: 4000000\r\n\r\n`)
    const response = await client.response()
    expect([response.status, response.interim, response.get('connection')]).toEqual([403, [], 'close'])
    expect(await client.rest()).toBe('')
    expect(origin.seen).toEqual([])
  })

  it('that is refused at once hears why although it goes on sending', { timeout: 30_000 }, async () => {
    const { connect, edge } = await startEdge()
    for (let i = 0; i < 12; i++) {
      const client = await connect()
      client.send('POST / HTTP/1.1\r\nHost: other.example\r\nContent-Length: 1000000000\r\n\r\n')
      let sent = 0
      const more = () => {
        while (!client.socket.destroyed && sent < 1_000_000_000) {
          sent += 64 * 1024
          if (!client.socket.write(Buffer.alloc(64 * 1024))) {
            client.socket.once('drain', more)
            return
          }
        }
      }
      more()
      expect((await client.response()).status).toBe(421)
      client.destroy()
    }
    await eventually(() => edge.connections.open === 0)
  })

  it('that is refused is not listened to for long', async () => {
    const { connect, edge } = await startEdge()
    const client = await connect()
    client.send('POST / HTTP/1.1\r\nHost: other.example\r\nContent-Length: 1000000000\r\n\r\n')
    expect((await client.response()).status).toBe(421)
    expect(await client.rest()).toBe('')
    await eventually(() => edge.connections.open === 0, 'the connection to be closed', 4_000)
  })

  it('gets its answer although the origin reads none of it', async () => {
    const { connect, origin, edge } = await startEdge()
    origin.answer = (_req, res) => void res.writeHead(413, { 'Content-Length': 9 }).end('too large')
    const client = await connect()
    client.send(`POST / ${HEAD}Content-Length: 3000000\r\n\r\n`)
    client.send(randomBytes(3_000_000))
    const response = await client.response()
    expect([response.status, response.text]).toEqual([413, 'too large'])
    await eventually(() => edge.underWay === 0)
  })

  it('may take longer to come than the origin has for its answer', async () => {
    const { connect, origin } = await startEdge({ limits: { originHeadersMs: 300 } })
    origin.answer = echo
    const client = await connect()
    client.send(`POST / ${HEAD}Content-Length: 70000\r\n\r\n`)
    for (let i = 0; i < 10; i++) {
      client.send(Buffer.alloc(7_000))
      await pause(200)
    }
    const response = await client.response()
    expect([response.status, response.body.length]).toEqual([200, 70_000])
  })
})

describe('a connection', () => {
  it('carries request after request, sent at once, answered in order', async () => {
    const { connect, origin, edge } = await startEdge()
    origin.answer = (req, res) => void setTimeout(() => res.end(req.url), req.url === '/0' ? 50 : 0)
    const client = await connect()
    client.send(Array.from({ length: 5 }, (_, i) => `GET /${i} ${HEAD}\r\n`).join(''))
    for (let i = 0; i < 5; i++) expect((await client.response()).text).toBe(`/${i}`)
    await eventually(() => edge.underWay === 0)
  })

  it('cut into single bytes is understood', async () => {
    const { connect, origin } = await startEdge()
    origin.answer = echo
    const client = await connect()
    for (const byte of requestText({ method: 'POST', body: 'abc' })) {
      client.send(Buffer.of(byte))
      await new Promise(setImmediate)
    }
    expect((await client.response()).text).toBe('abc')
  })

  it('of a visitor who leaves ends the request at the origin', async () => {
    const { connect, origin, edge } = await startEdge()
    let closed = false
    origin.answer = (_req, res) =>
      void res.on('close', () => {
        closed = true
      })
    const client = await connect()
    client.send(`GET /slow ${HEAD}\r\n`)
    await eventually(() => origin.seen.length === 1)
    client.destroy()
    await eventually(() => closed && edge.underWay === 0)
    expect(edge.connections.open).toBe(0)
  })

  it('that is cut off ends every request on it, also those that stand behind others', async () => {
    const { connect, origin, edge } = await startEdge()
    origin.answer = () => {}
    const client = await connect()
    client.send(`GET /1 ${HEAD}\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 ${HEAD}\r\n`)
    await eventually(() => origin.seen.length === 2)
    client.destroy()
    await eventually(() => edge.underWay === 0 && edge.connections.open === 0)
  })

  it('that the visitor half-closes is over, as it is for other proxies', async () => {
    const { connect, origin, edge } = await startEdge()
    origin.answer = () => {}
    const client = await connect()
    client.send(`GET / ${HEAD}\r\n`)
    await eventually(() => origin.seen.length === 1)
    client.socket.end()
    expect(await client.rest()).toBe('')
    await eventually(() => edge.underWay === 0 && edge.connections.open === 0)
  })
})

it('an expectation that nobody knows is not waited for, and goes through the stages like any other request', async () => {
  const { ask, origin } = await startEdge()
  expect((await ask({ headers: { Expect: 'a-pony' } })).text).toBe('hello')
  expect(origin.seen[0]?.headers.expect).toBeUndefined()
})

describe('what is no HTTP', () => {
  it.each([
    ['headers of 64 KB', `GET / ${HEAD}X-Large: ${'x'.repeat(64 * 1024)}\r\n\r\n`, 431],
    ['a target of 64 KB', `GET /${'x'.repeat(64 * 1024)} ${HEAD}\r\n`, 431],
    ['257 fields', `GET / ${HEAD}${'X-A: b\r\n'.repeat(256)}\r\n`, 431],
    [
      '257 fields and an upgrade',
      `GET / ${HEAD}Connection: upgrade\r\nUpgrade: h2c\r\n${'X: b\r\n'.repeat(254)}\r\n`,
      431,
    ],
    ['a bad chunk', `POST / ${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n`, 400],
    [
      'Content-Length and Transfer-Encoding',
      `POST / ${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['two different lengths', `POST / ${HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`, 400],
    ['two equal lengths', `POST / ${HEAD}Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde`, 400],
    ['a list of lengths', `POST / ${HEAD}Content-Length: 5, 5\r\n\r\nabcde`, 400],
    ['a negative length', `POST / ${HEAD}Content-Length: -5\r\n\r\nabcde`, 400],
    ['a length with a sign', `POST / ${HEAD}Content-Length: +5\r\n\r\nabcde`, 400],
    ['a coding after chunked', `POST / ${HEAD}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, 400],
    ['an unknown coding', `POST / ${HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 501],
    ['a coding besides chunked', `POST / ${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 501],
    ['a space before the colon', `GET / ${HEAD}X-A : b\r\n\r\n`, 400],
    ['a folded line', `GET / ${HEAD}X-A: b\r\n c\r\n\r\n`, 400],
    ['a bare line feed', `GET / HTTP/1.1\nHost: ${HOST}\n\n`, 400],
    ['a NUL in a field', `GET / ${HEAD}X-A: b\0c\r\n\r\n`, 400],
    ['an unknown method', `HELLO / ${HEAD}\r\n`, 400],
    ['HTTP/0.9', 'GET /\r\n\r\n', 400],
    ['HTTP/0.9 with a bare line feed', `GET /\nHost: ${HOST}\r\n\r\n`, 400],
    ['HTTP/0.9 and a request after it', `GET /\nHost: ${HOST}\r\n\r\nGET / ${HEAD}\r\n`, 400],
    ['HTTP/2.0 as a line', `GET / HTTP/2.0\r\nHost: ${HOST}\r\n\r\n`, 400],
    ['chunks in HTTP/1.0', `POST / HTTP/1.0\r\nHost: ${HOST}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a length that no number holds exactly', `PUT / ${HEAD}Content-Length: 9007199254740993\r\n\r\na`, 413],
    ['HTTP/3.0', `GET / HTTP/3.0\r\nHost: ${HOST}\r\n\r\n`, 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ])('%s: refused, and the origin hears nothing', async (_what, bytes, status) => {
    const { connect, origin, edge } = await startEdge()
    const client = await connect()
    client.send(bytes)
    const response = await client.response()
    expect(response.status).toBe(status)
    await eventually(() => edge.underWay === 0)
    expect(origin.seen).toEqual([])
  })

  it('behind a request that waits for its answer does not become that answer', async () => {
    const { connect, origin, edge } = await startEdge()
    origin.answer = () => {}
    const client = await connect()
    client.send(`GET / ${HEAD}\r\nrubbish\r\n\r\n`)
    expect(await client.rest()).toBe('')
    await eventually(() => edge.underWay === 0)
  })

  it('in a body whose request was answered already is not answered once more', async () => {
    const { connect } = await startEdge()
    const client = await connect()
    client.send('POST / HTTP/1.1\r\nHost: other.example\r\nTransfer-Encoding: chunked\r\n\r\n')
    expect((await client.response()).status).toBe(421)
    client.send('rubbish\r\n\r\n')
    expect(await client.rest()).toBe('')
  })

  it('in the middle of an answer does not become a part of it', async () => {
    const { connect, origin } = await startEdge()
    origin.answer = (_req, res) => void res.writeHead(200, { 'Content-Length': 10 }).write('first')
    const client = await connect()
    client.send(`GET / ${HEAD}\r\n`)
    await client.until('first')
    client.send('rubbish\r\n\r\n')
    expect(await client.rest()).not.toContain('HTTP/1.1')
  })
})

function echo(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse): void {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    const body = Buffer.concat(chunks)
    res.writeHead(200, { 'Content-Length': body.length }).end(body)
  })
}
