import { describe, expect, it } from 'vitest'
import { type EdgeUnderTest, eventually, type Options, requestText, startEdge } from './edge.test-support.js'

/** An edge before an origin whose every answer is another, and may be kept for a minute. */
async function startCaching(
  options: Options = {},
  cacheControl = 'max-age=60',
): Promise<EdgeUnderTest & { fresh(): void }> {
  const edge = await startEdge(options)
  let answers = 0
  edge.origin.answer = (req, res) => {
    req.resume()
    res.writeHead(200, { 'Cache-Control': cacheControl, ETag: `"${++answers}"` }).end(`answer ${answers}`)
  }
  return { ...edge, fresh: () => edge.clock.advance(120_000) }
}

describe('a copy', () => {
  it('is given to the next visitor, with its age and where it came from', async () => {
    const { ask, origin, clock } = await startCaching()
    const first = await ask()
    clock.advance(10_000)
    const second = await ask()
    expect([first.text, second.text]).toEqual(['answer 1', 'answer 1'])
    expect(first.get('cache-status')).toBe('holdfast; fwd=uri-miss; fwd-status=200; stored')
    expect(second.get('cache-status')).toMatch(/^holdfast; hit; ttl=(49|50)$/)
    expect(second.get('age')).toBe('10')
    expect(origin.seen).toHaveLength(1)
  })

  it('is given for HEAD, for a part, and as "not modified" too', async () => {
    const { ask, origin } = await startCaching()
    await ask()
    const head = await ask({ method: 'HEAD' })
    expect([head.status, head.get('content-length')]).toEqual([200, '8'])
    const part = await ask({ headers: { Range: 'bytes=0-5' } })
    expect([part.status, part.text, part.get('content-range')]).toEqual([206, 'answer', 'bytes 0-5/8'])
    const known = await ask({ headers: { 'If-None-Match': '"1"' } })
    expect([known.status, known.text]).toEqual([304, ''])
    expect(origin.seen).toHaveLength(1)
  })

  it('is asked for again when it is old, and stays when the origin says it may', async () => {
    const { ask, origin, fresh } = await startCaching()
    await ask()
    fresh()
    origin.answer = (req, res) => {
      expect(req.headers['if-none-match']).toBe('"1"')
      res.writeHead(304, { 'Cache-Control': 'max-age=60', ETag: '"1"' }).end()
    }
    expect([(await ask()).text, (await ask()).text]).toEqual(['answer 1', 'answer 1'])
    expect(origin.seen).toHaveLength(2)
  })

  it('is not one for two platforms, schemes, hosts or queries', async () => {
    const { ask } = await startCaching({ hosts: ['*'] })
    const texts = []
    for (const [host, path] of [
      ['a.example', '/'],
      ['b.example', '/'],
      ['a.example:81', '/'],
      ['a.example', '/?x'],
      ['a.example', '/%61'],
    ]) {
      texts.push((await ask({ host: host ?? '', path: path ?? '' })).text)
    }
    expect(new Set(texts).size).toBe(5)
  })

  it('is not given, and none is made, with Authorization, a body, or an unsafe method', async () => {
    const { ask, origin } = await startCaching()
    await ask({ headers: { Authorization: 'Basic x' } })
    await ask({ headers: { Authorization: 'Basic x' } })
    await ask({ method: 'POST', body: 'x', path: '/post' })
    await ask({ path: '/post', body: 'x' })
    await ask({ method: 'PUT', path: '/post' })
    expect(origin.seen).toHaveLength(5)
  })

  it('is not given to who is signed in, and nothing of his is kept', async () => {
    const { ask, origin } = await startCaching({ signedInCookie: 'sid' })
    const own = { Cookie: 'a=1; sid=secret' }
    expect((await ask({ headers: own })).text).toBe('answer 1')
    expect((await ask()).text).toBe('answer 2')
    expect((await ask({ headers: own })).text).toBe('answer 3')
    expect((await ask({ headers: { Cookie: 'theme=dark' } })).text).toBe('answer 2')
    expect(origin.seen).toHaveLength(3)
  })

  it('is never made of an answer that sets a cookie', async () => {
    const { ask, origin } = await startEdge()
    origin.answer = (_req, res) =>
      void res.writeHead(200, { 'Cache-Control': 'public, max-age=60', 'Set-Cookie': 'id=private' }).end('private')
    await ask()
    expect((await ask()).get('set-cookie')).toBe('id=private')
    expect(origin.seen).toHaveLength(2)
  })

  it('cannot be poisoned by fields that only some origins listen to', async () => {
    const { ask, origin } = await startEdge()
    origin.answer = (req, res) =>
      void res
        .writeHead(200, { 'Cache-Control': 'public, max-age=60' })
        .end(`${req.headers['x-forwarded-host']} ${req.headers['x-original-url'] ?? ''} ${req.headers['x-host'] ?? ''}`)
    await ask({ headers: { 'X-Forwarded-Host': 'evil.example', 'X-Original-URL': '/evil', 'X-Host': 'evil.example' } })
    expect((await ask()).text).not.toContain('evil')
  })

  it('is doubtful after somebody has posted to it', async () => {
    const { ask } = await startCaching()
    expect((await ask({ path: '/comments' })).text).toBe('answer 1')
    await ask({ method: 'POST', path: '/comments', body: 'new' })
    expect((await ask({ path: '/comments' })).text).toBe('answer 3')
  })

  it('is not doubtful after a post that failed', async () => {
    const { ask, origin } = await startCaching()
    expect((await ask({ path: '/comments' })).text).toBe('answer 1')
    origin.answer = (req, res) => void req.resume().on('end', () => res.writeHead(403).end())
    await ask({ method: 'POST', path: '/comments', body: 'new' })
    expect((await ask({ path: '/comments' })).text).toBe('answer 1')
  })
})

