import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerTo } from '../../challenge/tickets.js'
import { requestText, startEdge } from '../edge.test-support.js'
import { decide, manyAddressesCame, SEARCH } from '../rules.test-support.js'
import { type Answer, PLAIN_CHROME, PLAIN_FIREFOX, startOver, TestBrowser, ticketOn } from './browser.test-support.js'
import { askedFor, whereTo } from './where-to.js'

const CHECK = '/.well-known/holdfast/check'
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const answer = (ticket: string, from?: string) => ({
  path: CHECK,
  method: 'POST',
  headers: { ...PLAIN_CHROME, ...FORM },
  body: `ticket=${ticket}&answer=${answerTo(ticket)}`,
  ...(from === undefined ? {} : { from }),
})
const errorOf = ({ status, text }: Answer) => [status, JSON.parse(text).error]

describe('a ticket', () => {
  it('is worth nothing in another network, on another platform, twice, too late, or changed', async () => {
    const test = await startOver('HTTP/1.1')
    const other = await startOver('HTTP/1.1')
    const platform = other.edge.config.platforms[0]
    if (!platform) throw new Error('no platform')
    other.edge.configure({ ...other.edge.config, platforms: [{ ...platform, name: 'other' }] }, 0)
    decide(test.edge, [SEARCH])
    const ask = async () => ticketOn(await test.ask({ path: '/search', headers: PLAIN_CHROME, from: '127.0.1.1' }))
    const ticket = await ask()
    expect(errorOf(await test.ask(answer(ticket, '127.0.2.1')))).toEqual([403, 'ticket'])
    expect(errorOf(await other.ask(answer(ticket, '127.0.1.1')))).toEqual([403, 'ticket'])
    // A demand that was lowered by hand.
    expect(errorOf(await test.ask(answer(`0${ticket.slice(1)}`, '127.0.1.1')))).toEqual([403, 'ticket'])
    expect((await test.ask(answer(ticket, '127.0.1.9'))).status).toBe(204)
    expect(errorOf(await test.ask(answer(ticket, '127.0.1.1')))).toEqual([403, 'used'])
    const late = await ask()
    test.clock.advance(600_000)
    expect(errorOf(await test.ask(answer(late, '127.0.1.1')))).toEqual([403, 'ticket'])
  })

  it('for work gets nothing better for an answer by script than script is worth', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [{ ...SEARCH, demand: 'work' }])
    const browser = new TestBrowser(test)
    const ticket = ticketOn(await browser.open('/search'))
    expect((await browser.send(answer(ticket))).status).toBe(204)
    expect((await browser.open('/search')).status).toBe(403)
  })
})

describe('a clearance', () => {
  it('that was stolen is worth nothing in another network or browser, however it is sent', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [SEARCH])
    const owner = new TestBrowser(test, { from: '127.0.1.1' })
    await owner.send(answer(ticketOn(await owner.open('/search'))))
    expect((await owner.open('/search')).status).toBe(200)
    const clearance = owner.cookies.get('holdfast-clearance') ?? ''
    const sent = [{ Cookie: `holdfast-clearance=${clearance}` }, { 'Holdfast-Clearance': clearance }]
    for (const stolen of sent) {
      const thief = { path: '/search', headers: { ...PLAIN_CHROME, ...stolen } }
      expect((await test.ask({ ...thief, from: '127.0.2.1' })).status).toBe(302)
      expect((await test.ask({ ...thief, headers: { ...PLAIN_FIREFOX, ...stolen }, from: '127.0.1.1' })).status).toBe(
        302,
      )
    }
    expect(test.origin.seen).toHaveLength(1)
  })

  it('that is handed around among networks is soon asked for the whole proof again', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [SEARCH])
    const owner = new TestBrowser(test, { from: '127.0.1.1' })
    await owner.send(answer(ticketOn(await owner.open('/search'))))
    const clearance = owner.cookies.get('holdfast-clearance') ?? ''
    const statuses: number[] = []
    for (let network = 2; network < 30; network++) {
      const bot = new TestBrowser(test, { from: `127.0.${network}.1` })
      bot.cookies.set('holdfast-clearance', clearance)
      statuses.push((await bot.open('/search')).status)
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(8)
  })

  it('is one budget of origin time for all who use it; over it, it shows nothing', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [SEARCH])
    const owner = new TestBrowser(test)
    await owner.send(answer(ticketOn(await owner.open('/search'))))
    const platform = test.edge.platforms[0]
    const check = test.edge.checkpoint.clearances
    if (!platform) throw new Error('no platform')
    const clearance = owner.cookies.get('holdfast-clearance') ?? ''
    expect(check.remembered.used).toBe(0)
    await owner.open('/search')
    const payer = Number.parseInt(clearance.split('-')[3]?.slice(0, 13) ?? '', 16)
    // Many others who use little, and this one who uses most of what there is.
    for (let i = 0; i < 200; i++) platform.budget.charge(i, 10, 10, test.clock.now())
    for (let i = 0; i < 500; i++) platform.budget.charge(payer, 100, 10, test.clock.now())
    platform.budget.arm(true)
    expect(platform.budget.state(payer, test.clock.now())).toBe('over')
    expect((await owner.open('/search')).status).toBe(403)
  })

  it('means no more budgets for an address, however many challenges it passes', async () => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [SEARCH])
    const payers = new Set<string | undefined>()
    for (let i = 0; i < 100; i++) {
      const browser = new TestBrowser(test)
      await browser.send(answer(ticketOn(await browser.open('/search'))))
      payers.add(browser.cookies.get('holdfast-clearance')?.split('-')[3]?.slice(0, 13))
    }
    expect(payers.size).toBeLessThanOrEqual(16)
  })
})

