import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { describe, expect, it } from 'vitest'
import type { Demand } from '../../challenge/evidence.js'
import { answerTo } from '../../challenge/tickets.js'
import type { WorkChallenge } from '../../challenge/work.js'
import type { RuleInForce } from '../../mitigate/orders.js'
import { type EdgeUnderTest, HOST, startEdge, TestClock } from '../edge.test-support.js'
import { decide, SEARCH } from '../rules.test-support.js'
import { type Answer, isPage, PLAIN_CHROME, PLAIN_FIREFOX, startOver, TestBrowser } from './browser.test-support.js'

const everything = (demand: Demand): RuleInForce => ({
  ...SEARCH,
  demand,
  tests: [{ attribute: 'kind', op: 'is', value: 'page' }],
})
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const APP = { 'User-Agent': 'okhttp/4.12', Accept: 'application/json' }
const CHECK = '/.well-known/holdfast/check'

const ticketOn = (page: Answer) => /\?ticket=([\w-]+)/.exec(page.text)?.[1] ?? 'none'
const challengesOf = ({ edge }: EdgeUnderTest) =>
  edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).summary.platforms[0]?.challenges

/** What the script of the page does. */
async function answerByScript(browser: TestBrowser, page: Answer): Promise<Answer> {
  const ticket = ticketOn(page)
  return browser.send({
    path: CHECK,
    method: 'POST',
    headers: { ...FORM, Accept: '*/*' },
    body: `ticket=${ticket}&answer=${answerTo(ticket)}`,
  })
}

async function solve(challenge: WorkChallenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey })
  return encodeURIComponent(Buffer.from(JSON.stringify({ challenge, solution })).toString('base64'))
}

