import { describe, expect, it } from 'vitest'
import {
  type EdgeUnderTest,
  eventually,
  HOST,
  type Options,
  pause,
  requestText,
  startEdge,
} from './edge.test-support.js'
import type { RawResponse } from './raw-client.test-support.js'

const PAGE = { Accept: 'text/html,application/xhtml+xml', 'Sec-Fetch-Mode': 'navigate' }
const ONE = { min: 1, initial: 1, max: 1 }

/** An edge whose origin works on one request at a time and answers when it is told to. */
async function startNarrow(options: Options = {}): Promise<EdgeUnderTest & { release(): void; held: string[] }> {
  const edge = await startEdge({ ...options, limits: { concurrency: ONE, ...options.limits } })
  const held: string[] = []
  const answers: (() => void)[] = []
  edge.origin.answer = (req, res) => {
    req.resume()
    held.push(req.url ?? '')
    answers.push(() => void res.end(`served ${req.url}`))
  }
  return { ...edge, held, release: () => answers.shift()?.() }
}

/** Fills the one place, and asks for the next; the answer comes when it is sent away. */
async function sentAway(
  edge: EdgeUnderTest & { held: string[] },
  request: Parameters<EdgeUnderTest['ask']>[0] = {},
): Promise<RawResponse> {
  if (edge.held.length === 0) {
    const first = await edge.connect('127.0.0.99')
    first.send(requestText({ path: '/first', headers: { Authorization: 'x' } }))
    await eventually(() => edge.held.length === 1)
  }
  const answer = edge.ask(request)
  await eventually(() => edge.edge.underWay === 2)
  await pause(20)
  edge.clock.advance(10_000)
  edge.edge.tickAdmission()
  return answer
}

