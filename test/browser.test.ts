import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { FORM_PAGE_POLICY, WaitingRoom } from '../src/edge/waiting-room/waiting-room.js'
import { launchChromium } from './chromium.test-support.js'
import { needsTool } from './debian-tools.js'
import { holdfast, type RunningDemo, startDemo } from './demo.test-support.js'

const chromiumPath = needsTool('chromium')

/** A real browser walks the newsroom through Holdfast, and the console, while a drill floods it. */
describe.skipIf(!chromiumPath)('a browser, through Holdfast', () => {
  let demo: RunningDemo
  let browser: Browser

  beforeAll(async () => {
    demo = await startDemo()
    browser = await launchChromium(chromiumPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  })

  async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options)
    return context.newPage()
  }

  /** What a reader does: read, comment, search, donate. Fails when any of it does not work. */
  async function walk(page: Page, words: string): Promise<void> {
    await page.goto(demo.site)
    await page.locator('main a[href^="/article/"]').first().click()
    await page.waitForURL('**/article/**')
    const article = page.url()
    await page.fill('.comment-form [name=name]', 'Aoife')
    await page.fill('.comment-form [name=body]', words)
    await page.click('.comment-form button')
    await page.waitForURL(/\/article\/.*#/)
    expect(page.url().split(/[?#]/)[0]).toBe(article)
    await page.getByText(words).first().waitFor()

    await page.goto(`${demo.site}/search?q=harbour`)
    await page.locator('main a[href^="/article/"]').first().waitFor()

    await page.goto(`${demo.site}/donate`)
    await page.fill('[name=name]', 'Aoife Byrne')
    await page.fill('[name=email]', 'aoife@example.org')
    await page.click('main form[action="/donate"] button')
    await page.waitForURL('**/donate/thanks/**')
  }

  it('reads, comments, searches and donates in calm, with and without script', async () => {
    const page = await newPage()
    await walk(page, 'A calm word with script.')
    await page.context().close()
    const withoutScript = await newPage({ javaScriptEnabled: false })
    await walk(withoutScript, 'A calm word without script.')
    await withoutScript.context().close()
  })

  it.each(['en', 'ga', 'uk', 'ar'])(
    'finds nothing inaccessible in the waiting room (%s), by light and by dark',
    async (language) => {
      const room = new WaitingRoom()
      const waiting = room.page(language, 'news.example.org', 6).toString()
      const withForm = room.formPage(language, 'news.example.org', 60, [['name', 'Aoife']]).toString()
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await newPage({ colorScheme, viewport: { width: 390, height: 844 } })
        for (const content of [waiting, withForm]) {
          await page.setContent(content)
          expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
        }
        await page.context().close()
      }
    },
  )

  it.each([true, false])(
    'sends a form again that found no place, as it was entered (script: %s)',
    async (javaScriptEnabled) => {
      const room = new WaitingRoom()
      const sent: string[] = []
      const server = createServer(async (req, res) => {
        res.setHeader('Content-Type', 'text/html; charset=utf-8')
        if (req.method !== 'POST') {
          res.end(
            '<form method="post"><input name="submit"><input name="dataset"><textarea name="a">\n</textarea><button>Go</button></form>',
          )
          return
        }
        sent.push(await text(req))
        if (sent.length > 1) {
          res.end('<p>Thank you')
          return
        }
        res.writeHead(503, { 'Content-Security-Policy': FORM_PAGE_POLICY })
        res.end(room.formPage('en', 'news.example.org', 1, [...new URLSearchParams(sent[0])]))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      onTestFinished(() => void server.close())

      const page = await newPage({ javaScriptEnabled })
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/?from=here`)
      await page.fill('[name=a]', 'One "word" & <another>,\n and a line — ünïcödé 日本')
      await page.fill('[name=dataset]', 'x')
      await page.click('button')
      if (!javaScriptEnabled) await page.click('button')
      await page.getByText('Thank you').waitFor()
      expect(sent[1]).toBe(sent[0])
      expect(page.url()).toContain('?from=here')
      await page.context().close()
    },
  )

  it('goes on reading, commenting, searching and donating during a flood, and the console says what happens', async () => {
    const console = await newPage()
    await console.goto(demo.console)
    await console.getByText('everything is at full speed').first().waitFor()

    // That people get through is asked for; how fast is not, on a machine that tests other things as well.
    const asked = 'slower=off,mitigated=off,mitigated-worst=off,essential-back=off,back=off,left=off'
    const flood = ['flood', '--for', '20s', '--rate', '1500', '--require', asked]
    const drill = holdfast('drill', ...flood, '--data-dir', demo.dataDir)
    await console
      .getByText(/(Strained|Attack|Severe) since \d\d:\d\d: .*search.*waiting/)
      .first()
      .waitFor({ timeout: 60_000 })
    const reader = await newPage()
    reader.setDefaultTimeout(45_000)
    await walk(reader, 'A word in the middle of the flood.')
    const found = await new AxeBuilder({ page: console }).analyze()
    expect(found.violations).toEqual([])

    const { code, output } = await drill
    process.stdout.write(output.slice(output.indexOf('Drill:')))
    expect(output).toContain('Passed.')
    expect(code).toBe(0)
    await console.getByText('everything is at full speed').first().waitFor({ timeout: 60_000 })
  }, 180_000)
})
