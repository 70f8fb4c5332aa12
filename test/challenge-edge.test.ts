import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMANDS } from '../src/challenge/evidence.js'
import { type Challenged, COMMENT, openChallenged } from './challenged-edge.test-support.js'
import { launchChromium, launchWithoutCookies } from './chromium.test-support.js'
import { needsTool } from './debian-tools.js'

const chromiumPath = needsTool('chromium') ?? ''

/** A real browser meets a real edge that asks every unproven visitor for proof, over HTTP/2 and TLS or plain HTTP/1.1. */
describe.skipIf(!chromiumPath)('an edge that asks for proof, and a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(chromiumPath)
  })
  afterAll(() => browser?.close())

  const open = async (options: BrowserContextOptions = {}, scheme: 'http' | 'https' = 'https'): Promise<Challenged> =>
    openChallenged(await browser.newContext({ ignoreHTTPSErrors: true, ...options }), { scheme })

  it.each(DEMANDS.flatMap((demand) => (['https', 'http'] as const).map((scheme) => ({ demand, scheme }))))(
    'let a browser with script through by itself, and stay open for it ($demand, $scheme)',
    async ({ demand, scheme }) => {
      const { page, url, came, ask, arrive } = await open({}, scheme)
      ask(demand)
      await page.goto(`${url}/article/7?page=2&x=%C3%A9#notes`)
      await arrive()
      expect(page.url()).toBe(`${url}/article/7?page=2&x=%C3%A9#notes`)
      await page.goto(`${url}/next`)
      await arrive()
      expect(came.map(({ target }) => target)).toEqual(['/article/7?page=2&x=%C3%A9', '/next'])
    },
  )

  it.each(DEMANDS)('let a browser without script through by itself (%s)', async (demand) => {
    const { page, url, came, ask, arrive } = await open({ javaScriptEnabled: false })
    ask(demand)
    await page.goto(`${url}/article/7?page=2`)
    await arrive()
    await page.goto(`${url}/next`)
    await arrive()
    expect(came.map(({ target }) => target)).toEqual(['/article/7?page=2', '/next'])
  })

  it.each([
    { demand: 'transparent', script: true },
    { demand: 'script', script: true },
    { demand: 'script', script: false },
    { demand: 'work', script: true },
  ] as const)('let somebody through who refuses cookies ($demand, script: $script)', async ({ demand, script }) => {
    const context = await launchWithoutCookies(chromiumPath, script)
    const { page, url, came, ask, arrive } = await openChallenged(context, { scheme: 'http' })
    ask(demand)
    await page.goto(`${url}/article/7`)
    await arrive()
    await page.goto(`${url}/next`)
    await arrive()
    expect(came.map(({ target }) => target)).toEqual(['/article/7', '/next'])
    expect(await context.cookies()).toEqual([])
  })

  it.each(DEMANDS)('let a form through once and whole, by script (%s)', async (demand) => {
    const { page, url, came, comment, arrive } = await open()
    await comment(demand)
    await arrive()
    expect(came).toEqual([COMMENT])
    expect(page.url()).toBe(`${url}/comment?on=7`)
  })

  it.each([
    ['transparent', 'keyboard'],
    ['script', 'keyboard'],
    ['script', 'mouse'],
  ] as const)('let a form through once and whole, by its button and without script (%s, %s)', async (demand, by) => {
    const { page, came, comment, arrive } = await open({ javaScriptEnabled: false })
    const press = async () => {
      if (by === 'mouse') return page.click('button')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
    }
    await comment(demand)
    await page.getByText('Press the button in about 3 seconds').waitFor()
    if (demand !== 'transparent') {
      // Too early, and nothing is lost.
      await press()
      await page.waitForURL('**/check?**')
      await page.waitForTimeout(3_000)
    }
    await press()
    await arrive()
    expect(came).toEqual([COMMENT])
  })

  it.each([true, false])('let a form through of somebody who refuses cookies (script: %s)', async (script) => {
    const context = await launchWithoutCookies(chromiumPath, script)
    const { page, came, comment, arrive } = await openChallenged(context, { scheme: 'http' })
    await comment('script')
    if (!script) {
      await page.waitForTimeout(3_000)
      await page.click('button')
    }
    await arrive()
    expect(came).toEqual([COMMENT])
  })
})
