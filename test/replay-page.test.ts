import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../src/cli/run-cli.test-support.js'
import { flood, inOrder, MINUTE, MONDAY, people } from '../src/replay/small-site.test-support.js'
import { needsTool } from './debian-tools.js'

const chromiumPath = needsTool('chromium')
const folder = mkdtempSync(join(tmpdir(), 'holdfast-replay-page-'))
const page = join(folder, 'replay.html')
const HOSTILE = '<script>document.title=1</script><img src=x>'

describe.skipIf(!chromiumPath)('the page of a replay', () => {
  let browser: Browser

  beforeAll(async () => {
    const bots = flood(MONDAY + 50 * MINUTE, 60, 80, (i) => ({
      address: `31.${i % 250}.${(i * 7) % 250}.${(i * 13) % 250}`,
      target: '/search?q=abcdefgh',
      userAgent: HOSTILE,
    }))
    const log = join(folder, 'access.log')
    writeFileSync(
      log,
      inOrder(people(MONDAY, 60, 20, 1), bots)
        .map(({ text }) => `${text}\n`)
        .join(''),
    )
    expect(await runCli('replay', log, '--html', page)).toMatchObject({ code: 0 })
    browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox', '--disable-gpu'] })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)(
    '%i pixels wide and %s can be read by everybody, and loads and runs nothing',
    async (width, colorScheme) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme })
      const tab = await context.newPage()
      const asked: string[] = []
      const said: string[] = []
      tab.on('request', (request) => asked.push(request.url()))
      tab.on('console', (message) => said.push(message.text()))
      await tab.goto(pathToFileURL(page).href)
      expect(await tab.locator('.lead').textContent()).toMatch(
        /somebody flooded the site: [\d,]+ visits would have been/,
      )
      expect(await tab.locator('figure svg .challenge').count()).toBeGreaterThan(0)
      expect(await tab.title()).toBe('What Holdfast would have done')
      expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      expect((await new AxeBuilder({ page: tab }).analyze()).violations).toEqual([])
      expect(asked).toEqual([pathToFileURL(page).href])
      expect(said).toEqual([])
      await context.close()
    },
  )
})
