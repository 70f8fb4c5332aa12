import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import {
  type EdgeUnderTest,
  eventually,
  HOST,
  type Options,
  pause,
  requestText,
  startEdge,
  startRawOrigin,
} from './edge.test-support.js'
import { certificateFiles, tlsConnect } from './listeners/tls.test-support.js'

const HEAD = `HTTP/1.1\r\nHost: ${HOST}\r\n`
const UPGRADE = `GET /ws ${HEAD}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`

async function startEcho(options: Options = {}): Promise<EdgeUnderTest> {
  const edge = await startEdge(options)
  const echo = new WebSocketServer({ server: edge.origin.server })
  onTestFinished(() => echo.close())
  echo.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    socket.on('error', () => {})
  })
  return edge
}

function webSocket(url: string): WebSocket {
  const socket = new WebSocket(url, { headers: { Host: HOST }, rejectUnauthorized: false })
  onTestFinished(() => socket.terminate())
  return socket
}

const event = (socket: WebSocket, name: string) =>
  new Promise<unknown>((resolve, reject) => {
    socket.once(name, resolve)
    if (name !== 'error') socket.once('error', reject)
  })

describe('a WebSocket', () => {
  it.each(['ws', 'wss'])('over %s carries messages both ways, and gives its place back', async (scheme) => {
    const { port, httpsPort, edge, origin } = await startEcho({ certificates: certificateFiles('exact') })
    const socket = webSocket(`${scheme}://127.0.0.1:${scheme === 'ws' ? port : httpsPort}/ws`)
    await event(socket, 'open')
    expect(edge.platforms[0]?.admission.snapshot(0).inFlight).toBe(0)
    for (const text of ['one', 'x'.repeat(300_000)]) {
      socket.send(text)
      expect(String(await event(socket, 'message'))).toBe(text)
    }
    socket.close()
    await event(socket, 'close')
    await eventually(() => edge.connections.open === 0 && origin.sockets.size === 0)
    expect(edge.underWay).toBe(0)
  })

  it('is not asked to be fast, nor closed when idle', async () => {
    const { port, edge, clock } = await startEcho()
    const socket = webSocket(`ws://127.0.0.1:${port}/ws`)
    await event(socket, 'open')
    clock.advance(3_600_000)
    edge.sweep()
    socket.send('still here')
    expect(String(await event(socket, 'message'))).toBe('still here')
  })

  it('that is opened by many at the same time does not wait for the others', async () => {
    const { port } = await startEcho()
    const sockets = Array.from({ length: 10 }, () => webSocket(`ws://127.0.0.1:${port}/ws`))
    await Promise.all(sockets.map((socket) => event(socket, 'open')))
  })

  it('is refused to who is denied, behind a proxy too', async () => {
    const { connect, origin } = await startEdge({ deny: ['198.51.100.0/24'], trustedProxies: ['127.0.0.0/8'] })
    const client = await connect()
    client.send(UPGRADE.replace('Connection:', 'X-Forwarded-For: 198.51.100.1\r\nConnection:'))
    const response = await client.response()
    expect([response.status, response.get('holdfast-reason')]).toEqual([403, 'denied'])
    expect(await client.rest()).toBe('')
    expect(origin.seen).toEqual([])
  })

  it.each<[string, string, number, string]>([
    ['no', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nX-Why: origin\r\n\r\nno', 403, 'no'],
    ['something else', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n', 200, 'yes'],
    ['upgrade required', 'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n', 426, ''],
  ])('to which the origin says %s: that is passed on', async (_what, answer, status, text) => {
    const originUrl = await startRawOrigin((socket) => void socket.on('data', () => socket.write(answer)))
    const { connect, edge } = await startEdge({ originUrl })
    const client = await connect()
    client.send(UPGRADE)
    const response = await client.response()
    expect([response.status, response.text]).toEqual([status, text])
    expect(await client.rest()).toBe('')
    await eventually(() => edge.underWay === 0 && edge.connections.open === 0)
  })

  it('to which the origin says nothing is answered in words', async () => {
    const originUrl = await startRawOrigin((socket) => void socket.on('data', () => socket.destroy()))
    const { connect, edge } = await startEdge({ originUrl })
    const client = await connect()
    client.send(UPGRADE)
    expect((await client.response()).status).toBe(502)
    await eventually(() => edge.underWay === 0)
  })

  it('that the visitor gives up while the origin thinks is given up there too', async () => {
    let gone = false
    let asked = false
    const originUrl = await startRawOrigin((socket) => {
      socket.on('data', () => {
        asked = true
      })
      socket.on('close', () => {
        gone = true
      })
    })
    const { connect, edge } = await startEdge({ originUrl })
    const client = await connect()
    client.send(UPGRADE)
    await eventually(() => asked)
    client.destroy()
    await eventually(() => gone && edge.underWay === 0)
    expect(edge.platforms[0]?.admission.snapshot(0).inFlight).toBe(0)
  })

  it('that the visitor gives up before the origin agrees leaves nothing behind', async () => {
    let agree: () => void = () => {}
    let gone = false
    const originUrl = await startRawOrigin((socket) => {
      socket.once('data', () => {
        agree = () =>
          void socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
      })
      socket.once('close', () => {
        gone = true
      })
    })
    const { connect, edge } = await startEdge({ originUrl })
    const client = await connect()
    client.send(UPGRADE)
    await eventually(() => edge.platforms[0]?.admission.snapshot(0).inFlight === 1)
    client.destroy()
    await eventually(() => edge.underWay === 0)
    agree()
    await eventually(() => gone && edge.platforms[0]?.admission.idle === true, 'the place to be free')
  })
})

describe('another protocol after 101', () => {
  const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

  async function switched(onData: (socket: Socket, text: string) => void) {
    let origin: Socket | undefined
    const originUrl = await startRawOrigin((socket) => {
      origin = socket
      socket.allowHalfOpen = true
      let first = true
      socket.on('data', (data: Buffer) => {
        const text = data.toString('latin1')
        if (first) {
          first = false
          const [, early = ''] = text.split('\r\n\r\n')
          socket.write(SWITCHED)
          if (early !== '') onData(socket, early)
        } else onData(socket, text)
      })
    })
    const edge = await startEdge({ originUrl })
    const client = await edge.connect()
    return { ...edge, client, originSocket: () => origin }
  }

  it('begins with what the visitor sent too early', async () => {
    const { client } = await switched((socket, text) => socket.write(`got ${text}`))
    client.send(`${UPGRADE}early`)
    await client.until('\r\n\r\n')
    expect(await client.until('got early')).toBe('got early')
  })

  it('begins with what the visitor sent while the origin was thinking', async () => {
    let agree: () => void = () => {}
    const heard: string[] = []
    const originUrl = await startRawOrigin((socket) => {
      socket.on('data', (data: Buffer) => void heard.push(data.toString('latin1')))
      agree = () => void socket.write(SWITCHED)
    })
    const { connect } = await startEdge({ originUrl })
    const client = await connect()
    client.send(`${UPGRADE}one`)
    await eventually(() => heard.length === 1)
    client.send('two')
    client.send('x'.repeat(200_000))
    await pause(50)
    agree()
    client.send('three')
    await eventually(() => heard.slice(1).join('') === `onetwo${'x'.repeat(200_000)}three`)
  })

  it('may end on one side first: what the other has to say still arrives', async () => {
    const { client, originSocket, edge } = await switched(() => {})
    client.send(UPGRADE)
    await client.until('\r\n\r\n')
    client.send('last words')
    client.socket.end()
    await eventually(() => originSocket()?.readableEnded === true)
    originSocket()?.write('and mine')
    originSocket()?.end()
    expect(await client.rest()).toBe('and mine')
    await eventually(() => edge.connections.open === 0)
  })

  it('ends with the origin, after its last words', async () => {
    const { client, originSocket, edge } = await switched(() => {})
    client.send(UPGRADE)
    await client.until('\r\n\r\n')
    originSocket()?.end('bye')
    expect(await client.rest()).toBe('bye')
    client.socket.end()
    await eventually(() => edge.connections.open === 0)
  })

  it('may end on one side first over TLS too, as TLS 1.3 lets it', async () => {
    const originUrl = await startRawOrigin((socket) => {
      socket.allowHalfOpen = true
      socket.once('data', () => {
        socket.write(SWITCHED)
        socket.resume().once('end', () => setTimeout(() => socket.end('last words'), 50))
      })
    })
    const { httpsPort, edge } = await startEdge({ originUrl, certificates: certificateFiles('exact') })
    const raw = connect({ port: httpsPort, host: '127.0.0.1', allowHalfOpen: true })
    const visitor = await tlsConnect(httpsPort, { socket: raw })
    visitor.write(UPGRADE)
    let heard = ''
    visitor.on('data', (chunk: Buffer) => {
      heard += chunk
      if (heard.endsWith('\r\n\r\n')) visitor.end()
    })
    await eventually(() => heard.endsWith('last words') && edge.connections.open === 0)
  })

  it('hears the visitor out though the origin has ended', async () => {
    let heard = ''
    const originUrl = await startRawOrigin((socket) => {
      socket.allowHalfOpen = true
      socket.once('data', () => {
        socket.end(`${SWITCHED}bye`)
        socket.on('data', (chunk: Buffer) => {
          heard += chunk
        })
      })
    })
    const { connect: visit, edge } = await startEdge({ originUrl })
    const client = await visit()
    client.send(UPGRADE)
    await client.until('bye')
    await pause(50)
    client.send('and yet')
    client.socket.end()
    await eventually(() => heard === 'and yet' && edge.connections.open === 0)
  })

  it('is closed when one side has ended and the other says nothing', async () => {
    const originUrl = await startRawOrigin((socket) => {
      socket.once('data', () => socket.end(SWITCHED))
    })
    const { connect: visit, edge } = await startEdge({ originUrl, limits: { keepAliveMs: 200 } })
    const client = await visit()
    client.send(UPGRADE)
    expect(await client.rest()).toContain(' 101 ')
    expect(edge.connections.open).toBe(1)
    await eventually(() => edge.connections.open === 0)
  })

  it('ends for the one when the other is cut off', async () => {
    const { client, originSocket, edge } = await switched(() => {})
    client.send(UPGRADE)
    await client.until('\r\n\r\n')
    originSocket()?.resetAndDestroy()
    await client.rest()
    await eventually(() => edge.connections.open === 0)
  })
})

describe('HTTP/2 without TLS', () => {
  it('is not taken up: the request is answered in HTTP/1.1', async () => {
    const { connect, origin } = await startEdge()
    const client = await connect()
    client.send(
      `GET / ${HEAD}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
    )
    const response = await client.response()
    expect([response.status, response.text]).toEqual([200, 'hello'])
    expect(origin.seen[0]?.headers.upgrade).toBeUndefined()
    expect(origin.seen[0]?.headers['http2-settings']).toBeUndefined()
  })

  it('is not taken up for a request with a body either, as some clients ask', async () => {
    const { connect, origin } = await startEdge()
    origin.answer = (req, res) => void req.pipe(res)
    const client = await connect()
    client.send(
      `POST / ${HEAD}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 4\r\n\r\nbo`,
    )
    client.send('dy')
    expect((await client.response()).text).toBe('body')
    client.send(requestText({ method: 'POST', body: 'next' }))
    expect((await client.response()).text).toBe('next')
    expect(origin.seen[0]?.headers.upgrade).toBeUndefined()
  })
})

it.each([
  ['a request', `GET /slow ${HEAD}\r\n`],
  [
    'another that has a body',
    `POST /slow ${HEAD}Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n\r\nabc`,
  ],
])('an upgrade behind %s that still waits ends its connection, and nothing else', async (_what, first) => {
  const { connect, ask, origin, edge } = await startEdge()
  origin.answer = (req, res) => void (req.url === '/slow' || res.end('hello'))
  const client = await connect()
  client.send(first + UPGRADE)
  expect(await client.rest()).toBe('')
  await eventually(() => edge.underWay === 0 && edge.connections.open === 0)
  expect((await ask()).text).toBe('hello')
})