describe('one request for many', () => {
  it('is asked when a hundred want the same thing', { timeout: 30_000 }, async () => {
    const { connect, origin } = await startEdge()
    let release: () => void = () => {}
    origin.answer = (_req, res) => {
      release = () => void res.writeHead(200, { 'Cache-Control': 'max-age=60' }).end('for all')
    }
    const clients = await Promise.all(Array.from({ length: 100 }, () => connect()))
    for (const client of clients) client.send(requestText())
    await eventually(() => origin.seen.length === 1)
    release()
    const answers = await Promise.all(clients.map((client) => client.response()))
    expect(answers.every(({ status, text }) => status === 200 && text === 'for all')).toBe(true)
    expect(origin.seen).toHaveLength(1)
  })

  it('comes to its end though who asked first has left', async () => {
    const { connect, origin, edge } = await startEdge()
    let release: () => void = () => {}
    origin.answer = (_req, res) => {
      res.writeHead(200, { 'Cache-Control': 'max-age=60', 'Content-Length': 9 })
      res.write('for ')
      release = () => void res.end('other')
    }
    const leader = await connect()
    leader.send(requestText())
    await leader.until('for ')
    const follower = await connect()
    follower.send(requestText())
    await eventually(() => edge.underWay === 2)
    leader.destroy()
    await eventually(() => edge.underWay === 1)
    release()
    expect((await follower.response()).text).toBe('for other')
    expect(origin.seen).toHaveLength(1)
  })

  it('that cannot be shared is asked by everybody', async () => {
    const { connect, origin } = await startEdge()
    const held: (() => void)[] = []
    let answers = 0
    origin.answer = (_req, res) =>
      void held.push(() => res.writeHead(200, { 'Cache-Control': 'no-store' }).end(String(++answers)))
    const clients = await Promise.all(Array.from({ length: 5 }, () => connect()))
    for (const client of clients) client.send(requestText())
    await eventually(() => held.length === 1)
    held.shift()?.()
    await eventually(() => held.length === 4)
    for (const answer of held) answer()
    const texts = await Promise.all(clients.map(async (client) => (await client.response()).text))
    expect(texts.sort()).toEqual(['1', '2', '3', '4', '5'])
  })
})

