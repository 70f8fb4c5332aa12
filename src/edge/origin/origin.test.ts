import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { eventually, HOST, startEdge, startRawOrigin } from '../edge.test-support.js'

const HEAD = `HTTP/1.1\r\nHost: ${HOST}\r\n`
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** An origin that does this with every request. */
const answering = (act: (socket: Socket, request: string) => void) =>
  startRawOrigin((socket) => void socket.on('data', (data: Buffer) => act(socket, data.toString('latin1'))))

describe('an origin that fails', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['closes without a word', (socket) => void socket.end()],
    ['resets', (socket) => void socket.resetAndDestroy()],
    ['says rubbish', (socket) => void socket.write('rubbish\r\n\r\n')],
    ['speaks another protocol', (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
    ['stops in the head', (socket) => void socket.end('HTTP/1.1 200 OK\r\nX-A: ')],
    ['has headers without end', (socket) => void socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`)],
    ['has a length that is none', (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n')],
    [
      'has two lengths',
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
    ],
    [
      'changes the protocol unasked',
      (socket) => void socket.write('HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    ],
  ])('%s: 502 in words, machine-readable too', async (_what, act) => {
    const { ask, edge } = await startEdge({ originUrl: await answering(act) })
    const response = await ask({ headers: { Accept: 'application/json' } })
    expect(response.status).toBe(502)
    // Not all at once when it is there again, and the same client at the same time.
    const seconds = Number(response.get('retry-after'))
    expect(seconds).toBeGreaterThanOrEqual(5)
    expect(seconds).toBeLessThanOrEqual(15)
    expect(Number((await ask()).get('retry-after'))).toBe(seconds)
    expect(response.get('cache-control')).toBe('no-store')
    expect(JSON.parse(response.text)).toMatchObject({ status: 502, reason: expect.stringMatching(/^origin-/) })
    await eventually(() => edge.underWay === 0)
    expect(edge.platforms[0]?.admission.snapshot(0).inFlight).toBe(0)
  })

  it('is not there: 502', async () => {
    const { ask } = await startEdge({ originUrl: 'http://127.0.0.1:1' })
    const response = await ask()
    expect([response.status, response.get('holdfast-reason')]).toEqual([502, 'origin-refused'])
  })

  it('says nothing: 504', async () => {
    const { ask, edge } = await startEdge({ originUrl: await answering(() => {}), limits: { originHeadersMs: 300 } })
    const response = await ask()
    expect([response.status, response.get('holdfast-reason')]).toEqual([504, 'origin-headers-timeout'])
    expect(edge.platforms[0]?.admission.snapshot(0).inFlight).toBe(0)
  })

  it.each<[string, string]>([
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['in a bad chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n'],
  ])('in the middle of its answer %s: the visitor sees that it is cut off', async (_what, text) => {
    const { connect, edge } = await startEdge({ originUrl: await answering((socket) => void socket.end(text)) })
    const client = await connect()
    client.send(`GET / ${HEAD}\r\n`)
    await expect(client.response()).rejects.toThrow('the connection ended')
    await eventually(() => edge.underWay === 0)
  })

  it('pauses too long in the middle of its answer: cut off', async () => {
    const { connect, edge } = await startEdge({
      originUrl: await answering((socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
      limits: { originIdleMs: 300 },
    })
    const client = await connect()
    client.send(`GET / ${HEAD}\r\n`)
    await expect(client.response()).rejects.toThrow('the connection ended')
    await eventually(() => edge.underWay === 0)
  })

  it('may pause as long as it likes in an event stream', async () => {
    let more: () => void = () => {}
    const originUrl = await answering((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 8\r\n\r\nhalf')
      more = () => void socket.write('rest')
    })
    const { connect } = await startEdge({ originUrl, limits: { originIdleMs: 300 } })
    const client = await connect()
    client.send(`GET / ${HEAD}Accept: text/event-stream\r\n\r\n`)
    await client.until('half')
    setTimeout(more, 1_500)
    expect(await client.until('rest')).toBe('rest')
  })

  it('says odd things in its head: an answer or 502, never a stuck visitor', async () => {
    for (const head of [
      'HTTP/1.1 200 \x01\x02\r\n',
      'HTTP/1.1 200\r\n',
      'HTTP/1.1 999 Odd\r\n',
      'HTTP/1.1 200 OK\r\nX-A: \x01\r\n',
      'HTTP/1.1 200 OK\r\nX A: b\r\n',
      'HTTP/1.1 200 OK\r\n: b\r\n',
      'HTTP/1.1 200 OK\r\nSet-Cookie:\r\n',
      'HTTP/1.1 200 \xfc\r\nX-\xfc: b\r\n',
      'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n',
      'HTTP/1.1 200 OK\r\nDate: nonsense\r\nAge: -1\r\nCache-Control: max-age=x, public, ,=\r\nVary: , *\r\nExpires: 0\r\n',
    ]) {
      const originUrl = await answering(
        (socket) => void socket.end(Buffer.from(`${head}Content-Length: 2\r\n\r\nok`, 'latin1')),
      )
      const { ask, edge } = await startEdge({ originUrl })
      const { status } = await ask()
      expect([head, [200, 502, 999].includes(status)]).toEqual([head, true])
      await eventually(() => edge.underWay === 0)
    }
  })
})

describe('a kept-alive connection that the origin has closed', () => {
  /** Answers the first request on a connection, and closes at the second without a word. */
  const closing = (seen: string[]) =>
    startRawOrigin((socket) => {
      let requests = 0
      socket.on('data', (data: Buffer) => {
        seen.push(data.toString('latin1').split('\r\n')[0] ?? '')
        if (++requests === 1) socket.write(OK)
        else socket.destroy()
      })
    })

  it('is no reason for a visitor to see an error: GET is asked once more', async () => {
    const seen: string[] = []
    const { ask } = await startEdge({ originUrl: await closing(seen) })
    expect((await ask({ path: '/1' })).status).toBe(200)
    expect((await ask({ path: '/2' })).status).toBe(200)
    expect(seen).toEqual(['GET /1 HTTP/1.1', 'GET /2 HTTP/1.1', 'GET /2 HTTP/1.1'])
  })

  it('is no reason to send anything twice that may not be: POST fails', async () => {
    const seen: string[] = []
    const { ask } = await startEdge({ originUrl: await closing(seen) })
    expect((await ask({ path: '/1' })).status).toBe(200)
    expect((await ask({ method: 'POST', path: '/2', body: 'pay' })).status).toBe(502)
    expect((await ask({ path: '/3' })).status).toBe(200)
    expect((await ask({ method: 'POST', path: '/4' })).status).toBe(502)
    expect(seen.filter((line) => line.startsWith('POST'))).toEqual(['POST /2 HTTP/1.1', 'POST /4 HTTP/1.1'])
  })

  it('is asked once more, not for ever', async () => {
    let requests = 0
    const { ask } = await startEdge({
      originUrl: await answering((socket) => {
        requests++
        socket.destroy()
      }),
    })
    expect((await ask()).status).toBe(502)
    expect(requests).toBe(2)
  })
})

describe('what a visitor sends', () => {
  it('is never counted as a failure of the origin', async () => {
    const { connect, edge } = await startEdge()
    for (const line of ['GET /\xff\xfe', 'GET /%', 'GET /\\', 'GET /"<>{}|^`', 'GET /a b', "GET /'"]) {
      const client = await connect()
      client.send(`${line} ${HEAD}X-\xe4: \xff\r\nX-B: \x01\x7f\r\n\r\n`)
      await client.response()
      client.destroy()
    }
    for (const field of [
      'X-B: \xff',
      'X-B: \x01',
      'X-B: \x7f',
      'Content-Length: 0',
      'Expect: something',
      'Upgrade: x',
      'Trailer: x',
      'TE: x',
    ]) {
      const client = await connect()
      client.send(`GET / ${HEAD}${field}\r\nConnection: close\r\n\r\n`)
      expect(await client.rest()).toMatch(/^HTTP\/1\.1 (200|400|417) /)
    }
    const { originErrors } = edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).summary.platforms[0] ?? {}
    expect(originErrors).toBe(0)
  })
})