describe.each(['HTTP/1.1', 'HTTP/2'] as const)('a challenge over %s', (protocol) => {
  it('that asks only for a cookie is a redirect there and back, and then nothing for hours', async () => {
    const test = await startOver(protocol)
    decide(test.edge, [everything('transparent')], { lastsMs: 20_000_000 })
    const browser = new TestBrowser(test)
    const first = await browser.send({ path: '/a?b=c%20d' })
    expect([first.status, first.get('cache-control'), first.get('holdfast-reason')]).toEqual([302, 'no-store', 'rule'])
    expect(first.get('location')).toMatch(/^\/\.well-known\/holdfast\/check\?ticket=[\w-]+&to=%2Fa%3Fb%3Dc%2520d$/)
    expect(first.get('set-cookie')).toMatch(/^holdfast-ticket=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax/)
    const passed = await browser.send({ path: first.get('location') ?? '' })
    expect([passed.status, passed.get('location')]).toEqual([303, '/a?b=c%20d'])
    expect(passed.get('set-cookie')?.includes('; Secure')).toBe(protocol === 'HTTP/2')
    expect((await browser.send({ path: '/a?b=c%20d' })).text).toBe('served /a?b=c%20d')
    expect(challengesOf(test)).toEqual({ given: [1, 0, 0], passed: [1, 0, 0] })
    test.clock.advance(3 * 3_600_000)
    expect((await browser.send({ path: '/other' })).status).toBe(200)
    test.clock.advance(3_600_000)
    expect((await browser.send({ path: '/other' })).status).toBe(302)
  })

  it('is passed without cookies by waiting once, and the browser is known for five minutes', async () => {
    const test = await startOver(protocol)
    decide(test.edge, [everything('transparent')], { lastsMs: 20_000_000 })
    const browser = new TestBrowser(test, { refusesCookies: true })
    const page = await browser.open('/a')
    expect([page.status, isPage(page), page.get('refresh')?.startsWith('3; url=/.well-known/holdfast/check?')]).toEqual(
      [503, true, true],
    )
    expect((await browser.wait(page, test)).text).toBe('served /a')
    expect((await browser.open('/b')).text).toBe('served /b')
    expect((await new TestBrowser(test, { headers: PLAIN_FIREFOX }).send({ path: '/b' })).status).toBe(302)
    test.clock.advance(5 * 60_000)
    expect((await browser.open('/b')).status).toBe(503)
  })

  it('that asks for script is answered by the page', async () => {
    const test = await startOver(protocol)
    decide(test.edge, [everything('script')])
    const browser = new TestBrowser(test)
    const page = await browser.open('/a')
    expect([page.status, isPage(page)]).toEqual([403, true])
    const answered = await answerByScript(browser, page)
    expect([answered.status, answered.text]).toEqual([204, ''])
    expect((await browser.open('/a')).text).toBe('served /a')
    expect(challengesOf(test)).toEqual({ given: [0, 1, 0], passed: [0, 1, 0] })
  })

  it('that asks for work is answered by work, or by a longer wait', async () => {
    const test = await startOver(protocol)
    decide(test.edge, [everything('work')])
    const browser = new TestBrowser(test)
    const page = await browser.open('/a')
    expect([page.status, page.get('refresh')?.slice(0, 4)]).toEqual([403, '10; '])
    // Script alone is not enough.
    await answerByScript(browser, page)
    const again = await browser.open('/a')
    expect(again.status).toBe(403)
    const ticket = ticketOn(again)
    const given = await browser.send({ path: `${CHECK}/work?ticket=${ticket}` })
    expect(given.status).toBe(200)
    const body = `ticket=${ticket}&work=${await solve(JSON.parse(given.text))}`
    expect((await browser.send({ path: CHECK, method: 'POST', headers: FORM, body })).status).toBe(204)
    expect((await browser.open('/a')).text).toBe('served /a')

    const patient = new TestBrowser(test, { headers: PLAIN_FIREFOX })
    const other = await patient.open('/a')
    expect((await patient.wait(other, test)).text).toBe('served /a')
  })

  it('of an app that speaks JSON is answered in JSON, and the app goes on by header', async () => {
    const test = await startOver(protocol)
    for (const demand of ['transparent', 'script', 'work'] as const) {
      const app = { ...APP, 'User-Agent': `${demand}-app/1` }
      decide(test.edge, [{ ...everything(demand), tests: [{ attribute: 'kind', op: 'is', value: 'data' }] }])
      const asked = await test.visit({ path: '/api/items', headers: app })
      const { error, challenge } = JSON.parse(asked.text)
      expect([asked.status, error, challenge.demand, challenge.check]).toEqual([429, 'challenge', demand, CHECK])
      expect(Number(asked.get('retry-after'))).toBeGreaterThan(0)
      const answer = demand === 'work' ? `work=${await solve(challenge.work)}` : `answer=${answerTo(challenge.ticket)}`
      const body = `ticket=${challenge.ticket}&${answer}`
      const given = await test.visit({ path: challenge.check, method: 'POST', headers: { ...app, ...FORM }, body })
      const { clearance, header, expiresInSeconds } = JSON.parse(given.text)
      expect([given.status, header, expiresInSeconds]).toEqual([200, 'Holdfast-Clearance', 14_400])
      expect((await test.visit({ path: '/api/items', headers: { ...app, [header]: clearance } })).status).toBe(200)
    }
    expect(test.origin.seen.some(({ headers }) => 'holdfast-clearance' in headers)).toBe(false)
  })

  it('that meets a form is passed at once where a cookie will do, and the form arrives once', async () => {
    const test = await startOver(protocol)
    decide(test.edge, [everything('transparent')])
    const browser = new TestBrowser(test)
    const scheme = protocol === 'HTTP/2' ? 'https' : 'http'
    const form = {
      path: '/donate',
      method: 'POST',
      body: 'amount=5',
      headers: { ...FORM, Origin: `${scheme}://${HOST}` },
    }
    const held = await browser.send(form)
    expect([held.status, isPage(held)]).toEqual([403, true])
    const action = /action="([^"]*)"/.exec(held.text)?.[1]?.replaceAll('&#38;', '&') ?? ''
    const sent = await browser.send({ ...form, path: action })
    expect([sent.status, sent.get('location')]).toEqual([307, '/donate'])
    expect((await browser.send(form)).text).toBe('served /donate amount=5')
    expect(test.origin.seen).toHaveLength(1)
  })

  it('keeps a form that comes too soon, and one whose ticket has run out', async () => {
    const test = await startOver(protocol)
    decide(test.edge, [everything('script')], { lastsMs: 10_000_000 })
    const browser = new TestBrowser(test, { refusesCookies: true })
    const headers = { ...FORM, Origin: `${protocol === 'HTTP/2' ? 'https' : 'http'}://${HOST}` }
    const form = { path: '/donate', method: 'POST', body: 'amount=5&note=a%26b', headers }
    let held = await browser.send(form)
    for (const waitedMs of [0, 700_000, 3_000]) {
      expect(held.text).toContain('name="note" value="a&#38;b"')
      const action = /action="([^"]*)"/.exec(held.text)?.[1]?.replaceAll('&#38;', '&') ?? ''
      test.clock.advance(waitedMs)
      held = await browser.send({ ...form, path: action })
    }
    expect(held.status).toBe(307)
    expect((await browser.send(form)).text).toBe('served /donate amount=5&note=a%26b')
  })
})