describe('a place at the origin', () => {
  it('goes from one visitor to the next', async () => {
    const { connect, held, release } = await startNarrow()
    const clients = await Promise.all([connect(), connect(), connect()])
    for (const [i, client] of clients.entries()) client.send(requestText({ path: `/${i}` }))
    for (const _ of clients) {
      await eventually(() => held.length > 0)
      expect(held).toHaveLength(1)
      held.shift()
      release()
    }
    const texts = await Promise.all(clients.map(async (client) => (await client.response()).text))
    expect(texts.sort()).toEqual(['served /0', 'served /1', 'served /2'])
  })

  it('is not kept by who leaves the queue', async () => {
    const { connect, held, release, edge } = await startNarrow()
    const [first, second, third] = [await connect(), await connect(), await connect()]
    first.send(requestText({ path: '/1' }))
    await eventually(() => held.length === 1)
    second.send(requestText({ path: '/2' }))
    third.send(requestText({ path: '/3' }))
    await eventually(() => edge.platforms[0]?.admission.snapshot(0).waiting === 2)
    second.destroy()
    await eventually(() => edge.platforms[0]?.admission.snapshot(0).waiting === 1)
    release()
    await eventually(() => held.length === 2)
    expect(held).toEqual(['/1', '/3'])
  })

  it('is free for the next as soon as an event stream has begun', async () => {
    const { connect, origin, edge, ask } = await startNarrow()
    origin.answer = (req, res) => {
      res.writeHead(200, { 'Content-Type': req.url === '/events' ? 'text/event-stream; charset=utf-8' : 'text/plain' })
      if (req.url === '/events') res.flushHeaders()
      else res.end('served')
    }
    const listener = await connect()
    listener.send(requestText({ path: '/events' }))
    await listener.until('event-stream')
    expect(edge.platforms[0]?.admission.snapshot(0).inFlight).toBe(0)
    expect((await ask({ path: '/page' })).text).toBe('served')
  })

  it('does not become fewer because events are long in coming', async () => {
    const { connect, origin, edge, ask, clock } = await startEdge()
    const limit = () => edge.platforms[0]?.admission.snapshot(clock.now()).limit
    for (let i = 0; i < 40; i++) {
      await ask({ path: `/${i}`, headers: { Authorization: 'x' } })
      clock.advance(20)
    }
    const before = limit()
    for (let round = 0; round < 3; round++) {
      const streams: (() => void)[] = []
      origin.answer = (_req, res) => {
        streams.push(() => res.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders())
      }
      const listeners = await Promise.all(Array.from({ length: 12 }, () => connect()))
      for (const [i, listener] of listeners.entries()) listener.send(requestText({ path: `/events/${i}` }))
      await eventually(() => streams.length === listeners.length)
      clock.advance(5_000)
      for (const begin of streams) begin()
      await Promise.all(listeners.map((listener) => listener.until('event-stream')))
      for (const listener of listeners) listener.destroy()
      await eventually(() => edge.underWay === 0)
    }
    expect(limit()).toBe(before)
  })

  it('is free for the next after two seconds of an answer that only streams', async () => {
    const { connect, origin, edge, ask } = await startNarrow()
    origin.answer = (_req, res) => {
      res.writeHead(200)
      res.write('begins')
    }
    const stream = await connect()
    stream.send(requestText({ path: '/stream', headers: { Cookie: 'a=1' } }))
    await stream.until('begins')
    expect(edge.platforms[0]?.admission.snapshot(0).inFlight).toBe(1)
    origin.answer = (_req, res) => void res.end('next')
    expect((await ask({ path: '/next' })).text).toBe('next')
    expect(edge.platforms[0]?.admission.snapshot(0).inFlight).toBe(0)
  })

  it('is not taken while a small body dribbles in', async () => {
    const { connect, ask, origin, edge } = await startNarrow()
    origin.answer = (_req, res) => void res.end('in')
    const slow = await connect()
    slow.send(`POST / HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 100\r\n\r\nx`)
    await eventually(() => edge.underWay === 1)
    expect((await ask()).text).toBe('in')
  })

  it('is always there for an operator on the allow list', async () => {
    const { connect, held, ask, edge } = await startNarrow({ allow: ['127.0.0.9/32'] })
    const first = await connect()
    first.send(requestText({ path: '/first' }))
    await eventually(() => held.length === 1)
    const operator = ask({ from: '127.0.0.9', path: '/operator' })
    await eventually(() => held.length === 2)
    expect(edge.platforms[0]?.admission.snapshot(0).inFlight).toBe(1)
    edge.connections.closeAll()
    await expect(operator).rejects.toThrow()
  })

  it('is given to who has a session before who has not', async () => {
    const { connect, held, release, edge } = await startNarrow({ signedInCookie: 'sid' })
    edge.knowledge.learnSession(edge.knowledge.sessionKey(edge.platforms[0]?.key ?? 0, 'real'))
    const clients = [await connect('127.0.0.2'), await connect('127.0.0.3'), await connect('127.0.0.4')] as const
    clients[0].send(requestText({ path: '/first' }))
    await eventually(() => held.length === 1)
    clients[1].send(requestText({ path: '/stranger' }))
    await eventually(() => edge.platforms[0]?.admission.snapshot(0).waiting === 1)
    clients[2].send(requestText({ path: '/member', headers: { Cookie: 'sid=real' } }))
    await eventually(() => edge.platforms[0]?.admission.snapshot(0).waiting === 2)
    release()
    await eventually(() => held.length === 2)
    expect(held[1]).toBe('/member')
  })
})

