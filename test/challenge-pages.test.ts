import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ChallengePages } from '../src/edge/challenge/challenge-pages.js'
import { type Challenged, COMMENT, openChallenged } from './challenged-edge.test-support.js'
import { launchChromium } from './chromium.test-support.js'
import { needsTool } from './debian-tools.js'

const chromiumPath = needsTool('chromium') ?? ''
/** Not this machine for a browser: without TLS it gives no cryptography to what comes from there. */
const ELSEWHERE = 'plain.example'
const FAILED = 'The check did not work in this browser'

describe.skipIf(!chromiumPath)('the challenge pages in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(chromiumPath, [`--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`])
  })
  afterAll(() => browser?.close())

  const open = async (options: BrowserContextOptions = {}, host?: string): Promise<Challenged> =>
    openChallenged(await browser.newContext(options), { scheme: 'http', ...(host === undefined ? {} : { host }) })

  /** What Holdfast's own paths are to answer in its place. */
  const fails = (page: Page, path: string, status = 500) =>
    page.route(`**/.well-known/holdfast/${path}`, (route: Route) =>
      path === 'check' && route.request().method() !== 'POST' ? route.fallback() : route.fulfill({ status }),
    )

  it.each(['keyboard', 'mouse'])('lead on by their one button, pressed by %s', async (by) => {
    const { page, url, came, ask, arrive } = await open({ javaScriptEnabled: false })
    ask('script')
    await page.goto(url)
    const button = page.getByRole('link', { name: 'Open the page' })
    if (by === 'mouse') await button.click()
    else {
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
    }
    await page.waitForURL('**/check?**')
    await arrive()
    expect(came).toHaveLength(1)
  })

  const faults: [string, (page: Page) => Promise<unknown>][] = [
    ['no work is given out', (page) => fails(page, 'check/work?*')],
    ['the worker does not load', (page) => fails(page, 'assets/*')],
    ['the answer is not taken', (page) => fails(page, 'check', 403)],
    ['the browser has no fetch', (page) => page.addInitScript('delete window.fetch')],
    ['the browser has no workers', (page) => page.addInitScript('delete window.Worker')],
  ]
  it.each(faults)('say so, move no focus and open after the wait when %s', async (_name, fault) => {
    const { page, url, came, ask, arrive } = await open()
    await fault(page)
    ask('work')
    await page.goto(url)
    await page.getByText(FAILED).waitFor()
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true)
    await arrive()
    expect(came).toHaveLength(1)
  })

  it('say so and open after the wait where a browser gives no cryptography, for want of TLS', async () => {
    const { page, url, ask, arrive } = await open({}, ELSEWHERE)
    ask('work')
    await page.goto(url)
    await page.getByText(FAILED).waitFor()
    await arrive()
  })

  it('say so and send the form by themselves after the wait when the answer is not taken', async () => {
    const { page, came, comment, arrive } = await open()
    await fails(page, 'check', 403)
    await comment('script')
    await page.getByText('is sent by itself in about 3 seconds').waitFor()
    await page.unroute('**/.well-known/holdfast/check')
    await arrive()
    expect(came).toEqual([COMMENT])
  })

  it('do not come in a loop where a proof counts for nothing, but by waiting', async () => {
    const { page, url, ask, arrive } = await open()
    let given = 0
    page.on('response', (response) => {
      if (response.status() === 403) given++
    })
    await fails(page, 'check', 204)
    ask('script')
    await page.goto(url)
    await arrive()
    expect(given).toBe(2)
  })

  it('need no right clock', async () => {
    const { page, url, ask, arrive } = await open()
    await page.addInitScript('let now = 0; Date.now = () => (now -= 1e9)')
    ask('work')
    await page.goto(url)
    await arrive()
  })

  it.each(['en', 'ga', 'fr', 'de', 'es', 'pl', 'uk', 'ar'])(
    'have nothing inaccessible in them (%s), by light and by dark, on a desk and on a phone',
    async (language) => {
      const pages = new ChallengePages()
      const page = await (await browser.newContext()).newPage()
      onTestFinished(() => page.context().close())
      const given = { language, site: 'news.example.org', ticket: 'ticket', to: '/', waitS: 60 }
      for (const [demand, form] of [
        ['transparent', null],
        ['work', [['name', 'Aoife']]],
      ] as const) {
        await page.setContent(pages.page({ ...given, demand, form }).body.toString())
        for (const width of [1280, 390])
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.setViewportSize({ width, height: 844 })
            await page.emulateMedia({ colorScheme })
            expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
            expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
          }
      }
    },
  )

  it('move nothing where motion is not wanted', async () => {
    const { page, url, ask } = await open({ reducedMotion: 'reduce', javaScriptEnabled: false })
    ask('work')
    await page.goto(url)
    await page.locator('[data-when=waiting]').waitFor()
    expect(await page.locator('.bar').isVisible()).toBe(false)
  })
})
