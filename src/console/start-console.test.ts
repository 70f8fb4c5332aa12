import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import pino from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import type { Status } from '../brain/status.js'
import { MOST_LISTENERS, MOST_UNSENT_BYTES } from './live-feed.js'
import { calmStatus, type SampleView, sampleView } from './sample-view.test-support.js'
import { type RunningConsole, startConsole } from './start-console.js'

const log = pino({ enabled: false })
const LOCAL_TOKEN = 'local-token-of-this-run'

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

async function running(view: SampleView = sampleView()): Promise<RunningConsole> {
  const started = await startConsole({
    view,
    auth: { localToken: LOCAL_TOKEN },
    listen: { host: '127.0.0.1', port: 0 },
    log,
  })
  toClose.push(() => started.close())
  return started
}

/** A bare socket that has asked for the live events and reads only when told to. */
async function listenLive(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = createConnection({ host: hostname, port: Number(port) })
  toClose.push(() => socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(`GET /api/live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  return socket
}

async function textUntil(socket: Socket, pattern: RegExp): Promise<string> {
  let text = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk
    if (pattern.test(text)) return text
  }
  throw new Error(`the connection ended before ${pattern}: ${text}`)
}

/** Resolves as soon as the condition holds; the test's own time limit bounds it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

describe('the live events', () => {
  it('bring the status and the newest point of each platform at every tick', async () => {
    const view = sampleView()
    const { url } = await running(view)
    const socket = await listenLive(url)
    expect(await textUntil(socket, /retry: \d+\n\n/)).toMatch(/content-type: text\/event-stream/i)
    await until(() => view.subscribers === 1)
    view.tick()
    const text = await textUntil(socket, /event: status\ndata: .*\n\n/)
    const data = JSON.parse(/data: (.*)\n/.exec(text)?.[1] ?? '')
    expect(data.status).toEqual(view.status())
    expect(data.points.newsroom).toMatchObject({ t: Date.parse(view.status().now) / 1000, limit: 24, level: 'calm' })
  })

  it('carry the security headers and are not stored', async () => {
    const { url } = await running()
    const text = await textUntil(await listenLive(url), /retry/)
    expect(text).toMatch(/content-security-policy: default-src 'none'/i)
    expect(text).toMatch(/cache-control: no-store/i)
  })

  it('ask the brain for nothing when nobody listens', async () => {
    const view = sampleView()
    const { url } = await running(view)
    expect(view.subscribers).toBe(0)
    const [one, two] = [await listenLive(url), await listenLive(url)]
    await textUntil(two, /retry/)
    await until(() => view.subscribers === 1)
    one.destroy()
    two.destroy()
    await until(() => view.subscribers === 0)
  })

  it('drop a listener that does not read, keep its memory bounded, and go on for the others', async () => {
    const view = sampleView()
    const { url } = await running(view)
    const [slow, quick] = [await listenLive(url), await listenLive(url)]
    await textUntil(slow, /retry/)
    await textUntil(quick, /retry/)
    let received = 0
    let ended = false
    quick.on('data', (chunk) => {
      received += chunk.length
    })
    quick.on('close', () => {
      ended = true
    })

    const large = largeStatus()
    const eventBytes = JSON.stringify(large).length
    // Far more than the buffers of both sockets and the bound together.
    for (let sent = 0; sent < 400; sent++) {
      const before = received
      view.tick(large)
      await until(() => received >= before + eventBytes || ended)
    }
    expect(ended).toBe(false)
    expect(received).toBeGreaterThan(400 * eventBytes)
    expect(400 * eventBytes).toBeGreaterThan(20 * MOST_UNSENT_BYTES)
    await expect(textUntil(slow, /never/)).rejects.toThrow('the connection ended')
  })

  it(`have ${MOST_LISTENERS} places; one more is told to come back later`, async () => {
    const { url } = await running()
    const sockets: Socket[] = []
    for (let i = 0; i < MOST_LISTENERS; i++) {
      const socket = await listenLive(url)
      await textUntil(socket, /retry/)
      sockets.push(socket)
    }
    const turnedAway = await textUntil(await listenLive(url), /close some console pages/i)
    expect(turnedAway).toMatch(/^HTTP\/1.1 503/)
    expect(turnedAway).toMatch(/retry-after: \d+/i)
    sockets[0]?.destroy()
    // The place is free as soon as the server has seen the connection close.
    let answer = ''
    while (!answer.startsWith('HTTP/1.1 200')) answer = await textUntil(await listenLive(url), /retry:|503/)
  })

  it('end when the session behind them ends', async () => {
    const view = sampleView()
    const token = 'token-from-the-configuration'
    const started = await startConsole({
      view,
      auth: { localToken: LOCAL_TOKEN, token },
      listen: { host: '127.0.0.1', port: 0 },
      log,
    })
    toClose.push(() => started.close())
    const own = { 'Sec-Fetch-Site': 'same-origin' }
    const signedIn = await fetch(`${started.url}/signin`, {
      method: 'POST',
      headers: own,
      body: new URLSearchParams({ secret: token }),
      redirect: 'manual',
    })
    const Cookie = /holdfast_session=[^;]+/.exec(signedIn.headers.get('Set-Cookie') ?? '')?.[0] ?? ''
    const live = await fetch(`${started.url}/api/live`, { headers: { Cookie } })
    expect(live.status).toBe(200)
    await fetch(`${started.url}/signout`, { method: 'POST', headers: { Cookie, ...own }, redirect: 'manual' })
    await until(() => view.subscribers === 1)
    view.tick()
    await expect(live.text()).rejects.toThrow()
  })
})

describe('the server', () => {
  it('listens on a wildcard address and tells the loopback one', async () => {
    const auth = { localToken: LOCAL_TOKEN, token: 'token-from-the-configuration' }
    const started = await startConsole({ view: sampleView(), auth, listen: { host: '::', port: 0 }, log })
    toClose.push(() => started.close())
    expect(started.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await fetch(`${started.url}/signin`)).status).toBe(200)
  })

  it('does not start where strangers could reach it without a password', async () => {
    const options = { view: sampleView(), auth: { localToken: LOCAL_TOKEN }, log }
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'console.example']) {
      await expect(startConsole({ ...options, listen: { host, port: 0 } })).rejects.toThrow(/without a password/)
    }
  })

  it('says so when the port is taken', async () => {
    const { url } = await running()
    const listen = { host: '127.0.0.1', port: Number(new URL(url).port) }
    const second = startConsole({ view: sampleView(), auth: { localToken: LOCAL_TOKEN }, listen, log })
    await expect(second).rejects.toThrow(/EADDRINUSE/)
  })

  it('ends live connections when it closes', async () => {
    const view = sampleView()
    const started = await running(view)
    const socket = await listenLive(started.url)
    await textUntil(socket, /retry/)
    const closed = once(socket.resume(), 'close')
    await started.close()
    await closed
    expect(view.subscribers).toBe(0)
  })
})

/** A status of about 100 kB: ten platforms with long names. */
function largeStatus(): Status {
  const calm = calmStatus()
  const [platform] = calm.platforms
  if (!platform) throw new Error('the sample has a platform')
  const platforms = Array.from({ length: 10 }, (_, i) => ({ ...platform, name: `p${i}`, hosts: ['x'.repeat(10_000)] }))
  return { ...calm, platforms }
}