describe('who finds no place', () => {
  it('and opens a page gets the waiting room: no script, no store, a place, and when to come again', async () => {
    const edge = await startNarrow()
    const response = await sentAway(edge, { path: '/article?id=1', headers: PAGE })
    expect(response.status).toBe(503)
    const seconds = Number(response.get('retry-after'))
    expect(seconds).toBeGreaterThanOrEqual(2)
    expect(response.get('refresh')).toBe(String(seconds))
    expect(response.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.get('cache-control')).toBe('no-store')
    expect(response.get('x-robots-tag')).toBe('noindex')
    expect(response.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.get('set-cookie')).toMatch(/^holdfast-place=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/)
    expect(response.get('holdfast-reason')).toBe('no-place')
    expect(response.text).toContain('<html lang="en" dir="ltr">')
    expect(response.text).not.toMatch(/<script|<img|<link|src=|url\(|\son\w+=/i)
    expect(Number(response.get('content-length'))).toBe(response.body.length)
  })

  it.each([
    ['de-AT,de;q=0.9,en;q=0.5', 'de', 'ltr'],
    ['ar', 'ar', 'rtl'],
    ['en;q=0, xx, fr;q=0.2', 'fr', 'ltr'],
    ['constructor, __proto__, toString', 'en', 'ltr'],
    [`${'x'.repeat(5_000)}`, 'en', 'ltr'],
    ['*', 'en', 'ltr'],
    [';;;q=,,,', 'en', 'ltr'],
  ])('reads it in a language of %s', async (languages, lang, dir) => {
    const response = await sentAway(await startNarrow(), { headers: { ...PAGE, 'Accept-Language': languages } })
    expect(response.text).toContain(`<html lang="${lang}" dir="${dir}">`)
    expect(response.get('content-language')).toBe(lang)
  })

  it('finds no hostile text in it', async () => {
    const edge = await startNarrow({ hosts: ['*'] })
    for (const path of ['/"><script>alert(1)</script>', "/?q='onload=alert(1)", '/{site}{seconds}', '/$&$1']) {
      const response = await sentAway(edge, { path, host: 'x_._y', headers: PAGE })
      expect(response.status).toBe(503)
      expect(response.text).not.toMatch(/alert|<script/)
    }
  })

  it('keeps the place, and is served before others who came later', async () => {
    const edge = await startNarrow()
    const { held, release, clock, connect } = edge
    const cookie = (await sentAway(edge, { from: '127.0.0.5', headers: PAGE })).get('set-cookie')?.split(';')[0] ?? ''
    const again = await sentAway(edge, { from: '127.0.0.5', headers: { ...PAGE, Cookie: cookie } })
    expect(again.get('set-cookie')).toMatch(/^holdfast-place=/)
    clock.advance(2_000)
    const stranger = await connect('127.0.1.6')
    stranger.send(requestText({ path: '/stranger', headers: PAGE }))
    await eventually(() => edge.edge.platforms[0]?.admission.snapshot(0).waiting === 1)
    const patient = await connect('127.0.0.5')
    patient.send(requestText({ path: '/patient', headers: { ...PAGE, Cookie: cookie } }))
    await eventually(() => edge.edge.platforms[0]?.admission.snapshot(0).waiting === 2)
    release()
    await eventually(() => held.length === 2)
    expect(held[1]).toBe('/patient')
  })

  it.each([
    ['an API call', { Accept: 'application/json' }, 'application/json; charset=utf-8'],
    ['a script', { Accept: '*/*', 'Sec-Fetch-Mode': 'cors' }, 'text/plain; charset=utf-8'],
    ['a picture', { Accept: 'image/avif,image/*', 'Sec-Fetch-Mode': 'no-cors' }, 'text/plain; charset=utf-8'],
    [
      'a frame of a fetch that likes HTML',
      { Accept: 'text/html', 'Sec-Fetch-Mode': 'cors' },
      'text/plain; charset=utf-8',
    ],
    [
      'an old script that likes HTML',
      { Accept: 'text/html', 'X-Requested-With': 'XMLHttpRequest' },
      'text/plain; charset=utf-8',
    ],
    ['a feed reader', { Accept: 'application/atom+xml, application/rss+xml' }, 'text/plain; charset=utf-8'],
    ['a program that says nothing', {}, 'text/plain; charset=utf-8'],
  ])('as %s gets no page', async (_what, headers, type) => {
    const response = await sentAway(await startNarrow(), { path: '/feed.xml', headers })
    expect([response.status, response.get('content-type')]).toEqual([503, type])
    expect(response.get('retry-after')).toMatch(/^\d+$/)
    expect(response.get('set-cookie')).toBeUndefined()
    expect(response.get('refresh')).toBeUndefined()
    if (type.includes('json')) expect(JSON.parse(response.text)).toMatchObject({ reason: 'no-place', status: 503 })
    expect(response.text).not.toContain('<html')
  })

  it('with a form hears that it has not arrived, and never reloads it away', async () => {
    const response = await sentAway(await startNarrow(), { method: 'POST', body: 'comment=hello', headers: PAGE })
    expect(response.status).toBe(503)
    expect(response.text).toContain('has not arrived yet')
    expect(response.get('refresh')).toBeUndefined()
    expect(response.get('set-cookie')).toMatch(/^holdfast-place=/)
  })

  const FORM = {
    ...PAGE,
    'Content-Type': 'application/x-www-form-urlencoded',
    'Sec-Fetch-Site': 'same-origin',
  }

  it('with a form of the site gets it back on the page, to send it again', async () => {
    const edge = await startNarrow()
    const body = 'name=Aoife&body=first%0D%0A%22second%22+%3Cb%3E&submit=&name=again'
    const response = await sentAway(edge, { method: 'POST', path: '/comments', body, headers: FORM })
    expect(response.status).toBe(503)
    expect(response.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.get('cache-control')).toBe('no-store')
    expect(response.get('refresh')).toBeUndefined()
    expect(response.get('set-cookie')).toMatch(/^holdfast-place=/)
    expect(response.get('content-security-policy')).toMatch(/form-action 'self'; script-src 'sha256-[\w+/]+=*'$/)
    const fields = [...response.text.matchAll(/<input type="hidden" name="(.*?)" value="(.*?)">/g)]
    expect(fields.map(([, name, value]) => [name, value])).toEqual([
      ['name', 'Aoife'],
      ['body', 'first&#13;&#10;&#34;second&#34; &#60;b&#62;'],
      ['submit', ''],
      ['name', 'again'],
    ])
  })

  it.each([
    ['of another site', 'a=1', { 'Sec-Fetch-Site': 'cross-site' }],
    ['of a sister site', 'a=1', { 'Sec-Fetch-Site': 'same-site', Origin: `http://${HOST}` }],
    ['whose origin is not told', 'a=1', { 'Sec-Fetch-Site': undefined }],
    ['of another origin', 'a=1', { 'Sec-Fetch-Site': undefined, Origin: 'http://evil.example' }],
    ['with a file', '--x--', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ['that is not UTF-8', 'a=%FF', {}],
    ['with a NUL', 'a=%00', {}],
    ['that is long', `a=${'x'.repeat(17_000)}`, {}],
    ['of very many fields', 'a=1&'.repeat(201), {}],
    ['without fields', '', {}],
    ['sent by a script', 'a=1', { 'Sec-Fetch-Mode': 'cors' }],
  ])('with a form %s gets no page with it', async (_what, body, fields) => {
    const headers = Object.fromEntries(
      Object.entries({ ...FORM, ...fields }).filter((field): field is [string, string] => field[1] !== undefined),
    )
    const response = await sentAway(await startNarrow(), { method: 'POST', body, headers })
    expect([response.status, response.get('content-type')]).toEqual([503, 'text/plain; charset=utf-8'])
    expect(response.text).toContain('has not arrived yet')
  })

  it('with a form gets it back too from a browser that names only its origin', async () => {
    const headers = { Accept: 'text/html', Origin: `http://${HOST}`, 'Content-Type': FORM['Content-Type'] }
    const response = await sentAway(await startNarrow(), { method: 'POST', body: 'a=1', headers })
    expect(response.text).toContain('name="a" value="1"')
  })

  it('asking by HEAD gets the same fields and no body', async () => {
    const response = await sentAway(await startNarrow(), { method: 'HEAD', headers: PAGE })
    expect([response.status, response.get('content-language')]).toEqual([503, 'en'])
  })

  it('is at most a queue of others, for each client and in all', { timeout: 30_000 }, async () => {
    const { connect, edge, held } = await startNarrow({ limits: { queue: 40 } })
    for (let i = 0; i < 120; i++) {
      const client = await connect(`127.0.0.${2 + (i % 20)}`)
      client.send(requestText({ path: `/${i}`, headers: { Cookie: 'a=1' } }))
    }
    await eventually(() => edge.underWay <= 41 && held.length === 1)
    expect(edge.platforms[0]?.admission.snapshot(0)).toMatchObject({ inFlight: 1, waiting: 40 })
  })
})

describe('who is known', () => {
  const knownAs = async (edge: EdgeUnderTest, cookie: string) => {
    const name = cookie.slice(cookie.indexOf('=') + 1)
    return edge.edge.knowledge.isSession(edge.edge.knowledge.sessionKey(edge.edge.platforms[0]?.key ?? 0, name))
  }

  it('has a session that the origin gave out; an invented one proves nothing', async () => {
    const edge = await startEdge({ signedInCookie: 'sid' })
    edge.origin.answer = (req, res) => {
      if (req.url === '/login') res.setHeader('Set-Cookie', ['theme=dark', 'sid="real-session"; Path=/; HttpOnly'])
      res.end()
    }
    await edge.ask({ headers: { Cookie: 'sid=invented' } })
    expect(await knownAs(edge, 'sid=invented')).toBe(false)
    await edge.ask({ path: '/login', method: 'POST' })
    expect(await knownAs(edge, 'sid=real-session')).toBe(true)
    expect(await knownAs(edge, 'sid=dark')).toBe(false)
    const { learned } = edge.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 })
    expect(learned?.sessions).toHaveLength(1)
    expect(JSON.stringify(learned)).not.toContain('real-session')
  })

  it('was here in calm times; who comes only in a flood is nobody', async () => {
    const edge = await startEdge()
    const tick = () => edge.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).learned
    await edge.ask({ from: '127.0.0.5' })
    const calm = tick()
    expect(calm?.networks).toHaveLength(1)
    edge.edge.knowledge.confirmed(calm?.networks ?? [], [])
    edge.level('attack')
    await edge.ask({ from: '127.0.7.5' })
    expect(tick()).toBeNull()
    edge.level('calm')
    edge.origin.answer = (_req, res) => void res.writeHead(404).end()
    await edge.ask({ from: '127.0.8.5' })
    expect(tick()).toBeNull()
  })

  it('is told to the brain in bounded portions, however many networks come', async () => {
    const edge = await startEdge()
    for (let network = 0; network < 50_000; network++) edge.edge.knowledge.noticeNetwork(network)
    for (let session = 0; session < 50_000; session++) edge.edge.knowledge.learnSession(session)
    const { learned } = edge.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 })
    expect(learned?.networks.length).toBe(1_024)
    expect(learned?.sessions.length).toBe(1_024)
  })
})

