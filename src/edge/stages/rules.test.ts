import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPlaces } from '../../admit/place.js'
import { folderWith } from '../../config/config-folder.test-support.js'
import {
  type Answer,
  isPage,
  PLAIN_CHROME,
  PLAIN_FIREFOX,
  startOver,
  TestBrowser,
} from '../challenge/browser.test-support.js'
import { type Ask, type EdgeUnderTest, eventually, HOST, requestText, startEdge } from '../edge.test-support.js'
import { http2Ask, http2Session } from '../listeners/tls.test-support.js'
import { clientAt, decide, manyAddressesCame, SEARCH } from '../rules.test-support.js'

const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const NAVIGATES = { 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Site': 'none' }

/** The cookie that was given. */
const cookieOf = (answer: Answer) => answer.get('set-cookie')?.split(';', 1)[0] ?? 'none'
const outcomesOf = ({ edge }: EdgeUnderTest) =>
  edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).summary.platforms[0]?.outcomes ?? []

describe.each(['HTTP/1.1', 'HTTP/2'] as const)('over %s', (protocol) => {
  it('what a rule challenges, and could answer on a page, gets one that opens by itself, and then what it came for', async () => {
    const test = await startOver(protocol)
    decide(test.edge, [SEARCH])
    const browser = new TestBrowser(test)
    const first = await browser.open('/search?q=a')
    expect([first.status, first.get('holdfast-reason'), isPage(first)]).toEqual([403, 'rule', true])
    expect(first.get('retry-after')).toBe('3')
    expect(first.get('cache-control')).toBe('no-store')
    expect(first.get('x-robots-tag')).toBe('noindex')
    expect(test.origin.seen).toEqual([])
    const second = await browser.wait(first, test)
    expect([second.status, second.text]).toEqual([200, 'served /search?q=a'])
    expect((await test.visit({ path: '/' })).status).toBe(200)
    await eventually(() => test.edge.underWay === 0)
    expect(outcomesOf(test)).toEqual([2, 0, 0, 0, 0, 0, 1, 0, 0])
  })

  it('what a rule only watches goes on, and is counted', async () => {
    const test = await startOver(protocol)
    decide(test.edge, [{ ...SEARCH, watchUntil: test.clock.now() + 10_000 }])
    expect((await test.visit({ path: '/search', headers: PLAIN_CHROME })).status).toBe(200)
    const [told] = test.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).visits
    expect(told).toMatchObject({ platform: 0, seen: 1, hits: [{ id: 7, visits: 1, pages: 1, passed: 0, people: 0 }] })
    test.clock.advance(10_000)
    expect((await test.visit({ path: '/search', headers: PLAIN_CHROME })).status).toBe(403)
  })

  it('what a rule slows gets an answer, in a smaller part of the places', async () => {
    const test = await startOver(protocol, { limits: { concurrency: { min: 4, initial: 4, max: 4 } } })
    const answers: (() => void)[] = []
    test.origin.answer = (_req, res) => answers.push(() => void res.end('served'))
    decide(test.edge, [{ ...SEARCH, measure: 'slow' }])
    const slowed = [1, 2].map((n) =>
      test.visit({ path: `/search?q=${n}`, headers: { ...PLAIN_CHROME, Authorization: 'x' } }),
    )
    await eventually(() => test.edge.platforms[0]?.admission.snapshot(test.clock.now()).waiting === 1)
    await eventually(() => answers.length === 1)
    const other = test.visit({ path: '/other' })
    await eventually(() => answers.length === 2)
    for (let i = 0; i < 3; i++) {
      await eventually(() => answers.length > 0)
      answers.shift()?.()
    }
    expect((await Promise.all([...slowed, other])).map(({ status }) => status)).toEqual([200, 200, 200])
    const { platforms } = test.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).summary
    expect(platforms[0]?.slowed).toBeGreaterThan(0)
  })

  it('who goes on though it is challenged is refused, then reset, also when its next connection opens, and free after ten minutes', async () => {
    const test = await startOver(protocol)
    manyAddressesCame(test.edge)
    decide(test.edge, [SEARCH], { lastsMs: 10_000_000 })
    const flood = { path: '/search', headers: { 'User-Agent': 'curl/8.5' }, from: '127.0.3.1' }
    const { key } = clientAt(test.edge, flood.from)
    for (let i = 0; i < 39; i++) test.edge.convictions.challenged(key | 0, test.clock.now())
    expect((await test.visit(flood)).status).toBe(503)
    const refused = await test.visit({ ...flood, path: '/' })
    expect([refused.status, refused.get('holdfast-reason')]).toEqual([429, 'convicted'])
    expect(refused.get('retry-after')).toBe('600')
    for (let i = 0; i < 160; i++) test.edge.convictions.refused(key | 0)
    await expect(test.visit(flood)).rejects.toThrow()
    expect(test.edge.droppedTotal).toBe(1)
    // Its neighbours are not touched.
    expect((await test.visit({ path: '/', from: '127.0.3.2' })).status).toBe(200)
    test.clock.advance(600_000)
    expect((await test.visit({ ...flood, path: '/' })).status).toBe(200)
  })

  it('a connection that was open when its client was convicted is reset', async () => {
    const test = await startOver(protocol)
    manyAddressesCame(test.edge)
    decide(test.edge, [SEARCH])
    const convict = () => {
      const { key } = clientAt(test.edge, '127.0.3.1')
      for (let i = 0; i < 200; i++) test.edge.convictions.challenged(key | 0, test.clock.now())
    }
    if (protocol === 'HTTP/2') {
      const session = http2Session(test.httpsPort, { localAddress: '127.0.3.1' } as object)
      expect((await http2Ask(session)).status).toBe(200)
      convict()
      await expect(http2Ask(session)).rejects.toThrow()
    } else {
      const client = await test.connect('127.0.3.1')
      client.send(requestText())
      expect((await client.response()).status).toBe(200)
      convict()
      client.send(requestText())
      expect(await client.closed).toBe('reset')
    }
  })
})