describe('answers that are none', () => {
  it('ten thousand of them get nothing, and leave nothing behind', async () => {
    const test = await startEdge()
    decide(test.edge, [SEARCH])
    const ticket = ticketOn(await test.ask({ path: '/search', headers: PLAIN_CHROME }))
    const client = await test.connect()
    const bodies = [
      `ticket=${ticket}&work=${Buffer.from(JSON.stringify({ challenge: { parameters: { data: { ticket: 'x' } }, signature: 'a' }, solution: { derivedKey: '0'.repeat(64) } })).toString('base64')}`,
      `ticket=${ticket}&answer=zzz`,
      `ticket=${'0'.repeat(80)}&answer=1`,
      'nonsense=%%%',
    ]
    const burst = Buffer.concat(bodies.map((body) => requestText({ path: CHECK, method: 'POST', headers: FORM, body })))
    const statuses = new Map<number, number>()
    for (let i = 0; i < 2_500; i++) {
      client.send(burst)
      for (const _ of bodies) {
        const { status } = await client.response()
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    }
    expect([...statuses]).toEqual([[403, 10_000]])
    const { checkpoint } = test.edge
    expect([checkpoint.used.fillShare, checkpoint.cleared.size, checkpoint.clearances.remembered.used]).toEqual([
      0, 0, 0,
    ])
    expect(test.origin.seen).toEqual([])
    // The ticket is still good for the right answer.
    expect((await test.ask(answer(ticket))).status).toBe(204)
  }, 30_000)

  it('get their address refused, then reset, where an address tells one visitor from another', async () => {
    const test = await startEdge()
    manyAddressesCame(test.edge)
    decide(test.edge, [SEARCH])
    const wrong = { path: CHECK, method: 'POST', headers: FORM, body: 'ticket=x&answer=y', from: '127.0.1.1' }
    const client = await test.connect('127.0.1.1')
    for (let i = 0; i < 200; i++) {
      client.send(requestText(wrong))
      expect((await client.response()).status).toBe(403)
    }
    await expect(test.ask(wrong)).rejects.toThrow()
    expect(test.edge.droppedTotal).toBe(1)
  })

  it.each([
    ['too long', { body: `ticket=a&work=${'x'.repeat(9_000)}` }],
    [
      'too long, without saying so',
      { headers: { ...FORM, 'Transfer-Encoding': 'chunked' }, chunked: 'x'.repeat(9_000) },
    ],
  ])(
    'that are %s are not taken',
    async (_, { chunked, ...ask }: { body?: string; headers?: object; chunked?: string }) => {
      const { ask: visit, connect } = await startEdge()
      if (chunked === undefined) {
        expect((await visit({ path: CHECK, method: 'POST', headers: FORM, ...ask } as never)).status).toBe(413)
        return
      }
      const client = await connect()
      client.send(requestText({ path: CHECK, method: 'POST', headers: { ...FORM, 'Transfer-Encoding': 'chunked' } }))
      client.send(Buffer.from(`${chunked.length.toString(16)}\r\n${chunked}\r\n0\r\n\r\n`))
      expect((await client.response()).status).toBe(413)
    },
  )

  it('for ever more work get no more than a few hundred pieces a second', async () => {
    const test = await startEdge()
    decide(test.edge, [SEARCH])
    const ticket = ticketOn(await test.ask({ path: '/search', headers: PLAIN_CHROME }))
    const client = await test.connect()
    const statuses = { 200: 0, 503: 0 }
    for (let i = 0; i < 400; i++) {
      client.send(requestText({ path: `${CHECK}/work?ticket=${ticket}` }))
      const { status, get } = await client.response()
      if (status === 503) expect(get('retry-after')).toBe('2')
      statuses[status as 200 | 503]++
    }
    expect(statuses[200]).toBeLessThanOrEqual(301)
    expect(statuses[200] + statuses[503]).toBe(400)
  })
})

describe('where a visitor is sent on to', () => {
  const hostile = [
    '//evil.example',
    '/\\evil.example',
    '\\/evil.example',
    'https://evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    'evil.example',
    '',
    '/\t/evil.example',
    '/\r\nSet-Cookie: a=b',
    '/a\nb',
    '/é',
    ' /a',
    `/${'a'.repeat(5_000)}`,
    `${CHECK}?ticket=x`,
  ]

  it.each(hostile.map((to) => [to.slice(0, 40), to]))('is never %j', async (_, to) => {
    const test = await startOver('HTTP/1.1')
    decide(test.edge, [{ ...SEARCH, demand: 'transparent' }])
    const browser = new TestBrowser(test)
    await browser.send({ path: '/search' })
    const ticket = browser.cookies.get('holdfast-ticket') ?? ''
    for (const path of [
      `${CHECK}?ticket=${ticket}&to=${encodeURIComponent(to)}`,
      `${CHECK}?to=${encodeURIComponent(to)}`,
    ]) {
      const sent = await browser.send({ path })
      expect(sent.get('set-cookie') ?? '').not.toContain('a=b')
      const location = sent.get('location') ?? ''
      const onward = location.startsWith(CHECK) ? new URLSearchParams(location.split('?')[1]).get('to') : location
      expect(onward).toBe('/')
    }
  })

  it('is always on this site, whatever is said', () => {
    const site = 'https://news.example.org'
    const pieces = fc.constantFrom(
      '/',
      '\\',
      '\t',
      '\n',
      '\r',
      ' ',
      '.',
      '..',
      '@',
      ':',
      '?',
      '#',
      'evil.example',
      'https:',
      '%2f',
      'é',
      '\0',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
        ),
        (said) => {
          const to = whereTo(said)
          expect(new URL(to, site).origin).toBe(site)
          expect(to).toMatch(/^[\x21-\x7e]+$/)
          expect(whereTo(to)).toBe(to)
        },
      ),
    )
  })

  it('is what was asked for, as far as it can be said', () => {
    expect(askedFor('/a/b', 'c=d%20e&f')).toBe('/a/b?c=d%20e&f')
    expect(askedFor('/caf\xe9', '')).toBe('/caf%e9')
    expect(askedFor('/a', `q=${'x'.repeat(5_000)}`)).toBe('/a')
    expect(askedFor(`/${'x'.repeat(5_000)}`, '')).toBe('/')
  })
})

describe('giant and broken cookies', () => {
  it.each([
    ['giant', `holdfast-clearance=${'a'.repeat(12_000)}`],
    ['many', Array.from({ length: 500 }, (_, i) => `holdfast-clearance=${i}`).join('; ')],
    ['of rubbish', `holdfast-clearance=5zzzzzzzzz-zzzzzzzzzzz-zzzzzzz-${'f'.repeat(32)}-${'A'.repeat(43)}`],
    ['quoted', 'holdfast-clearance="""; holdfast-ticket=";"'],
  ])('that are %s show nothing', async (_, Cookie) => {
    const { edge, ask, origin } = await startEdge()
    decide(edge, [SEARCH])
    expect((await ask({ path: '/search', headers: { ...PLAIN_CHROME, Cookie } })).status).toBe(403)
    expect((await ask({ path: '/read', headers: { ...PLAIN_CHROME, Cookie } })).status).toBe(200)
    expect(origin.seen).toHaveLength(1)
  })
})
