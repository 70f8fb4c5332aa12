import { describe, expect, it } from 'vitest'
import { partnerHeader } from '../../challenge/partners.js'
import { PLAIN_CHROME, startOver, TestBrowser } from '../challenge/browser.test-support.js'
import { eventually, type Options, startEdge } from '../edge.test-support.js'
import { decide, SEARCH } from '../rules.test-support.js'

const MONITOR = { name: 'monitor', key: '0123456789abcdef0123456789abcdef' }

/** An edge that knows one partner. */
async function withPartner(options: Options = {}) {
  const test = await startEdge(options)
  test.edge.configure({ ...test.edge.config, partners: [MONITOR] }, 0)
  decide(test.edge, [{ ...SEARCH, demand: 'work' }], { severe: 'work' })
  const status = async (header: string) =>
    (await test.ask({ path: '/search', headers: { ...PLAIN_CHROME, 'Holdfast-Partner': header } })).status
  return { ...test, status, inSeconds: (seconds: number) => Math.floor(test.clock.now() / 1000) + seconds }
}

describe('a partner', () => {
  it('that signs its requests is held up by no rule, and its key does not reach the origin', async () => {
    const { status, inSeconds, origin } = await withPartner()
    expect(await status(partnerHeader(MONITOR, inSeconds(60)))).toBe(200)
    expect(origin.seen[0]?.headers).not.toHaveProperty('holdfast-partner')
  })

  it('is a stranger with a signature of yesterday, for too long, by another key, or by another name', async () => {
    const { status, inSeconds } = await withPartner()
    for (const header of [
      partnerHeader(MONITOR, inSeconds(-1)),
      partnerHeader(MONITOR, inSeconds(25 * 3_600)),
      partnerHeader({ ...MONITOR, key: 'x'.repeat(32) }, inSeconds(60)),
      partnerHeader({ ...MONITOR, name: 'other' }, inSeconds(60)),
      'monitor',
      '',
    ])
      expect(await status(header)).toBe(403)
  })

  it('that is taken out of the configuration is one at once', async () => {
    const { status, inSeconds, edge } = await withPartner()
    const header = partnerHeader(MONITOR, inSeconds(60))
    edge.configure({ ...edge.config, partners: [] }, 0)
    expect(await status(header)).toBe(403)
  })
})

describe('who has shown something', () => {
  it('gets a place before others only for more than a kept cookie', async () => {
    const test = await startOver('HTTP/1.1', { limits: { concurrency: { min: 1, initial: 1, max: 1 } } })
    const answers: (() => void)[] = []
    test.origin.answer = (_req, res) => answers.push(() => void res.end('served'))
    const waiting = () => {
      const { waitingByClass = [] } = test.edge.platforms[0]?.admission.snapshot(test.clock.now()) ?? {}
      return waitingByClass.map(({ known }) => known)
    }
    decide(test.edge, [{ ...SEARCH, demand: 'transparent' }])
    const served = [test.visit({ path: '/read' })]
    await eventually(() => answers.length === 1)
    served.push(new TestBrowser(test).open('/search'))
    await eventually(() => waiting().length === 1)
    expect(waiting()).toEqual(['ordinary'])
    const patient = new TestBrowser(test, { refusesCookies: true, from: '127.0.4.1' })
    const page = await patient.open('/search?other')
    served.push(patient.wait(page, test))
    await eventually(() => waiting().includes('cleared'))
    for (let i = 0; i < 3; i++) {
      await eventually(() => answers.length > 0)
      answers.shift()?.()
    }
    expect((await Promise.all(served)).map(({ status }) => status)).toEqual([200, 200, 200])
  })
})
