import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needsTool } from '../../../test/debian-tools.js'
import { createNewsroom } from './app.js'
import { openDatabase } from './database/open-database.js'
import { defaultCacheDirectory } from './database/seed-cache.js'
import type { Store } from './database/store.js'
import { type RunningServer, startServer } from './start-server.js'
import { leadSlug, testTime } from './test-newsroom.test-support.js'

const chromiumPath = needsTool('chromium')

const screens = [
  { name: 'a desk, light', options: { viewport: { width: 1_280, height: 900 }, colorScheme: 'light' } },
  { name: 'a telephone, dark', options: { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } },
] as const

describe.skipIf(!chromiumPath)('in a browser', () => {
  let store: Store
  let server: RunningServer
  let browser: Browser
  let address = ''

  beforeAll(async () => {
    store = await openDatabase({ cacheDirectory: defaultCacheDirectory(), now: testTime })
    server = await startServer(createNewsroom({ db: store, now: () => testTime }).fetch, { host: '127.0.0.1', port: 0 })
    address = `http://127.0.0.1:${server.port}`
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await server?.stop(1_000)
    await store?.close()
  })

  async function open(path: string, options: BrowserContextOptions) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const strangers: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) strangers.push(request.url())
    })
    await page.goto(address + path)
    return { page, strangers, close: () => context.close() }
  }

  describe.each(screens)('$name', ({ options }) => {
    test.each(['/', `/article/${leadSlug}`, '/search?q=harbour', '/donate', '/newsletter', '/section/coast'])(
      '%s fits the screen, asks nobody else, and axe finds nothing',
      async (path) => {
        const { page, strangers, close } = await open(path, options)
        const tooWide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
        expect(tooWide).toBeLessThanOrEqual(0)
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze()
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
        expect(strangers).toEqual([])
        await close()
      },
      60_000,
    )
  })

  test('a form that was refused is announced, and axe finds nothing on it', async () => {
    const { page, close } = await open('/donate', { ...screens[1].options, javaScriptEnabled: true })
    await page.locator('label', { hasText: 'Other' }).first().click()
    await page.fill('[name=other]', 'a lot')
    await page.fill('[name=name]', 'Una')
    await page.fill('[name=email]', 'una@example.org')
    await page.getByRole('button', { name: 'Make my pledge' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('Please enter an amount in euro')
    expect(await page.getByLabel('Other amount in euro').getAttribute('aria-invalid')).toBe('true')
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
    await close()
  }, 60_000)

  test('the first stop of the keyboard skips to the content', async () => {
    const { page, close } = await open('/', screens[0].options)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    await close()
  }, 60_000)
})
