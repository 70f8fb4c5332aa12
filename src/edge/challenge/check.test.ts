import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { describe, expect, it } from 'vitest'
import { answerTo } from '../../challenge/tickets.js'
import type { WorkChallenge } from '../../challenge/work.js'
import { type EdgeUnderTest, HOST, startEdge } from '../edge.test-support.js'
import { decide } from '../rules.test-support.js'
import {
  answerByScript,
  everything,
  isPage,
  PLAIN_CHROME,
  PLAIN_FIREFOX,
  startOver,
  TestBrowser,
  ticketOn,
} from './browser.test-support.js'

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const APP = { 'User-Agent': 'okhttp/4.12', Accept: 'application/json' }
const CHECK = '/.well-known/holdfast/check'

const challengesOf = ({ edge }: EdgeUnderTest) =>
  edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).summary.platforms[0]?.challenges

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