describe('an edge without its brain', () => {
  it('goes back to what it sees itself when the directive has run out', async () => {
    const { edge, level, clock, ask, origin } = await startEdge()
    level('severe', 5_000)
    await ask()
    expect(origin.seen.at(-1)?.headers['holdfast-level']).toBe('severe')
    clock.advance(5_001)
    edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 })
    await ask()
    expect(origin.seen.at(-1)?.headers['holdfast-level']).toBe('calm')
  })

  it('becomes strained by itself when its origin fails, and calm again afterwards', async () => {
    const { edge, clock, ask, origin } = await startEdge()
    origin.answer = (_req, res) => void res.writeHead(503).end()
    const seconds = async (count: number) => {
      for (let i = 0; i < count * 4; i++) {
        for (let j = 0; j < 6; j++) await ask()
        clock.advance(250)
        edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 })
      }
    }
    await seconds(3)
    expect(edge.platforms[0]?.level).toBe('strained')
    origin.answer = (_req, res) => void res.end()
    await seconds(14)
    expect(edge.platforms[0]?.level).toBe('calm')
  })

  it('makes those activities wait that the brain names, and all that can when its own origin suffers', async () => {
    const activities = (['search', 'comment'] as const).map((name) => ({
      name,
      paths: [`/${name}`],
      tier: 'deferrable' as const,
    }))
    const { edge, clock, ask, origin } = await startEdge({ activities })
    const [platform] = edge.platforms
    const slowed = () => platform?.activities.all.filter((one) => platform.isSlowed(one)).map(({ name }) => name)
    const directed = (named?: number[]) =>
      edge.obey({
        kind: 'directive',
        platforms: [{ level: 'attack', distress: 0, ...(named ? { slowed: named } : {}) }],
        validMs: 60_000,
      })
    directed([1])
    expect(slowed()).toEqual(['comment'])
    directed()
    expect(slowed()).toEqual(['search', 'comment'])
    directed([])
    expect(slowed()).toEqual([])
    origin.answer = (_req, res) => void res.writeHead(503).end()
    for (let i = 0; i < 12; i++) {
      for (let j = 0; j < 6; j++) await ask()
      clock.advance(250)
      edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 })
    }
    expect(slowed()).toEqual(['search', 'comment'])
  })

  it('keeps its lists when the directive has run out', async () => {
    const { edge, clock, ask } = await startEdge({ trustedProxies: ['127.0.0.0/8'] })
    edge.obey({
      kind: 'directive',
      platforms: [{ level: 'calm', distress: 0 }],
      validMs: 1_000,
      lists: { allow: [], deny: ['198.51.100.0/24'] },
    })
    clock.advance(60_000)
    edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 })
    expect((await ask({ headers: { 'X-Forwarded-For': '198.51.100.1' } })).status).toBe(403)
  })
})