describe('people who are challenged', () => {
  it('and come back from another network are asked for a cookie only, and keep what they have shown', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [everything('work')])
    const browser = new TestBrowser(test, { from: '127.0.1.1' })
    await browser.wait(await browser.open('/a'), test)
    for (const from of ['127.0.2.1', '127.0.3.1', '127.0.1.1']) {
      browser.from = from
      const moved = await browser.send({ path: '/a' })
      expect(moved.status).toBe(302)
      expect((await browser.open('/a')).text).toBe('served /a')
      expect((await browser.send({ path: '/a' })).status).toBe(200)
    }
  })

  it('whose network changes between question and answer are sent on, without a page', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [everything('transparent')])
    const browser = new TestBrowser(test, { from: '127.0.1.1' })
    const asked = await browser.send({ path: '/a' })
    browser.from = '127.0.2.1'
    expect((await browser.open(asked.get('location') ?? '')).text).toBe('served /a')
  })

  it('whose network changes with every request wait on a page instead of going in circles', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [everything('transparent')])
    const browser = new TestBrowser(test)
    let path = '/a'
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) {
      browser.from = `127.0.${i + 1}.1`
      const answer = await browser.send({ path })
      statuses.push(answer.status)
      path = answer.get('location') ?? answer.get('refresh')?.split('url=')[1] ?? path
      if (!answer.get('location')) test.clock.advance(3_000)
    }
    expect(statuses).toEqual([302, 302, 503, 302, 503])
  })

  it('who open several pages at once pass on each of them', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [everything('transparent')])
    const browser = new TestBrowser(test)
    const asked = [await browser.send({ path: '/a' }), await browser.send({ path: '/b' })]
    const passed = []
    for (const { get } of asked) passed.push(await browser.send({ path: get('location') ?? '' }))
    expect(passed.map(({ status, get }) => [status, get('location')])).toEqual([
      [303, '/a'],
      [303, '/b'],
    ])
  })

  it('who reload the check, or come back to it later, go on to what they wanted', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [everything('transparent')], { lastsMs: 10_000_000 })
    const browser = new TestBrowser(test)
    const check = (await browser.send({ path: '/a' })).get('location') ?? ''
    for (const later of [0, 0, 700_000]) {
      test.clock.advance(later)
      const { status, get } = await browser.send({ path: check })
      expect([status, get('location')]).toEqual([303, '/a'])
    }
    expect((await browser.open('/a')).status).toBe(200)
  })

  it('who lose their cookies are asked again, and let in again', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [everything('script')])
    const browser = new TestBrowser(test)
    for (let i = 0; i < 3; i++) {
      const page = await browser.open('/a')
      expect(page.status).toBe(403)
      await answerByScript(browser, page)
      expect((await browser.open('/a')).status).toBe(200)
      browser.cookies.clear()
    }
  })

  it('in an office behind one address have a clearance each, and nobody is convicted for another', async () => {
    const test = await startOver('HTTP/1.1')
    test.edge.oneAddress.count(
      Int32Array.from({ length: 1_000 }, (_, i) => 7_919 * i),
      true,
    )
    decide(test.edge, [everything('script')])
    const clearances = new Set<string | undefined>()
    for (let person = 0; person < 60; person++) {
      const browser = new TestBrowser(test)
      // They come together: each meets the challenge twice before it is answered.
      await browser.open('/a')
      await answerByScript(browser, await browser.open('/a'))
      expect((await browser.open('/a')).status).toBe(200)
      clearances.add(browser.cookies.get('holdfast-clearance'))
    }
    expect(clearances.size).toBe(60)
    // Of whom one does not answer at all: the others still can.
    for (let i = 0; i < 50; i++) await test.ask({ path: '/a', headers: PLAIN_CHROME })
    const late = new TestBrowser(test)
    const page = await late.open('/a')
    expect([page.status, isPage(page), page.get('holdfast-reason')]).toEqual([429, true, 'convicted'])
    await answerByScript(late, page)
    expect((await late.open('/a')).status).toBe(200)
  })

  it('keep their clearance when the configuration is read again, or rules change', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [everything('script')])
    const browser = new TestBrowser(test)
    await answerByScript(browser, await browser.open('/a'))
    const { config } = test.edge
    const platform = config.platforms[0]
    if (!platform) throw new Error('no platform')
    test.edge.configure(
      {
        ...config,
        partners: [{ name: 'x', key: 'y'.repeat(32) }],
        platforms: [
          { name: 'new', hosts: ['new.org'], origins: platform.origins, health: platform.health, activities: [] },
          { ...platform, hosts: [HOST, 'www.example.org'] },
        ],
      },
      1,
    )
    test.edge.hear({
      kind: 'directive',
      generation: 1,
      platforms: [],
      validMs: 1_000,
      orders: [{ platform: 1, severe: 'script', severeWakesAt: null, rules: [], lastsMs: 60_000 }],
    })
    expect((await browser.open('/a')).status).toBe(200)
    expect((await new TestBrowser(test).open('/a')).status).toBe(403)
  })

  it('are asked in HTTP/1.0 and for ranges too; a HEAD is told in words', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [everything('transparent')])
    const client = await test.connect()
    const fields = Object.entries(PLAIN_CHROME).map(([name, value]) => `${name}: ${value}\r\n`)
    client.send(Buffer.from(`GET /a HTTP/1.0\r\nHost: ${HOST}\r\n${fields.join('')}\r\n`))
    const old = await client.response()
    expect([old.status, old.get('location')?.startsWith(CHECK)]).toEqual([302, true])
    const browser = new TestBrowser(test)
    const part = await browser.send({ path: '/a', headers: { Range: 'bytes=0-9' } })
    expect(part.status).toBe(302)
    expect((await test.ask({ path: '/a', method: 'HEAD', headers: PLAIN_CHROME })).status).toBe(503)
    const odd = await test.ask({ path: CHECK, method: 'PUT', headers: PLAIN_CHROME })
    expect([odd.status, odd.get('allow')]).toEqual([405, 'GET, POST'])
  })
})

