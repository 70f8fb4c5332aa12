import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { browserProfiles } from './browser-profiles.js'
import type { JourneyStep } from './rehearsal.js'
import { SeededRandom } from './seeded-random.js'
import type { Kind } from './shape.js'
import { Target } from './target.js'
import { Visitor } from './visitor.js'
import { startWireHoldfast, type WireHoldfast } from './wire-holdfast.test-support.js'
import { WorkBench } from './work-bench.js'

const open: WireHoldfast[] = []
afterEach(async () => {
  for (const wire of open.splice(0)) await wire.close()
})

type Site = (request: IncomingMessage, response: ServerResponse) => void

async function visit(site: Site, steps: JourneyStep[], kind: Kind = 'browser') {
  const wire = await startWireHoldfast({ site })
  open.push(wire)
  const check = await Target.check({ dataDir: wire.dataDir })
  if (check.kind === 'refused') throw new Error(check.why)
  const [profile = []] = browserProfiles(new SeededRandom(1))
  const visitor = new Visitor(
    check.target,
    {
      kind,
      address: '127.10.1.1',
      profile,
      journey: { name: 'test', activity: 'read', weight: 1, steps },
      placeholders: { article: 'one', word: 'two words', n: '7' },
    },
    new WorkBench(),
  )
  return { wire, visitor, authority: check.target.authority }
}

const page = (path: string, more: Partial<JourneyStep> = {}): JourneyStep => ({
  method: 'GET',
  path,
  expectStatus: [200],
  ...more,
})
const html = (response: ServerResponse, text: string, headers: Record<string, string | string[]> = {}) =>
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers }).end(text)

describe('a visitor in a waiting room', () => {
  it('keeps the place it was given, waits as told, and succeeds in the end', async () => {
    const places: (string | undefined)[] = []
    const { visitor } = await visit(
      (request, response) => {
        places.push(request.headers.cookie)
        if (places.length <= 2)
          response
            .writeHead(503, { Refresh: '0.3', 'Set-Cookie': `place=${places.length}; HttpOnly` })
            .end('Please wait')
        else html(response, 'Welcome')
      },
      [page('/', { expectText: 'Welcome' })],
    )
    const action = await visitor.act()
    expect(action).toMatchObject({ succeeded: true, firstTry: false, refused: false, waitedMs: 600, activity: 'read' })
    expect(action.tookMs).toBeGreaterThanOrEqual(600)
    expect(places).toEqual([undefined, 'place=1', 'place=2'])
    expect(visitor.done).toBe(true)
  })

  it('sends a form again when the wait is over', async () => {
    const bodies: string[] = []
    const { visitor } = await visit(
      (request, response) => {
        let body = ''
        request.on('data', (chunk) => {
          body += chunk
        })
        request.on('end', () => {
          bodies.push(body)
          if (bodies.length === 1) response.writeHead(503, { 'Retry-After': '0' }).end()
          else response.writeHead(303, { Location: '/' }).end()
        })
      },
      [{ method: 'POST', path: '/donate', form: { name: 'A {word}', n: '{n}' }, expectStatus: [303] }],
      'app',
    )
    expect(await visitor.act()).toMatchObject({ succeeded: true, firstTry: false })
    expect(bodies).toEqual(['name=A+two+words&n=7', 'name=A+two+words&n=7'])
  })

  it('loses patience with a wait that is longer than half a minute', async () => {
    const { visitor } = await visit(
      (_request, response) => response.writeHead(503, { 'Retry-After': '31' }).end(),
      [page('/'), page('/next')],
    )
    expect(await visitor.act()).toMatchObject({
      succeeded: false,
      waitedMs: 0,
      why: 'still told to wait (503) after 0 s',
    })
    expect(visitor.done).toBe(true)
  })
})

