import { describe, expect, it } from 'vitest'
import { HOST, TestClock } from '../edge.test-support.js'
import { decide } from '../rules.test-support.js'
import { answerByScript, everything, isPage, PLAIN_CHROME, startOver, TestBrowser } from './browser.test-support.js'
import { CHECK_PATH as CHECK } from './check-path.js'

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