describe('an old copy', () => {
  it('is given while a new one is fetched, without a word of the visitor', async () => {
    const { ask, origin, clock, edge } = await startCaching(
      { signedInCookie: 'sid' },
      'max-age=60, stale-while-revalidate=600',
    )
    await ask()
    clock.advance(120_000)
    const stale = await ask({
      headers: { Cookie: 'tracker=42', Referer: 'https://elsewhere.example/', 'If-None-Match': '"x"' },
    })
    expect(stale.text).toBe('answer 1')
    expect(stale.get('cache-status')).toMatch(/stale-revalidating/)
    await eventually(() => origin.seen.length === 2)
    const { headers = {} } = origin.seen[1] ?? {}
    expect([headers.cookie, headers.referer, headers['if-none-match']]).toEqual([undefined, undefined, '"1"'])
    await eventually(() => edge.cache?.stats().stores === 2)
    expect((await ask()).text).toBe('answer 2')
  })

  it.each<[string, (socket: import('node:net').Socket | null, res: import('node:http').ServerResponse) => void]>([
    ['is dead', (socket) => void socket?.destroy()],
    ['is overloaded', (_socket, res) => void res.writeHead(503).end('busy')],
  ])('is given when the origin %s', async (_what, fail) => {
    const { ask, origin, clock, edge } = await startCaching({}, 'max-age=60, stale-if-error=600')
    await ask()
    clock.advance(120_000)
    origin.answer = (req, res) => fail(req.socket, res)
    const response = await ask()
    expect([response.status, response.text]).toEqual([200, 'answer 1'])
    expect(edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).summary.platforms[0]?.originErrors).toBeGreaterThan(0)
  })

  it('is not given for ever', async () => {
    const { ask, origin, clock } = await startCaching({}, 'max-age=60, stale-if-error=600')
    await ask()
    clock.advance(10_000_000)
    origin.answer = (req) => void req.socket.destroy()
    expect((await ask()).status).toBe(502)
  })

  it('is not given where the origin forbids it', async () => {
    const { ask, origin, clock, level } = await startCaching({}, 'max-age=60, must-revalidate')
    await ask()
    clock.advance(61_000)
    level('attack')
    origin.answer = (_req, res) => void res.writeHead(503).end('busy')
    expect((await ask()).status).toBe(503)
  })

  it('is given at once in distress, however old within the grace', async () => {
    const { ask, clock, level } = await startCaching()
    await ask()
    clock.advance(600_000)
    level('strained')
    const response = await ask()
    expect(response.text).toBe('answer 1')
    expect(response.get('cache-status')).toMatch(/stale-busy/)
  })
})

describe('parameters nobody uses', () => {
  it('do not get past the cache in distress, while those that people use still count', async () => {
    const { ask, level, clock, origin, edge } = await startCaching(
      { trustedProxies: ['127.0.0.0/8'] },
      'max-age=100000',
    )
    const from = (network: number) => ({ 'X-Forwarded-For': `198.51.${network}.1` })
    // Calm days: two hundred visits from many networks over more than ten minutes.
    for (let i = 0; i < 220; i++) {
      await ask({ path: `/list?page=${i % 3}`, headers: { ...from(i % 50), Authorization: 'x' } })
      clock.advance(5_000)
    }
    await ask({ path: '/list?page=1' })
    const calm = origin.seen.length
    await ask({ path: '/list?page=1&x=1' })
    expect(origin.seen).toHaveLength(calm + 1)
    level('attack')
    const answers = new Set<string>()
    for (let i = 0; i < 20; i++) answers.add((await ask({ path: `/list?page=1&${i}=${i}` })).text)
    expect(origin.seen).toHaveLength(calm + 1)
    expect(answers.size).toBe(1)
    await ask({ path: '/list?page=2&noise=1' })
    expect(origin.seen.at(-1)?.url).toBe('/list?page=2')
    expect(edge.platforms[0]?.level).toBe('attack')
  })
})

describe('no cache', () => {
  it('keeps nothing', async () => {
    const { ask, origin } = await startCaching({ cache: { off: true } })
    await ask()
    const response = await ask()
    expect([response.text, response.get('cache-status')]).toEqual(['answer 2', undefined])
    expect(origin.seen).toHaveLength(2)
  })
})
