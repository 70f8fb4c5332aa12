import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import {
  type EdgeUnderTest,
  eventually,
  HOST,
  type Options,
  requestText,
  startEdge,
  startRawOrigin,
} from '../edge.test-support.js'
import { certificateFiles, http2Session } from '../listeners/tls.test-support.js'

/** What an origin does with a request. */
const MODES = {
  well: (socket: Socket, name: string) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${name}`),
  closes: (socket: Socket) => void socket.end(),
  resets: (socket: Socket) => void socket.resetAndDestroy(),
  rubbish: (socket: Socket) => void socket.end('rubbish\r\n\r\n'),
  overloaded: (socket: Socket) => void socket.write('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n'),
  silent: () => {},
  half: (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
} as const
type Mode = keyof typeof MODES

interface Server {
  url: string
  mode: Mode
  /** Request lines that came in, those of health checks apart. */
  seen: string[]
  checks: string[]
  /** Runs before each answer. */
  before: () => void
}

async function startServer(name: string, mode: Mode = 'well'): Promise<Server> {
  const server: Server = { url: '', mode, seen: [], checks: [], before: () => {} }
  server.url = await startRawOrigin((socket) => {
    socket.on('data', (data: Buffer) => {
      const text = data.toString('latin1')
      const line = /^\S+ \S+ HTTP\/1\.1/.exec(text)?.[0]
      if (line === undefined) return
      const isCheck = line.startsWith('GET /health ')
      if (isCheck) server.checks.push(text)
      else server.seen.push(line)
      server.before()
      MODES[server.mode](socket, name)
    })
  })
  return server
}

/** Two origins, the first of which does as `mode` says, the second one is well. */
async function startTwo(mode: Mode, options: Options = {}, second: { backup?: boolean; weight?: number } = {}) {
  const [a, b] = [await startServer('a', mode), await startServer('b')]
  const origins = [
    { url: a.url, weight: 1, backup: false },
    { url: b.url, weight: 1, backup: false, ...second },
  ]
  const under = await startEdge({ origins, ...options })
  return { ...under, a, b, states: () => states(under), get: getter(under) }
}

const summary = ({ edge }: EdgeUnderTest) =>
  edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).summary.platforms[0] ?? { origins: [], routes: [] }
const states = (under: EdgeUnderTest) => summary(under).origins.map(({ state }) => state)

/** Asks a number of times on one connection. @returns the statuses or, for 200, the bodies */
function getter({ connect }: EdgeUnderTest) {
  return async (times: number, method = 'GET'): Promise<string[]> => {
    let client = await connect()
    const answers: string[] = []
    for (let i = 0; i < times; i++) {
      client.send(requestText({ method, path: `/${i}`, ...(method === 'POST' ? { body: 'pay' } : {}) }))
      const { status, text, get } = await client.response()
      answers.push(status === 200 ? text : String(status))
      if (get('connection') === 'close') client = await connect()
    }
    return answers
  }
}

describe('several origins', () => {
  it('get visits by their weights', async () => {
    const { get, a, b } = await startTwo('well', {}, { weight: 3 })
    const answers = await get(120)
    expect(new Set(answers)).toEqual(new Set(['a', 'b']))
    expect(b.seen.length / (a.seen.length + b.seen.length)).toBeGreaterThan(0.55)
    expect(b.seen.length / (a.seen.length + b.seen.length)).toBeLessThan(0.95)
  })

  it('get fewer visits the more of them they have not answered yet', async () => {
    const { connect, a, b } = await startTwo('silent', { limits: { originHeadersMs: 60_000 } })
    // What `a` gets stays there; `b` is free again each time.
    for (let i = 1; i <= 30; i++) {
      const before = b.seen.length
      const client = await connect()
      client.send(requestText({ path: `/${i}` }))
      await eventually(() => a.seen.length + b.seen.length === i)
      if (b.seen.length > before) await client.response()
    }
    expect(a.seen.length).toBeLessThan(10)
  })

  it.each<[Mode]>([['closes'], ['resets']])(
    'one of which %s: no visitor sees it, and soon it is left alone',
    async (mode) => {
      const { get, states, a } = await startTwo(mode)
      expect(new Set(await get(40))).toEqual(new Set(['b']))
      expect(states()).toEqual(['down', 'up'])
      expect(a.seen).toHaveLength(3)
    },
  )

  it('one of which is not there: no visitor sees it', async () => {
    const b = await startServer('b')
    const origins = ['http://127.0.0.1:1', b.url].map((url) => ({ url, weight: 1, backup: false }))
    const under = await startEdge({ origins })
    expect(new Set(await getter(under)(40))).toEqual(new Set(['b']))
    expect(summary(under).origins).toEqual([
      { state: 'down', inFlight: 0, errors: 3 },
      { state: 'up', inFlight: 0, errors: 0 },
    ])
  })

  it('one of which says nothing: the visitor waits for it once, then is served by another', async () => {
    const { get, states, a } = await startTwo('silent', {
      limits: { originHeadersMs: 200 },
      health: { unhealthyAfter: 1 },
    })
    expect(new Set(await get(20))).toEqual(new Set(['b']))
    expect([states(), a.seen.length]).toEqual([['down', 'up'], 1])
  })

  it.each<[Mode, string]>([
    ['rubbish', '502'],
    ['overloaded', '503'],
  ])(
    'one of which answers with %s: what has been answered is not asked again, but soon not there any more',
    async (mode, status) => {
      const { get, states, a, b } = await startTwo(mode)
      const answers = await get(60)
      expect(answers.filter((answer) => answer !== 'b')).toEqual([status, status, status])
      expect([a.seen.length, a.seen.length + b.seen.length, states()]).toEqual([3, 60, ['down', 'up']])
    },
  )

  it('one of which stops in the middle of its answer: that visit is cut off, and not asked again', async () => {
    const { connect, a, b } = await startTwo('half')
    let cutOff = 0
    for (let i = 0; i < 12; i++) {
      const client = await connect()
      client.send(requestText())
      await client.response().catch(() => cutOff++)
      client.destroy()
    }
    expect(cutOff).toBe(a.seen.length)
    expect(a.seen.length + b.seen.length).toBe(12)
  })

  it('never get a POST twice', async () => {
    const { get, a, b } = await startTwo('closes')
    const answers = await get(40, 'POST')
    expect(a.seen.length + b.seen.length).toBe(40)
    expect(answers.filter((answer) => answer !== 'b')).toEqual(['502', '502', '502'])
  })

  it('all of which fail are asked all the same, and at once when one is back', async () => {
    const { get, states, a, b } = await startTwo('closes')
    b.mode = 'resets'
    expect(new Set(await get(20))).toEqual(new Set(['502']))
    expect(states()).toEqual(['down', 'down'])
    a.mode = b.mode = 'well'
    expect((await get(1))[0]).toMatch(/^[ab]$/)
  })
})

describe('an origin that was down', () => {
  it('is tried by one visit after its pause, and serves again', async () => {
    const { get, states, a, clock } = await startTwo('closes')
    await get(20)
    a.mode = 'well'
    a.seen.length = 0
    expect(new Set(await get(20))).toEqual(new Set(['b']))
    clock.advance(1_300)
    expect((await get(1))[0]).toBe('a')
    expect(states()).toEqual(['up', 'up'])
    expect(new Set(await get(40))).toEqual(new Set(['a', 'b']))
  })

  it('and still is: the visit that tries it is served elsewhere, and the next pause is longer', async () => {
    const { get, a, clock } = await startTwo('closes')
    await get(20)
    a.seen.length = 0
    clock.advance(1_300)
    expect(new Set(await get(10))).toEqual(new Set(['b']))
    clock.advance(1_300)
    expect(new Set(await get(10))).toEqual(new Set(['b']))
    expect(a.seen).toHaveLength(1)
  })

  it('is tried by one visit at a time, which waits for it only as long as a check would', async () => {
    const { get, ask, states, a, clock } = await startTwo('closes', { health: { timeoutMs: 300 } })
    await get(20)
    a.mode = 'silent'
    a.seen.length = 0
    clock.advance(1_300)
    const trial = ask()
    await eventually(() => a.seen.length === 1)
    expect(states()).toEqual(['probing', 'up'])
    expect(new Set(await get(20))).toEqual(new Set(['b']))
    expect((await trial).text).toBe('b')
    expect([a.seen.length, states()]).toEqual([1, ['down', 'up']])
  })

  it.each<[Mode | 'the visitor leaves']>([
    ['closes'],
    ['resets'],
    ['rubbish'],
    ['overloaded'],
    ['silent'],
    ['half'],
    ['the visitor leaves'],
  ])('is tried again after a trial that ended so: %s', async (what) => {
    const { get, states, connect, edge, a, clock } = await startTwo('closes', { health: { timeoutMs: 300 } })
    await get(20)
    a.mode = what === 'the visitor leaves' ? 'silent' : what
    a.seen.length = 0
    clock.advance(1_300)
    const client = await connect()
    client.send(requestText())
    await eventually(() => a.seen.length === 1)
    if (what === 'the visitor leaves') client.destroy()
    else await client.response().catch(() => {})
    await eventually(() => edge.underWay === 0 && summary({ edge } as EdgeUnderTest).origins[0]?.inFlight === 0)
    a.mode = 'well'
    clock.advance(10_000)
    await get(1)
    expect(states()).toEqual(['up', 'up'])
  })

  it('is tried by a POST only when nothing else comes for long', async () => {
    const { get, states, a, clock } = await startTwo('closes')
    await get(40, 'POST')
    a.mode = 'well'
    clock.advance(2_000)
    expect(await get(3, 'POST')).toEqual(['b', 'b', 'b'])
    clock.advance(5_000)
    expect(await get(1, 'POST')).toEqual(['a'])
    expect(states()).toEqual(['up', 'up'])
  })
})

describe('a backup', () => {
  it('is asked only while no other origin is up', async () => {
    const { get, states, a, b, clock } = await startTwo('well', {}, { backup: true })
    expect(new Set(await get(20))).toEqual(new Set(['a']))
    a.mode = 'closes'
    expect(new Set(await get(20))).toEqual(new Set(['b']))
    expect(states()).toEqual(['down', 'up'])
    a.mode = 'well'
    b.seen.length = 0
    clock.advance(1_300)
    expect(new Set(await get(20))).toEqual(new Set(['a']))
    expect(b.seen).toEqual([])
  })
})

describe('repeating', () => {
  it('is at most a tenth of what is asked, when all origins fail', async () => {
    const { get, a, b } = await startTwo('closes')
    b.mode = 'closes'
    expect(new Set(await get(150))).toEqual(new Set(['502']))
    const asked = a.seen.length + b.seen.length
    expect(asked).toBeGreaterThan(150)
    expect(asked).toBeLessThanOrEqual(165)
  })

  it('does not put the time of the origin that failed on the one that answered, nor on the visitor', async () => {
    const { get, edge, a, clock } = await startTwo('closes', { health: { unhealthyAfter: 100 } })
    a.before = () => clock.advance(5_000)
    expect(new Set(await get(10))).toEqual(new Set(['b']))
    expect(a.seen.length).toBeGreaterThan(0)
    const { routes, originErrors } = edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).summary.platforms[0] ?? {}
    const costMs = (routes ?? []).reduce((sum, [, ms]) => sum + ms, 0)
    expect(costMs).toBeGreaterThan(0)
    expect(costMs).toBeLessThan(100)
    expect(originErrors).toBe(0)
  })
})

describe('health checks', () => {
  const health = { path: '/health', everyMs: 5_000, timeoutMs: 300 }

  /** Lets so many checks of each origin come and go. */
  async function checked(under: Awaited<ReturnType<typeof startTwo>>, times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const before = [under.a.checks.length, under.b.checks.length]
      under.clock.advance(6_000)
      under.states()
      await eventually(() => under.a.checks.length > (before[0] ?? 0) && under.b.checks.length > (before[1] ?? 0))
      // The answer is on its way back, or given up.
      await new Promise((resolve) => setTimeout(resolve, under.a.mode === 'silent' ? 400 : 30))
    }
  }

  it.each<[Mode]>([['closes'], ['overloaded'], ['silent'], ['half'], ['rubbish']])(
    'take out an origin that %s before a visitor meets it, and bring it back',
    async (mode) => {
      const under = await startTwo('well', { health })
      await checked(under, 1)
      expect(under.states()).toEqual(['up', 'up'])
      under.a.mode = mode
      await checked(under, 3)
      expect(under.states()).toEqual(['down', 'up'])
      expect(new Set(await under.get(20))).toEqual(new Set(['b']))
      under.a.mode = 'well'
      await checked(under, 1)
      expect(under.states()).toEqual(['down', 'up'])
      await checked(under, 1)
      expect(under.states()).toEqual(['up', 'up'])
      expect(under.a.seen).toEqual([])
    },
  )

  it('ask for the path under the name of the site', async () => {
    const under = await startTwo('well', { health })
    await checked(under, 1)
    expect(under.a.checks[0]).toMatch(/^GET \/health HTTP\/1\.1\r\n/)
    expect(under.a.checks[0]?.toLowerCase()).toContain(`\r\nhost: ${HOST}\r\n`)
  })

  it('are one at a time, as often as configured', async () => {
    const under = await startTwo('silent', { health: { ...health, timeoutMs: 5_000 } })
    for (let i = 0; i < 50; i++) {
      under.clock.advance(6_000)
      under.states()
    }
    await eventually(() => under.a.checks.length > 0)
    expect(under.a.checks).toHaveLength(1)
  })

  it('that fail for all, as with a wrong path, do not close the site', async () => {
    const under = await startTwo('overloaded', { health })
    under.b.mode = 'overloaded'
    await checked(under, 3)
    expect(under.states()).toEqual(['down', 'down'])
    under.a.mode = under.b.mode = 'well'
    expect(new Set(await under.get(30))).toEqual(new Set(['a', 'b']))
  })
})

describe('early hints', () => {
  const LINK = '</style.css>; rel=preload; as=style'
  const HINTS = `HTTP/1.1 103 Early Hints\r\nLink: ${LINK}\r\nX-Secret: 1\r\nSet-Cookie: a=b\r\n\r\n`
  const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  const NAVIGATES = { 'Sec-Fetch-Mode': 'navigate' }

  const hinting = (text: string) => startRawOrigin((socket) => void socket.on('data', () => socket.write(text)))

  it('are passed on to a browser that opens a page: the links and nothing else', async () => {
    const { connect } = await startEdge({ originUrl: await hinting(HINTS + OK) })
    const client = await connect()
    client.send(requestText({ headers: NAVIGATES }))
    expect(await client.until('\r\n\r\n')).toBe(`HTTP/1.1 103 Early Hints\r\nLink: ${LINK}\r\n\r\n`)
    expect((await client.response()).text).toBe('ok')
  })

  it.each<[string, Record<string, string>]>([
    ['a program', {}],
    ['a script of a page', { 'Sec-Fetch-Mode': 'cors' }],
  ])('are not for %s', async (_who, headers) => {
    const { ask } = await startEdge({ originUrl: await hinting(HINTS + OK) })
    const { status, text, interim } = await ask({ headers })
    expect([status, text, interim]).toEqual([200, 'ok', []])
  })

  it('are passed on in one piece, however many links there are', async () => {
    const links = '</a.css>; rel=preload; as=style, </b.js>; rel="preload"; as=script'
    const hints = `HTTP/1.1 103 Early Hints\r\nLink: ${links}\r\nLink: <https://cdn.example>; rel=preconnect\r\n\r\n`
    const { connect } = await startEdge({ originUrl: await hinting(hints + OK) })
    const client = await connect()
    client.send(requestText({ headers: NAVIGATES }))
    const head = `HTTP/1.1 103 Early Hints\r\nLink: ${links}, <https://cdn.example>; rel=preconnect\r\n\r\n`
    expect(await client.until('\r\n\r\n')).toBe(head)
    expect((await client.response()).text).toBe('ok')
  })

  it('are not for HTTP/1.0', async () => {
    const { connect } = await startEdge({ originUrl: await hinting(HINTS + OK) })
    const client = await connect()
    client.send(`GET / HTTP/1.0\r\nHost: ${HOST}\r\nSec-Fetch-Mode: navigate\r\n\r\n`)
    expect(await client.rest()).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('are passed on in HTTP/2', async () => {
    const { httpsPort } = await startEdge({
      originUrl: await hinting(HINTS + OK),
      certificates: certificateFiles('exact'),
    })
    const stream = http2Session(httpsPort).request({ ':path': '/', ':authority': HOST, 'sec-fetch-mode': 'navigate' })
    const hints: unknown[] = []
    stream.on('headers', (headers) => void hints.push([headers[':status'], headers.link, headers['x-secret']]))
    const status = await new Promise((resolve) => stream.on('response', (headers) => resolve(headers[':status'])))
    stream.close()
    expect([status, hints]).toEqual([200, [[103, LINK, undefined]]])
  })

  it('without end are passed on a few times', async () => {
    const { ask } = await startEdge({ originUrl: await hinting(HINTS.repeat(50) + OK) })
    const { status, interim } = await ask({ headers: NAVIGATES })
    expect([status, interim]).toEqual([200, [103, 103, 103, 103]])
  })

  it('that are malformed are left out', async () => {
    const bad = 'HTTP/1.1 103 Early Hints\r\nLink: nonsense\r\n\r\n'
    const { ask } = await startEdge({ originUrl: await hinting(bad + OK) })
    const { status, interim } = await ask({ headers: NAVIGATES })
    expect([status, interim]).toEqual([200, []])
  })

  it('count as an answer: what fails after them is not asked again', async () => {
    let requests = 0
    const originUrl = await startRawOrigin((socket) => {
      socket.on('data', () => {
        requests++
        socket.end(HINTS)
      })
    })
    const { ask } = await startEdge({ originUrl })
    expect([(await ask({ headers: NAVIGATES })).status, requests]).toEqual([502, 1])
  })
})
