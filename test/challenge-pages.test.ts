import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { DEMANDS, type Demand, type Evidence } from '../src/challenge/evidence.js'
import { ChallengePages } from '../src/edge/challenge/challenge-pages.js'
import { type ChallengeSite, type ChallengeSiteOptions, startChallengeSite } from './challenge-site.test-support.js'
import { launchChromium } from './chromium.test-support.js'
import { needsTool } from './debian-tools.js'

const chromiumPath = needsTool('chromium') ?? ''
const WORDS = 'One "word" & <another>,\n and a line — ünïcödé 日本'
/** Not this machine for a browser: without TLS it gives no cryptography to what comes from there. */
const ELSEWHERE = 'plain.example'

describe.skipIf(!chromiumPath)('the challenge pages in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(chromiumPath, [`--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`])
  })
  afterAll(() => browser?.close())

  /** A site behind challenges and a page of a browser that complains about nothing and asks nobody else. */
  async function open(
    options: Partial<ChallengeSiteOptions> & { demand: Demand },
    given: BrowserContextOptions = {},
  ): Promise<{ site: ChallengeSite; page: Page }> {
    const site = await startChallengeSite({ waitMs: 1_000, ...options })
    const context = await browser.newContext(given)
    const page = await context.newPage()
    const elsewhere: string[] = []
    const complaints: string[] = []
    context.on('request', (request) => {
      if (new URL(request.url()).port !== new URL(site.url).port) elsewhere.push(request.url())
    })
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text())
    })
    page.on('pageerror', (error) => void complaints.push(error.message))
    onTestFinished(async () => {
      await context.close()
      await site.close()
      expect(elsewhere).toEqual([])
      expect(complaints).toEqual([])
    })
    return { site, page }
  }

  async function arrive(page: Page, site: ChallengeSite): Promise<void> {
    await page.getByText('You have arrived').waitFor({ timeout: 20_000 })
    expect(site.arrived).toHaveLength(1)
  }

  const byItself: [Demand, Evidence][] = [
    ['transparent', 'cookie'],
    ['script', 'script'],
    ['work', 'work'],
  ]
  it.each(byItself)('are passed with script by themselves, long before the wait (%s)', async (demand, evidence) => {
    const { site, page } = await open({ demand, waitMs: 60_000 })
    await page.goto(`${site.url}/article/7?page=2#notes`)
    await arrive(page, site)
    expect(site.arrived[0]).toMatchObject({ target: '/article/7?page=2', shown: evidence })
    expect(page.url()).toBe(`${site.url}/article/7?page=2#notes`)
    expect(site.given()).toBe(1)
  })

  const byWaiting: [Demand, Evidence][] = [
    ['transparent', 'cookie'],
    ['script', 'patience'],
    ['work', 'waited'],
  ]
  it.each(byWaiting)('are passed without script by themselves, after the wait (%s)', async (demand, evidence) => {
    const { site, page } = await open({ demand }, { javaScriptEnabled: false })
    await page.goto(`${site.url}/article/7?page=2`)
    await arrive(page, site)
    expect(site.arrived[0]).toMatchObject({ target: '/article/7?page=2', shown: evidence })
  })

  /** Fills a form of the site in, whose fields have names that a script might stumble over, and sends it. */
  async function comment(page: Page, site: ChallengeSite): Promise<void> {
    await page.goto(`${site.url}/form`)
    await page.fill('[name=words]', WORDS)
    await page.fill('[name=action]', '/elsewhere')
    await page.click('button')
  }

  function expectComment(site: ChallengeSite): void {
    const [{ method, target, body } = { method: '', target: '', body: '' }] = site.arrived
    expect([method, target]).toEqual(['POST', '/comment?on=7'])
    const names = ['submit', 'dataset', 'setAttribute', 'ticket', 'answer']
    const sent = [['words', WORDS.replace('\n', '\r\n')], ['action', '/elsewhere'], ...names.map((name) => [name, ''])]
    expect([...new URLSearchParams(body)]).toEqual(sent)
  }

  it.each(DEMANDS)('send a form once and whole, by script (%s)', async (demand) => {
    const { site, page } = await open({ demand, waitMs: 60_000 })
    await comment(page, site)
    await arrive(page, site)
    expectComment(site)
    expect(page.url()).toBe(`${site.url}/comment?on=7`)
  })

  it.each(DEMANDS)('send a form once and whole, by the keyboard and without script (%s)', async (demand) => {
    const { site, page } = await open({ demand }, { javaScriptEnabled: false })
    await comment(page, site)
    await page.getByText('Press the button in about 3 seconds').waitFor()
    if (demand !== 'transparent') {
      // Too early, and nothing is lost.
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/check?**')
      await page.waitForTimeout(1_000)
    }
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await arrive(page, site)
    expectComment(site)
  })

  it.each(['keyboard', 'mouse'])('lead on by their one button, pressed by %s', async (by) => {
    const { site, page } = await open({ demand: 'work', waitMs: 3_000 }, { javaScriptEnabled: false })
    await page.goto(site.url)
    const button = page.getByRole('link', { name: 'Open the page' })
    if (by === 'mouse') await button.click()
    else {
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
    }
    await page.waitForURL('**/check?**')
    await arrive(page, site)
  })

  const faults: [string, Partial<ChallengeSiteOptions>, string][] = [
    ['no work is given out', { broken: (_method, path) => path.endsWith('/work') }, ''],
    ['the worker does not load', { broken: (_method, path) => path.includes('/assets/') }, ''],
    ['the answer is not taken', { broken: (method, path) => method === 'POST' && path.endsWith('/check') }, ''],
    ['the browser has no fetch', {}, 'delete window.fetch'],
    ['the browser has no workers', {}, 'delete window.Worker'],
  ]
  it.each(faults)('say so and open after the wait when %s', async (_name, options, inBrowser) => {
    const { site, page } = await open({ demand: 'work', waitMs: 2_000, ...options })
    await page.addInitScript(inBrowser)
    await page.goto(site.url)
    await page.getByText('The check did not work in this browser').waitFor()
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true)
    await arrive(page, site)
    expect(site.arrived[0]?.shown).toBe('waited')
  })

  it('say so and open after the wait where the browser gives no cryptography, without TLS', async () => {
    const { site, page } = await open({ demand: 'work', waitMs: 2_000 })
    await page.goto(site.url.replace('127.0.0.1', ELSEWHERE))
    await page.getByText('The check did not work in this browser').waitFor()
    await arrive(page, site)
  })

  it('say so and send the form by script after the wait when no work is given out', async () => {
    const { site, page } = await open({ demand: 'work', broken: (_method, path) => path.endsWith('/work') })
    await comment(page, site)
    await page.getByText('is sent by itself in about').waitFor()
    await arrive(page, site)
    expectComment(site)
  })

  it('need no right clock', async () => {
    const { site, page } = await open({ demand: 'work', waitMs: 60_000 })
    await page.addInitScript('let now = 0; Date.now = () => (now -= 1e9)')
    await page.goto(site.url)
    await arrive(page, site)
  })

  it.each([{ demand: 'script' }, { demand: 'work' }] as const)(
    'do not come in a loop where a proof counts for nothing ($demand)',
    async ({ demand }) => {
      const { site, page } = await open({ demand, deaf: true })
      await page.goto(site.url)
      await page.waitForTimeout(5_000)
      expect(site.given()).toBeGreaterThan(2)
      expect(site.given()).toBeLessThanOrEqual(7)
    },
  )

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
    const { site, page } = await open({ demand: 'work', waitMs: 60_000, deaf: true }, { reducedMotion: 'reduce' })
    await page.goto(site.url)
    expect(await page.locator('.bar').isVisible()).toBe(false)
  })
})
