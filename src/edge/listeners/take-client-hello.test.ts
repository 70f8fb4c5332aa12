import { execFile } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { needsTool } from '../../../test/debian-tools.js'
import { type EdgeUnderTest, eventually, HOST, pause, requestText, startEdge } from '../edge.test-support.js'
import { RawClient } from '../raw-client.test-support.js'
import { exampleHello } from './hello.test-support.js'
import { heldHellos } from './take-client-hello.js'
import { certificateFiles, http2Ask, http2Session, tlsConnect } from './tls.test-support.js'

const run = promisify(execFile)
const openssl = needsTool('openssl')
const curl = needsTool('curl')
const chromiumPath = needsTool('chromium')

/** An edge that speaks TLS, and the JA4 of the connection of each visit. */
async function startTlsEdge(): Promise<EdgeUnderTest & { seen: (string | null)[] }> {
  const under = await startEdge({ certificates: certificateFiles('exact') })
  const seen: (string | null)[] = []
  const visit = under.edge.visit.bind(under.edge)
  under.edge.visit = (connection, ...rest) => {
    seen.push(connection.tls)
    visit(connection, ...rest)
  }
  return { ...under, seen }
}

/** Sends through a connection in pieces of so many bytes, each in a packet of its own. */
async function sendInPieces(client: RawClient, bytes: Buffer, size: number): Promise<void> {
  for (let at = 0; at < bytes.length; at += size) {
    client.send(bytes.subarray(at, at + size))
    await pause(0)
  }
}

describe('the JA4 of a connection', () => {
  it('is there for every visit over TLS, and for none without', async () => {
    const { httpsPort, seen, ask } = await startTlsEdge()
    const http1 = new RawClient(await tlsConnect(httpsPort, { ALPNProtocols: ['http/1.1'] }))
    http1.send(requestText())
    await http1.response()
    http1.send(requestText())
    await http1.response()
    const session = http2Session(httpsPort)
    await Promise.all([http2Ask(session), http2Ask(session)])
    await ask()
    const [first, second, third, fourth, plain] = seen
    expect(first).toMatch(/^t13d\d{4}h1_[0-9a-f]{12}_[0-9a-f]{12}$/)
    expect(second).toBe(first)
    expect(third).toMatch(/^t13d\d{4}h2_/)
    expect(fourth).toBe(third)
    expect(plain).toBeNull()
  })

  it('tells apart what programs offer, and what they are called for', async () => {
    const { httpsPort, seen } = await startTlsEdge()
    for (const options of [
      {},
      { servername: '' },
      { maxVersion: 'TLSv1.2' as const },
      { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256' },
    ]) {
      const client = new RawClient(await tlsConnect(httpsPort, options))
      client.send(requestText())
      await client.response()
    }
    expect(seen.map((ja4) => ja4?.slice(0, 4))).toEqual(['t13d', 't13i', 't12d', 't13d'])
    expect(new Set(seen).size).toBe(4)
  })

  it.skipIf(!openssl)('of openssl is the same run after run', { timeout: 20_000 }, async () => {
    const { httpsPort, seen } = await startTlsEdge()
    for (let i = 0; i < 3; i++) {
      const args = [
        's_client',
        '-connect',
        `127.0.0.1:${httpsPort}`,
        '-servername',
        HOST,
        '-quiet',
        '-alpn',
        'http/1.1',
      ]
      const client = run(openssl ?? '', args)
      client.child.stdin?.write(requestText({ headers: { Connection: 'close' } }))
      await client
    }
    expect(seen).toHaveLength(3)
    expect(seen[0]).toMatch(/^t13d\d{4}h1_/)
    expect(new Set(seen).size).toBe(1)
  })

  it.skipIf(!curl)('of curl is the same run after run', { timeout: 20_000 }, async () => {
    const { httpsPort, seen } = await startTlsEdge()
    for (let i = 0; i < 3; i++) {
      await run(curl ?? '', ['-sk', '--connect-to', `${HOST}:443:127.0.0.1:${httpsPort}`, `https://${HOST}/`])
    }
    expect(seen).toHaveLength(3)
    expect(seen[0]).toMatch(/^t13d\d{4}h2_/)
    expect(new Set(seen).size).toBe(1)
  })

  it.skipIf(!chromiumPath)('of Chromium is one, though it shuffles its extensions', { timeout: 90_000 }, async () => {
    const { httpsPort, seen } = await startTlsEdge()
    const browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: [`--host-resolver-rules=MAP ${HOST} 127.0.0.1`],
    })
    try {
      // A new context has no session to resume and opens a connection of its own.
      for (let i = 0; i < 4; i++) {
        const context = await browser.newContext({ ignoreHTTPSErrors: true })
        const page = await context.newPage()
        await page.goto(`https://${HOST}:${httpsPort}/${i}`)
        await context.close()
      }
    } finally {
      await browser.close()
    }
    expect(seen.length).toBeGreaterThanOrEqual(4)
    expect(seen[0]).toMatch(/^t13d15\d\dh2_8daaf6152771_/)
    expect(new Set(seen).size).toBe(1)
  })
})