describe('what could not wait on a page', () => {
  const cases: [who: string, ask: Ask][] = [
    ['a reader of feeds', { path: '/feed.xml', headers: { 'User-Agent': 'NetNewsWire/6.1', Accept: '*/*' } }],
    [
      'a reader of feeds that would take a page',
      { path: '/feed.xml', headers: { 'User-Agent': 'Reader/1', Accept: 'application/rss+xml, text/html;q=0.5' } },
    ],
    [
      'an app that speaks JSON',
      { path: '/api/items', headers: { 'User-Agent': 'okhttp/4.12', Accept: 'application/json' } },
    ],
    ['an API call without Accept', { path: '/api/items', method: 'POST', body: '{}' }],
    [
      'a script on a page',
      {
        path: '/items',
        headers: { ...PLAIN_FIREFOX, Accept: '*/*', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' },
      },
    ],
    ['a picture', { path: '/a.png', headers: { ...PLAIN_CHROME, Accept: 'image/avif,image/webp,*/*;q=0.8' } }],
    [
      'the image proxy of a mail provider, for the readers of a newsletter',
      {
        path: '/letter/head.jpg',
        headers: {
          'User-Agent': 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
        },
      },
    ],
    ['HEAD', { path: '/page', method: 'HEAD', headers: PLAIN_CHROME }],
    ['a crawler that says who it is', { path: '/page', headers: { ...PLAIN_CHROME, 'User-Agent': GOOGLEBOT } }],
    [
      'a link preview',
      { path: '/page', headers: { 'User-Agent': 'facebookexternalhit/1.1', Accept: 'text/html,*/*' } },
    ],
    ['a program that says nothing', { path: '/page', headers: {} }],
  ]

  it.each(cases)('gets no page of ours: %s', async (_, ask) => {
    const { edge, origin, ask: visit } = await startEdge()
    decide(edge, [{ ...SEARCH, tests: [{ attribute: 'http', op: 'is', value: '1.1' }] }])
    const refused = await visit(ask)
    const speaksJson = ask.headers?.Accept?.includes('json') === true
    expect([refused.status, refused.get('holdfast-reason')]).toEqual([speaksJson ? 429 : 503, 'rule'])
    expect(Number(refused.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.get('content-type')).toMatch(speaksJson ? /^application\/json/ : /^text\/plain/)
    expect(refused.text).not.toContain('<')
    expect(origin.seen).toEqual([])
  })

  it.each(cases.filter(([, { method = 'GET' }]) => method !== 'POST'))(
    'gets the copy where there is one, fresh or old: %s',
    async (_, ask) => {
      const { edge, origin, clock, ask: visit } = await startEdge()
      origin.answer = (_req, res) => res.setHeader('Cache-Control', 'max-age=60').end('copy')
      // The same but by somebody else, so that it is as GET that it is kept.
      const by = { path: ask.path ?? '/', headers: ask.headers ?? {} }
      expect((await visit(by)).text).toBe('copy')
      const everything = { ...SEARCH, tests: [{ attribute: 'http', op: 'is', value: '1.1' }] } as const
      decide(edge, [everything], { lastsMs: 600_000 })
      const fresh = await visit(ask)
      clock.advance(70_000)
      const old = await visit(ask)
      expect([fresh.status, old.status]).toEqual([200, 200])
      expect([fresh.get('content-length'), old.get('content-length')]).toEqual(['4', '4'])
      expect(origin.seen).toHaveLength(1)
    },
  )
})

describe('real people during an attack', () => {
  const EVERYTHING = { ...SEARCH, tests: [{ attribute: 'http', op: 'is', value: '1.1' }] } as const
  const NEW_NETWORKS = { ...SEARCH, tests: [{ attribute: 'network', op: 'is', value: 'new' }] } as const

  it('a reader of a newsletter, from a network known in calm times, is not touched by a rule against new ones', async () => {
    const { edge, ask } = await startEdge()
    edge.knowledge.confirmed([clientAt(edge, '127.0.9.9').network], [])
    decide(edge, [NEW_NETWORKS])
    const from = (address: string) =>
      ask({ path: '/article/a?utm_source=letter', headers: PLAIN_CHROME, from: address })
    expect((await from('127.0.9.1')).status).toBe(200)
    expect((await from('127.0.8.1')).status).toBe(403)
  })

  it('an office behind one address is never refused, however many people in it meet a rule', async () => {
    const { edge, ask, clock } = await startEdge()
    manyAddressesCame(edge)
    edge.knowledge.confirmed([clientAt(edge, '127.0.9.9').network], [])
    decide(edge, [EVERYTHING])
    for (let person = 0; person < 60; person++) {
      const asked = { path: `/page/${person}`, from: '127.0.9.9' }
      const first = await ask({ ...asked, headers: PLAIN_CHROME })
      expect([first.status, isPage(first)]).toEqual([403, true])
    }
    const other = new TestBrowser({ visit: ask }, { headers: PLAIN_FIREFOX, from: '127.0.9.9' })
    expect((await other.wait(await other.open('/'), { clock })).status).toBe(200)
  })

  it('an unknown office is not either, once a browser in it has asked for a file', async () => {
    const { edge, ask } = await startEdge()
    manyAddressesCame(edge)
    decide(edge, [EVERYTHING])
    const from = '127.0.9.9'
    const { key } = clientAt(edge, from)
    for (let i = 0; i < 50; i++) edge.convictions.challenged(key | 0, edge.now())
    expect((await ask({ from, headers: PLAIN_CHROME })).status).toBe(429)
    await ask({ path: '/favicon.ico', from, headers: { ...PLAIN_CHROME, Accept: 'image/*' } })
    expect((await ask({ from, headers: PLAIN_CHROME })).status).toBe(403)
  })

  it('a form that is posted is held on the page, and arrives when it is sent from there', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [EVERYTHING])
    const form = {
      path: '/donate',
      method: 'POST',
      body: 'amount=5&name=Zo%C3%AB',
      headers: { ...PLAIN_CHROME, Origin: `http://${HOST}`, 'Content-Type': 'application/x-www-form-urlencoded' },
    }
    const browser = new TestBrowser(test)
    const held = await browser.send(form)
    expect([held.status, isPage(held), held.get('refresh')]).toEqual([403, true, undefined])
    expect(held.text).toContain('name="name" value="Zoë"')
    test.clock.advance(3_000)
    // As the button does where there is no script.
    const [, action = ''] = /<form method="post" action="([^"]*)"/.exec(held.text) ?? []
    const sent = await browser.send({ ...form, path: action.replaceAll('&#38;', '&') })
    expect([sent.status, sent.get('location')]).toEqual([307, '/donate'])
    const arrived = await browser.send(form)
    expect([arrived.status, arrived.text]).toEqual([200, 'served /donate amount=5&name=Zo%C3%AB'])
    expect(test.origin.seen).toHaveLength(1)
  })

  it('an upload that no page can hold is told to come again, and comes', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [EVERYTHING])
    const upload = {
      path: '/upload',
      method: 'POST',
      body: 'x'.repeat(100_000),
      headers: { ...PLAIN_CHROME, Origin: `http://${HOST}`, 'Content-Type': 'multipart/form-data; boundary=x' },
    }
    const told = await test.visit(upload)
    expect([told.status, isPage(told), told.get('retry-after')]).toEqual([503, false, '3'])
    test.clock.advance(3_000)
    const sent = await test.visit({ ...upload, headers: { ...upload.headers, Cookie: cookieOf(told) } })
    expect(sent.status).toBe(200)
  })

  it.each([
    ['without script', { ...PLAIN_FIREFOX }],
    ['with a screen reader', { ...PLAIN_CHROME, ...NAVIGATES }],
    ['who opens a file in the browser', { ...PLAIN_CHROME, path: '/report.pdf' }],
  ])('a reader %s is let in by the page itself', async (_, { path = '/page', ...headers }: Record<string, string>) => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [EVERYTHING])
    const browser = new TestBrowser(test, { headers })
    const page = await browser.open(path)
    expect([page.status, isPage(page)]).toEqual([403, true])
    expect((await browser.wait(page, test)).status).toBe(200)
    expect(browser.path).toBe(path)
    // Whatever the page then asks for carries the cookie too.
    for (const then of ['/style.css', '/api/data.json']) expect((await browser.send({ path: then })).status).toBe(200)
  })

  it('a crawler that is who it says is never touched, and one that is not gets no page', async () => {
    const { edge, ask } = await startEdge()
    const file = join(
      folderWith({ 'googlebot.json': '{"prefixes":[{"ipv4Prefix":"127.0.66.0/24"}]}' }),
      'googlebot.json',
    )
    edge.facts.configure({ geo: {}, crawlers: { dns: false, ranges: [{ crawler: 'Googlebot', file }] } })
    await edge.facts.renew()
    decide(edge, [EVERYTHING], { severe: 'script' })
    const asked = { path: '/page', headers: { ...PLAIN_CHROME, 'User-Agent': GOOGLEBOT } }
    expect((await ask({ ...asked, from: '127.0.66.1' })).status).toBe(200)
    expect(edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).visits[0]).toMatchObject({ seen: 1, hits: [] })
    const other = await ask({ ...asked, from: '127.0.67.1' })
    expect([other.status, isPage(other)]).toEqual([503, false])
  })

  it('who is signed in is never touched', async () => {
    const { edge, ask } = await startEdge({ signedInCookie: 'session' })
    const session = edge.knowledge.sessionKey(edge.platforms[0]?.key ?? 0, 'abc')
    edge.knowledge.learnSession(session)
    decide(edge, [EVERYTHING], { severe: 'script' })
    const asked = (value: string) => ask({ path: '/search', headers: { ...PLAIN_CHROME, Cookie: `session=${value}` } })
    expect((await asked('abc')).status).toBe(200)
    expect((await asked('made-up')).status).toBe(403)
  })

  it('an operator and our own paths are never touched', async () => {
    const { edge, ask } = await startEdge({ allow: ['127.0.5.5/32'] })
    manyAddressesCame(edge)
    decide(edge, [EVERYTHING], { severe: 'script' })
    const { key } = clientAt(edge, '127.0.5.5')
    for (let i = 0; i < 300; i++) edge.convictions.challenged(key | 0, edge.now())
    expect((await ask({ from: '127.0.5.5', path: '/search' })).status).toBe(200)
    expect((await ask({ path: '/.well-known/holdfast/health' })).status).toBe(200)
  })

  it('nobody behind a proxy loses a connection that is others too', async () => {
    const { edge, connect } = await startEdge({ trustedProxies: ['127.0.0.1/32'] })
    manyAddressesCame(edge)
    decide(edge, [SEARCH])
    const { key } = clientAt(edge, '203.0.113.5')
    for (let i = 0; i < 200; i++) edge.convictions.challenged(key | 0, edge.now())
    const proxy = await connect()
    const statuses: number[] = []
    for (const address of ['203.0.113.5', '203.0.113.6']) {
      proxy.send(requestText({ headers: { 'X-Forwarded-For': address } }))
      statuses.push((await proxy.response()).status)
    }
    expect(statuses).toEqual([429, 200])
  })

  it('nobody is convicted where all seem to come from one address', async () => {
    const { edge, ask } = await startEdge()
    edge.oneAddress.count(new Int32Array(1_000).fill(5), true)
    decide(edge, [SEARCH])
    const { key } = clientAt(edge, '127.0.0.1')
    for (let i = 0; i < 300; i++) edge.convictions.challenged(key | 0, edge.now())
    const again = await ask({ path: '/search', headers: PLAIN_CHROME })
    expect([again.status, isPage(again)]).toEqual([403, true])
  })
})