describe('a browser', () => {
  it('loads the files of a page once, and follows where a form sends it', async () => {
    const { visitor, wire, authority } = await visit(
      (request, response) => {
        if (request.url === '/' || request.url === '/thanks') {
          html(
            response,
            '<link rel="stylesheet" href="/assets/a.css"><script src="/assets/b.js"></script><img src="/assets/c.svg">',
            { 'Set-Cookie': ['a=1; Path=/', 'b=2; Max-Age=0'] },
          )
        } else if (request.method === 'POST')
          request
            .resume()
            .on('end', () => response.writeHead(303, { Location: `http://${request.headers.host}/thanks#done` }).end())
        else response.end('file')
      },
      [page('/'), { method: 'POST', path: '/donate', form: { amount: '5' }, expectStatus: [303] }],
    )
    expect(await visitor.act()).toMatchObject({ succeeded: true, firstTry: true })
    expect(visitor.done).toBe(false)
    expect(await visitor.act()).toMatchObject({ succeeded: true, firstTry: true })
    const paths = wire.seen.map(({ path }) => path)
    expect([...paths].sort()).toEqual(['/', '/assets/a.css', '/assets/b.js', '/assets/c.svg', '/donate', '/thanks'])
    const headersOf = (path: string) => wire.seen.find((request) => request.path === path)?.headers
    expect(headersOf('/assets/a.css')).toMatchObject({
      referer: `http://${authority}/`,
      'sec-fetch-dest': 'style',
      cookie: 'a=1',
    })
    expect(headersOf('/donate')).toMatchObject({ origin: `http://${authority}`, 'sec-fetch-site': 'same-origin' })
    expect(headersOf('/')).toMatchObject({ 'sec-fetch-site': 'none', host: authority })
    expect(wire.seen.every(({ from }) => from === '127.10.1.1')).toBe(true)
  })

  it('reloads a file that was told to wait, and fails when one is missing', async () => {
    let asked = 0
    const { visitor } = await visit(
      (request, response) => {
        if (request.url !== '/a.css') return html(response, '<link rel=stylesheet href=/a.css>')
        asked++
        if (asked === 1) response.writeHead(503, { 'Retry-After': '0' }).end()
        else response.writeHead(asked === 2 ? 200 : 404).end()
      },
      [page('/')],
    )
    expect(await visitor.act()).toMatchObject({ succeeded: true, firstTry: false, waitedMs: 200 })
    const missing = await visit(
      (request, response) =>
        request.url === '/' ? html(response, '<img src="x.png">') : response.writeHead(404).end(),
      [page('/')],
    )
    expect(await missing.visitor.act()).toMatchObject({ succeeded: false, why: 'a file of the page: answered 404' })
  })

  it('lets a journey replace its headers, so that none is sent twice', async () => {
    const { visitor, wire } = await visit(
      (_request, response) => html(response, ''),
      [page('/', { headers: { 'sec-fetch-site': 'cross-site', ACCEPT: 'text/plain' } })],
    )
    await visitor.act()
    expect(wire.seen[0]?.headers).toMatchObject({ 'sec-fetch-site': 'cross-site', accept: 'text/plain' })
  })

  it('reads a page however it is encoded', async () => {
    const { visitor } = await visit(
      (_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('Welcome')),
      [page('/', { expectText: 'Welcome' })],
    )
    expect(await visitor.act()).toMatchObject({ succeeded: true })
  })
})

describe('what counts as refused', () => {
  it.each([403, 429])('is a %i', async (status) => {
    const { visitor } = await visit((_request, response) => response.writeHead(status).end(), [page('/')])
    expect(await visitor.act()).toMatchObject({ succeeded: false, refused: true, why: `answered ${status}` })
  })

  it('is a connection that is cut off', async () => {
    const { visitor } = await visit((request) => request.socket.resetAndDestroy(), [page('/')])
    expect(await visitor.act()).toMatchObject({ succeeded: false, refused: true, why: 'connection ECONNRESET' })
  })

  it('is not an idle connection that was closed: a browser opens another and nobody notices', async () => {
    const { visitor, wire } = await visit((_request, response) => html(response, ''), [page('/'), page('/next')])
    expect(await visitor.act()).toMatchObject({ succeeded: true })
    wire.server.closeAllConnections()
    expect(await visitor.act()).toMatchObject({ succeeded: true, firstTry: true, refused: false })
  })
})

describe('the target', () => {
  it('is left alone by another server that visitors are sent to', async () => {
    let visited = 0
    const other = createServer((_request, response) => {
      visited++
      response.end()
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const port = (other.address() as { port: number }).port
    const { visitor } = await visit(
      (request, response) =>
        request.url === '/'
          ? html(response, `<img src="http://127.0.0.1:${port}/x"><img src="//127.0.0.1:${port}/y">`)
          : response.writeHead(303, { Location: `http://127.0.0.1:${port}/z` }).end(),
      [page('/'), page('/away', { expectStatus: [303] })],
    )
    expect(await visitor.act()).toMatchObject({ succeeded: true })
    expect(await visitor.act()).toMatchObject({ succeeded: true })
    expect(visited).toBe(0)
    await new Promise((resolve) => other.close(resolve))
  })
})
