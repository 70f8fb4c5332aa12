import { spawn } from 'node:child_process'
import { constants } from 'node:http2'
import { describe, expect, it } from 'vitest'
import { needsTool } from '../../../test/debian-tools.js'
import { now } from '../clock.js'
import { type EdgeUnderTest, eventually, HOST, type Options, startEdge, startRawOrigin } from '../edge.test-support.js'
import { certificateFiles, http2Ask, http2Session } from './tls.test-support.js'

const h2load = needsTool('h2load')

async function startHttp2(
  options: Options = {},
): Promise<EdgeUnderTest & { session: ReturnType<typeof http2Session> }> {
  const edge = await startEdge({ certificates: certificateFiles('exact'), ...options })
  return { ...edge, session: http2Session(edge.httpsPort) }
}

describe('an answer in HTTP/2', () => {
  it('has status, fields, body and trailers of the origin', async () => {
    const { session, origin } = await startHttp2()
    origin.answer = (_req, res) => {
      res.writeHead(201, {
        'X-A': '1',
        'Set-Cookie': ['a=1', 'b=2'],
        Trailer: 'X-Sum',
        Connection: 'x-gone',
        'X-Gone': '1',
      })
      res.write('body')
      res.addTrailers({ 'X-Sum': '42' })
      res.end()
    }
    const { status, headers, trailers, text } = await http2Ask(session)
    expect([status, text, trailers['x-sum']]).toEqual([201, 'body', '42'])
    expect(headers).toMatchObject({ 'x-a': '1', 'set-cookie': ['a=1', 'b=2'], via: '1.1 holdfast' })
    expect(headers['x-gone']).toBeUndefined()
  })

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['GET', 205],
  ])('to %s with status %i is without a body', async (method, status) => {
    const { session, origin, edge } = await startHttp2()
    origin.answer = (_req, res) => void res.writeHead(status, { ETag: '"1"' }).end()
    const response = await http2Ask(session, { ':method': method })
    expect([response.status, response.text, response.headers.etag]).toEqual([status, '', '"1"'])
    await eventually(() => edge.underWay === 0)
  })

  it('may have fields twice that HTTP/2 in Node wants once', async () => {
    const fields = [
      'X-Content-Type-Options: nosniff',
      'Age: 1',
      'Location: /a',
      'X-Frame-Options: DENY',
      'Last-Modified: x',
      'Vary: Accept',
      'Retry-After: 1',
    ]
    const originUrl = await startRawOrigin((socket) => {
      socket.on('data', () => {
        const twice = [...fields, ...fields].map((field) => `${field}\r\n`).join('')
        socket.write(`HTTP/1.1 200 OK\r\n${twice}HTTP2-Settings: x\r\nContent-Length: 2\r\n\r\nok`)
      })
    })
    const { session } = await startHttp2({ originUrl })
    const { status, headers } = await http2Ask(session)
    expect(status).toBe(200)
    expect(headers['x-content-type-options']).toMatch(/^nosniff/)
    expect(headers.vary).toBe('Accept, Accept')
  })

  it('may have trailers that mean nothing here', async () => {
    const originUrl = await startRawOrigin((socket) => {
      socket.on('data', () => {
        const trailers =
          'Connection: close\r\nKeep-Alive: 5\r\nHost: x\r\nUpgrade: y\r\nX-Sum: 1\r\nX-Sum: 2\r\nAge: 1\r\nAge: 2\r\n'
        socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n${trailers}\r\n`)
      })
    })
    const { session } = await startHttp2({ originUrl })
    const { text, trailers } = await http2Ask(session)
    expect(text).toBe('ok')
    expect(trailers['x-sum']).toBe('1, 2')
    expect(Object.keys(trailers).sort()).toEqual(['age', 'x-sum'])
  })

  it('that is cut off ends in an error, not as if it were whole', async () => {
    const originUrl = await startRawOrigin((socket) => {
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'))
    })
    const { session, edge } = await startHttp2({ originUrl })
    await expect(http2Ask(session)).rejects.toThrow()
    await eventually(() => edge.underWay === 0)
    expect(session.destroyed).toBe(false)
  })

  it('of 50 MB waits for who does not read it', { timeout: 60_000 }, async () => {
    const { session, origin } = await startHttp2()
    origin.answer = (_req, res) => {
      let left = 50
      const more = () => {
        while (left-- > 0) {
          if (!res.write(Buffer.alloc(1024 * 1024))) {
            res.once('drain', more)
            return
          }
        }
        res.end()
      }
      more()
    }
    const stream = session.request({ ':authority': HOST, ':path': '/' })
    await new Promise((resolve) => stream.once('response', resolve))
    // Other streams of the session do not wait for this one.
    const large = origin.answer
    origin.answer = (_req, res) => void res.end('quick')
    expect((await http2Ask(session, { ':path': '/quick' })).text).toBe('quick')
    const sent = [...origin.sockets].reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0)
    expect(sent).toBeLessThan(25 * 1024 * 1024)
    origin.answer = large
    let bytes = 0
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    await new Promise((resolve) => stream.once('end', resolve))
    expect(bytes).toBe(50 * 1024 * 1024)
  })
})

describe('a request in HTTP/2', () => {
  it.each([0, 10, 64 * 1024, 64 * 1024 + 1, 2_000_000])('may have a body of %i bytes', async (size) => {
    const { session, origin } = await startHttp2()
    origin.answer = (req, res) => {
      let bytes = 0
      req.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      req.on('end', () => res.end(String(bytes)))
    }
    expect((await http2Ask(session, { ':method': 'POST' }, Buffer.alloc(size))).text).toBe(String(size))
  })

  it('with Expect: 100-continue is told to go on', async () => {
    const { session, origin } = await startHttp2()
    origin.answer = (req, res) => {
      req.resume().on('end', () => res.end('thanks'))
    }
    const stream = session.request({ ':authority': HOST, ':path': '/', ':method': 'POST', expect: '100-continue' })
    await new Promise((resolve) => stream.once('continue', resolve))
    stream.end('body')
    const status = await new Promise((resolve) => stream.once('response', (headers) => resolve(headers[':status'])))
    expect(status).toBe(200)
  })

  it('sends its crumbs of cookies to the origin as one', async () => {
    const { session, origin } = await startHttp2()
    await http2Ask(session, { cookie: ['a=1', 'b=2'] })
    expect(origin.seen[0]?.headers.cookie).toBe('a=1; b=2')
    expect(Object.keys(origin.seen[0]?.headers ?? {}).filter((name) => name.startsWith(':'))).toEqual([])
  })

  it.each([
    ['CONNECT', { ':method': 'CONNECT' }, 405],
    ['TRACE', { ':method': 'TRACE', ':path': '/' }, 405],
    ['an unknown host', { ':path': '/', ':authority': 'other.example' }, 421],
    ['a host with user name', { ':path': '/', ':authority': `me@${HOST}` }, 400],
  ])('%s is refused', async (_what, headers, status) => {
    const { session, origin } = await startHttp2()
    const stream = session.request({ ':authority': HOST, ...headers }, { endStream: true })
    const answer = await new Promise((resolve) => stream.once('response', (fields) => resolve(fields[':status'])))
    expect(answer).toBe(status)
    expect(origin.seen).toEqual([])
  })

  it('that is refused with its body on the way hears why', async () => {
    const { session } = await startHttp2()
    const response = await http2Ask(
      session,
      { ':method': 'POST', ':authority': 'other.example' },
      Buffer.alloc(500_000),
    )
    expect(response.status).toBe(421)
    expect((await http2Ask(session)).status).toBe(200)
  })

  it('that the visitor takes back is taken back at the origin, and its place is free', async () => {
    const { session, origin, edge } = await startHttp2()
    let closed = false
    origin.answer = (_req, res) => {
      res.on('close', () => {
        closed = true
      })
    }
    const stream = session.request({ ':authority': HOST, ':path': '/slow' })
    stream.on('error', () => {})
    await eventually(() => origin.seen.length === 1)
    expect(edge.platforms[0]?.admission.snapshot(0).inFlight).toBe(1)
    stream.close(constants.NGHTTP2_CANCEL)
    await eventually(() => closed && edge.underWay === 0)
    expect(edge.platforms[0]?.admission.snapshot(0).inFlight).toBe(0)
    expect(session.destroyed).toBe(false)
  })
})

describe('a session', () => {
  it('has at most a hundred requests at a time', async () => {
    const { session, origin } = await startHttp2({ limits: { concurrency: { min: 500, initial: 500, max: 500 } } })
    const held: (() => void)[] = []
    origin.answer = (_req, res) => void held.push(() => res.end('ok'))
    const all = Array.from({ length: 150 }, (_, i) => http2Ask(session, { ':path': `/${i}`, cookie: 'a=1' }))
    await eventually(() => origin.seen.length === 100)
    expect(session.remoteSettings.maxConcurrentStreams).toBe(100)
    while (origin.seen.length < 150 || held.length > 0) {
      held.shift()?.()
      await new Promise(setImmediate)
    }
    expect((await Promise.all(all)).every(({ text }) => text === 'ok')).toBe(true)
  })

  it('that resets streams as fast as it opens them costs the origin nothing in the end', async () => {
    const { session, origin, edge, httpsPort } = await startHttp2()
    origin.answer = () => {}
    for (let round = 0; round < 40 && !session.destroyed; round++) {
      for (let i = 0; i < 50 && !session.destroyed; i++) {
        const stream = session.request({ ':authority': HOST, ':path': `/${i}`, cookie: 'a=1' })
        stream.on('error', () => {})
        stream.close(constants.NGHTTP2_CANCEL)
      }
      await new Promise(setImmediate)
    }
    await eventually(() => {
      const { inFlight, waiting } = edge.platforms[0]?.admission.snapshot(0) ?? {}
      return edge.underWay === 0 && inFlight === 0 && waiting === 0
    })
    origin.answer = (_req, res) => void res.end('ok')
    expect((await http2Ask(http2Session(httpsPort))).text).toBe('ok')
  })

  it('with headers beyond the limit is refused, and the edge lives on', async () => {
    const { session, httpsPort, origin } = await startHttp2()
    await http2Ask(session, { 'x-large': 'x'.repeat(60_000) }).catch(() => {})
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`x-${i}`, 'y']))
    await http2Ask(session, many).catch(() => {})
    expect(origin.seen).toEqual([])
    expect((await http2Ask(http2Session(httpsPort))).status).toBe(200)
  })

  it.skipIf(!h2load)('answers h2load without an error', { timeout: 40_000 }, async () => {
    const { httpsPort, origin, edge } = await startHttp2({
      limits: { concurrency: { min: 50, initial: 50, max: 50 } },
      now,
    })
    origin.answer = (_req, res) => void res.writeHead(200, { 'Content-Length': 5 }).end('hello')
    const args = ['-n', '500', '-c', '5', '-m', '4', '-H', `:authority: ${HOST}`, `https://127.0.0.1:${httpsPort}/`]
    const output = await new Promise<string>((resolve) => {
      const child = spawn(h2load ?? '', args)
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      child.on('close', () => resolve(text))
    })
    expect(output).toMatch(/500 succeeded, 0 failed, 0 errored/)
    expect(output).toMatch(/status codes: 500 2xx/)
    await eventually(() => edge.underWay === 0)
  })
})