describe('when the brain is gone', () => {
  it('rules go on for as long as it said, and then everybody is served', async () => {
    const { edge, ask, clock } = await startEdge()
    decide(edge, [SEARCH], { lastsMs: 60_000 })
    const status = async () => (await ask({ path: '/search', headers: PLAIN_CHROME })).status
    clock.advance(59_000)
    expect(await status()).toBe(403)
    clock.advance(1_000)
    expect(await status()).toBe(200)
  })

  it('rules end at once when a brain that is there has lifted them', async () => {
    const { edge, ask, level } = await startEdge()
    decide(edge, [SEARCH])
    level('calm')
    expect((await ask({ path: '/search', headers: PLAIN_CHROME })).status).toBe(200)
  })

  it('orders for another reading of the configuration are left alone', async () => {
    const { edge, ask } = await startEdge()
    edge.hear({
      kind: 'directive',
      generation: 1,
      platforms: [],
      validMs: 1_000,
      orders: [{ platform: 0, severe: 'script', severeWakesAt: null, rules: [], lastsMs: 60_000 }],
    })
    expect((await ask({ path: '/search', headers: PLAIN_CHROME })).status).toBe(200)
  })
})

describe('a hostile visitor', () => {
  it.each([
    ['invented', () => 'holdfast-place=aaa-bbb-ccc'],
    ['very long', () => `holdfast-place=${'a'.repeat(4_000)}`],
    ['of another network', (place: string) => place],
  ])('gains nothing by a place in the waiting room that is %s', async (_, cookie) => {
    const { edge, ask, clock } = await startEdge()
    decide(edge, [SEARCH])
    const place = `holdfast-place=${createPlaces({ secret: new Uint8Array(32) }).issue({ network: 1, platform: 'news' }, 0)}`
    clock.advance(10_000)
    const headers = { ...PLAIN_CHROME, Cookie: cookie(place) }
    expect((await ask({ path: '/search', headers, from: '127.0.8.1' })).status).toBe(403)
  })
})