describe('several edges', () => {
  it('take each other’s tickets and clearances, also when their clocks differ by seconds', async () => {
    const clock = new TestClock()
    const ahead = await startOver('HTTP/1.1', { now: () => clock.now() + 3_000 })
    const behind = await startOver('HTTP/1.1', { clock })
    for (const { edge } of [ahead, behind]) decide(edge, [everything('transparent')])
    const edges = [ahead, behind, behind, ahead, behind]
    let next = 0
    const browser = new TestBrowser({ visit: (ask) => (edges[next++ % edges.length] ?? ahead).visit(ask) })
    expect((await browser.open('/a')).text).toBe('served /a')
    for (let i = 0; i < 4; i++) expect((await browser.send({ path: '/a' })).status).toBe(200)
  })

  it('tell each other who refuses cookies and has passed', async () => {
    const [one, other] = [await startOver('HTTP/1.1'), await startOver('HTTP/1.1')]
    for (const { edge } of [one, other]) decide(edge, [everything('transparent')])
    const browser = new TestBrowser(one, { refusesCookies: true })
    await browser.wait(await browser.open('/a'), one)
    const { cleared } = one.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 })
    const elsewhere = new TestBrowser(other, { refusesCookies: true })
    expect((await elsewhere.open('/a')).status).toBe(503)
    if (!cleared) throw new Error('nothing told')
    other.edge.hear(cleared)
    expect((await elsewhere.open('/a')).text).toBe('served /a')
    expect(one.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).cleared).toBeNull()
  })
})

describe('when Holdfast cannot decide', () => {
  const activities = [
    { name: 'search', paths: ['/search'], tier: 'deferrable' as const, whenUndecided: 'closed' as const },
  ]

  it('strangers must run a script where an activity is closed then, and are served elsewhere', async () => {
    const test = await startOver('HTTP/1.1', { activities })
    const platform = test.edge.platforms[0]
    if (!platform) throw new Error('no platform')
    decide(test.edge, [], { lastsMs: 60_000 })
    test.level('attack', 5_000)
    const status = async (path: string) => (await test.visit({ path, headers: PLAIN_CHROME })).status
    expect(await status('/search')).toBe(200)
    // The brain is silent for longer than anything holds that it said; the edge sees for itself that the origin suffers.
    test.clock.advance(60_000)
    platform.direct('strained')
    expect([await status('/search'), await status('/read')]).toEqual([403, 200])
    const browser = new TestBrowser(test)
    await answerByScript(browser, await browser.open('/search'))
    expect((await browser.open('/search')).status).toBe(200)
    test.level('attack', 5_000)
    expect(await status('/search')).toBe(200)
  })
})

it('files of the challenge pages may be kept for ever', async () => {
  const { edge, ask } = await startEdge()
  decide(edge, [everything('work')])
  const page = await ask({ path: '/a', headers: PLAIN_CHROME })
  const worker = /data-worker="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const file = await ask({ path: worker })
  expect([file.status, file.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
  expect(file.text.length).toBeGreaterThan(1_000)
  expect((await ask({ path: worker, method: 'HEAD' })).text).toBe('')
  expect((await ask({ path: worker.replace(/-\w+\.js/, '-000.js') })).status).toBe(404)
})
