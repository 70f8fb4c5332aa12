import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { DEMANDS, type Demand } from '../src/challenge/evidence.js'
import { type EdgeUnderTest, startEdge } from '../src/edge/edge.test-support.js'
import { certificateFiles } from '../src/edge/listeners/tls.test-support.js'
import { decide } from '../src/edge/rules.test-support.js'
import { launchChromium, launchWithoutCookies } from './chromium.test-support.js'
import { needsTool } from './debian-tools.js'

const chromiumPath = needsTool('chromium') ?? ''
const WORDS = 'One "word" & <another>,\n and a line — ünïcödé 日本'
const HERE = '<!doctype html><title>Here</title><link rel="icon" href="data:,"><h1>You have arrived</h1>'
const FORM = `<!doctype html><title>Form</title><link rel="icon" href="data:,"><form method="post" action="/comment?on=7">
<textarea name="words"></textarea><input name="submit"><input name="ticket"><button>Go</button></form>`

interface Came {
  method: string
  target: string
  body: string
}

/** A real browser meets a real edge that asks every unproven visitor for proof, over HTTP/2 and TLS or plain HTTP/1.1. */
describe.skipIf(!chromiumPath)('an edge that asks for proof, and a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(chromiumPath)
  })
  afterAll(() => browser?.close())

  async function open(
    given: BrowserContextOptions | BrowserContext = {},
    scheme: 'http' | 'https' = 'https',
  ): Promise<{ edge: EdgeUnderTest; page: Page; url: string; came: Came[] }> {
    const edge = await startEdge({ hosts: ['*'], certificates: certificateFiles('exact'), now: Date.now })
    const came: Came[] = []
    edge.origin.answer = (req, res) => {
      let body = ''
      req.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      req.on('end', () => {
        if (req.url !== '/form') came.push({ method: req.method ?? '', target: req.url ?? '', body })
        res.setHeader('Cache-Control', 'no-store')
        res.setHeader('Content-Type', 'text/html; charset=utf-8')
        res.end(req.url === '/form' ? FORM : HERE)
      })
    }
    const context = 'newPage' in given ? given : await browser.newContext({ ignoreHTTPSErrors: true, ...given })
    const page = await context.newPage()
    const url = `${scheme}://127.0.0.1:${scheme === 'https' ? edge.httpsPort : edge.port}`
    const elsewhere: string[] = []
    context.on('request', (request) => {
      if (new URL(request.url()).origin !== url) elsewhere.push(request.url())
    })
    onTestFinished(async () => {
      await context.close()
      expect(elsewhere).toEqual([])
    })
    return { edge, page, url, came }
  }

  function demandOf({ edge }: EdgeUnderTest, severe: Demand): void {
    decide(edge, [], { severe, lastsMs: 600_000 })
  }

  async function expectArrival(page: Page): Promise<void> {
    await page.getByText('You have arrived').waitFor({ timeout: 30_000 })
  }

  async function comment(page: Page, url: string, edge: EdgeUnderTest, demand: Demand): Promise<void> {
    await page.goto(`${url}/form`)
    await page.fill('[name=words]', WORDS)
    demandOf(edge, demand)
    await page.click('button')
  }

  const COMMENT = new URLSearchParams([
    ['words', WORDS.replace('\n', '\r\n')],
    ['submit', ''],
    ['ticket', ''],
  ]).toString()

  it.each(DEMANDS.flatMap((demand) => (['https', 'http'] as const).map((scheme) => ({ demand, scheme }))))(
    'let a browser with script through by itself, and stay open for it ($demand, $scheme)',
    async ({ demand, scheme }) => {
      const { edge, page, url, came } = await open({}, scheme)
      demandOf(edge, demand)
      await page.goto(`${url}/article/7?page=2&x=%C3%A9#notes`)
      await expectArrival(page)
      expect(page.url()).toBe(`${url}/article/7?page=2&x=%C3%A9#notes`)
      await page.goto(`${url}/next`)
      await expectArrival(page)
      expect(came.map(({ target }) => target)).toEqual(['/article/7?page=2&x=%C3%A9', '/next'])
    },
  )

  it.each(DEMANDS)('let a browser without script through by itself (%s)', async (demand) => {
    const { edge, page, url, came } = await open({ javaScriptEnabled: false })
    demandOf(edge, demand)
    await page.goto(`${url}/article/7?page=2`)
    await expectArrival(page)
    await page.goto(`${url}/next`)
    await expectArrival(page)
    expect(came.map(({ target }) => target)).toEqual(['/article/7?page=2', '/next'])
  })

  it.each([
    { demand: 'transparent', script: true },
    { demand: 'script', script: true },
    { demand: 'script', script: false },
    { demand: 'work', script: true },
  ] as const)('let somebody through who refuses cookies ($demand, script: $script)', async ({ demand, script }) => {
    const { edge, page, url, came } = await open(await launchWithoutCookies(chromiumPath, script), 'http')
    demandOf(edge, demand)
    await page.goto(`${url}/article/7`)
    await expectArrival(page)
    await page.goto(`${url}/next`)
    await expectArrival(page)
    expect(came.map(({ target }) => target)).toEqual(['/article/7', '/next'])
  })

  it.each(DEMANDS)('let a form through once and whole, by script (%s)', async (demand) => {
    const { edge, page, url, came } = await open()
    await comment(page, url, edge, demand)
    await expectArrival(page)
    expect(came).toEqual([{ method: 'POST', target: '/comment?on=7', body: COMMENT }])
  })

  it.each(['transparent', 'script'] as const)(
    'let a form through once and whole, by its button and the keyboard (%s)',
    async (demand) => {
      const { edge, page, url, came } = await open({ javaScriptEnabled: false })
      await comment(page, url, edge, demand)
      await page.getByText('Press the button in about 3 seconds').waitFor()
      await page.waitForTimeout(demand === 'transparent' ? 0 : 3_000)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expectArrival(page)
      expect(came).toEqual([{ method: 'POST', target: '/comment?on=7', body: COMMENT }])
    },
  )

  it.each([true, false])('let a form through of somebody who refuses cookies (script: %s)', async (script) => {
    const { edge, page, url, came } = await open(await launchWithoutCookies(chromiumPath, script), 'http')
    await comment(page, url, edge, 'script')
    if (!script) {
      await page.waitForTimeout(3_000)
      await page.click('button')
    }
    await expectArrival(page)
    expect(came).toEqual([{ method: 'POST', target: '/comment?on=7', body: COMMENT }])
  })
})