describe('a hello', () => {
  it('that comes byte by byte is read, and TLS goes on', async () => {
    const { httpsPort, seen, edge } = await startTlsEdge()
    // What a real client says first, taken down and told in small pieces through a connection in between.
    const between = createServer((inner) => {
      const outer = connect(httpsPort, '127.0.0.1')
      outer.setNoDelay(true)
      outer.on('error', () => inner.destroy())
      inner.on('error', () => outer.destroy())
      outer.pipe(inner)
      inner.once('data', async (hello) => {
        inner.pause()
        for (const byte of hello) {
          outer.write(Buffer.of(byte))
          await pause(0)
        }
        inner.pipe(outer)
      })
    })
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
    const address = between.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      const client = new RawClient(await tlsConnect(port))
      client.send(requestText())
      expect((await client.response()).status).toBe(200)
      client.destroy()
    } finally {
      between.close()
    }
    const direct = new RawClient(await tlsConnect(httpsPort))
    direct.send(requestText())
    await direct.response()
    expect(seen[0]).toBe(seen[1])
    expect(seen[0]).not.toBeNull()
    expect(heldHellos().bytes).toBe(0)
    expect(edge.connections.open).toBeGreaterThan(0)
  })

  it('that nobody can read is left to TLS, which ends it as before', async () => {
    const { httpsPort, edge } = await startTlsEdge()
    const client = await RawClient.connect(httpsPort)
    client.send(Buffer.from('\x16\x03\x01\x00\x05\x02nope', 'latin1'))
    await client.rest()
    await eventually(() => edge.connections.open === 0)
  })

  it('that is read, but not to be agreed with, ends with the alert of TLS', async () => {
    const { httpsPort, edge } = await startTlsEdge()
    const client = await RawClient.connect(httpsPort)
    client.send(exampleHello())
    // The extensions of the example have no content; a record of type 21 is an alert.
    expect((await client.rest()).charCodeAt(0)).toBe(21)
    await eventually(() => edge.connections.open === 0)
  })

  it('in halves is held for no longer than a handshake may take, and then forgotten', async () => {
    const { httpsPort, edge, clock } = await startTlsEdge()
    const client = await RawClient.connect(httpsPort)
    await sendInPieces(client, exampleHello().subarray(0, 200), 50)
    await eventually(() => heldHellos().bytes === 200, 'what has come is held')
    clock.advance(9_000)
    edge.sweep()
    expect(edge.connections.open).toBe(1)
    clock.advance(2_000)
    edge.sweep()
    expect(edge.connections.open).toBe(0)
    await eventually(() => heldHellos().bytes === 0, 'nothing is held')
    expect(edge.connections.timedOutTotal).toBe(1)
  })

  it('whose visitor hangs up in the middle leaves nothing behind', async () => {
    const { httpsPort, edge } = await startTlsEdge()
    for (let i = 0; i < 20; i++) {
      const client = await RawClient.connect(httpsPort)
      client.send(exampleHello().subarray(0, 60))
      if (i % 2 === 0) client.socket.end()
      else {
        await pause(2)
        client.socket.resetAndDestroy()
      }
    }
    await eventually(() => edge.connections.open === 0 && heldHellos().bytes === 0)
  })

  it('is not waited for when too many halves are held: TLS goes on, and memory does not grow', {
    timeout: 30_000,
  }, async () => {
    const { httpsPort, edge } = await startTlsEdge()
    const record = Buffer.concat([Buffer.of(22, 3, 1, 0x40, 0, 1, 0, 0x7f, 0), Buffer.alloc(16_000)])
    const hello = Buffer.concat([
      record,
      Buffer.alloc(16_384 - 16_004),
      Buffer.of(22, 3, 1, 0x30, 0),
      Buffer.alloc(12_000),
    ])
    const { limitBytes } = heldHellos()
    const many = Math.ceil(limitBytes / hello.length) + 50
    const clients = await Promise.all(Array.from({ length: many }, () => RawClient.connect(httpsPort)))
    for (const client of clients) client.send(hello)
    let most = 0
    await eventually(
      () => {
        most = Math.max(most, heldHellos().bytes)
        return most > limitBytes - 65_536
      },
      'the halves are held',
      20_000,
    )
    await pause(200)
    expect(Math.max(most, heldHellos().bytes)).toBeLessThanOrEqual(limitBytes)
    const visitor = new RawClient(await tlsConnect(httpsPort))
    visitor.send(requestText())
    expect((await visitor.response()).status).toBe(200)
    for (const client of clients) client.destroy()
    visitor.destroy()
    await eventually(() => edge.connections.open === 0 && heldHellos().bytes === 0)
  })
})
