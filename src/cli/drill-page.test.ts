import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needsTool } from '../../test/debian-tools.js'
import { drillPage } from '../drill/page/drill-page.js'
import type { ScoreSecond } from '../drill/score-timeline.js'
import type { Scorecard } from '../drill/scorecard.js'
import { SCORECARD, scoreRow } from './scorecard.test-support.js'

const chromiumPath = needsTool('chromium')
const HOSTILE = '<script>document.title=1</script><img src=x>\u202e'

/** Thirty seconds of attack that hurt for three. */
const timeline = Array.from({ length: 52 }, (_, i): ScoreSecond => {
  const at = i - 8
  const attacked = at >= 0 && at < 30
  const hurt = at >= 0 && at < 3
  return {
    at,
    actions: 38 + ((i * 7) % 9),
    succeeded: hurt ? 12 : 38 + ((i * 7) % 9),
    challenged: attacked && !hurt ? 6 : 0,
    refused: 0,
    p95Ms: hurt ? 4_200 : attacked ? 130 + ((i * 13) % 40) : 60 + ((i * 5) % 20),
    attack: attacked ? 2_900 + ((i * 31) % 200) : 0,
    atOrigin: attacked ? (hurt ? 1_400 : 20) : 0,
    level: at >= 1 && at < 36 ? (at < 4 ? 'strained' : 'attack') : 'calm',
    slowed: 0,
  }
})
const card: Scorecard = {
  ...SCORECARD,
  timeline,
  platform: `newsroom ${HOSTILE}`,
  kinds: ['browser', 'no script', 'no cookies', 'screen reader', 'real chromium', 'app'].map((name, i) =>
    scoreRow(name, 1 - i / 200, { challenged: i * 7 }),
  ),
  rules: [
    {
      text: '62 % of the excess: visits to /search that send no languages. Would touch at most 0.05 % of normal visits.',
      state: 'challenge',
      madeAt: 1,
      atMs: 1_400,
      explains: 0.62,
      collateral: { share: 0, upper: 0.0005 },
      hits: 17_000,
      people: 3,
    },
  ],
}

describe('the page of a drill in words', () => {
  it('says whether it was passed, what was missed, and what is different from the last one', () => {
    const page = drillPage({ ...card, platform: 'newsroom' }, { ...SCORECARD, startedAt: '2026-11-01T10:00:00.000Z' })
    expect(page).toContain('99.2 % of 1,200 real actions succeeded during 30 s of attack.')
    expect(page).toContain('1 of 3 targets was missed')
    expect(page).toContain('1 November 2026 at 10:00 UTC')
    expect(page).toContain('Most memory')
    expect(drillPage({ ...card, passed: true, missed: [] }, null)).toContain('Every target was met.')
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('says what is known of a drill that saw nothing', () => {
    const none = { ...scoreRow('all', 0), actions: 0, succeeded: null, firstTry: null }
    const nothing = {
      all: none,
      activities: [],
      kinds: [],
      targets: [],
      timeline: [],
      attackSeconds: 0,
      holdfast: null,
      back: null,
    }
    const page = drillPage({ ...card, ...nothing, brokenOff: 'interrupted', passed: false }, null)
    expect(page).toContain('broken off (interrupted)')
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
  })
})

describe.skipIf(!chromiumPath)('the page of a drill in a browser', { timeout: 90_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-drill-page-'))
  const file = join(folder, 'drill.html')
  let browser: Browser
  beforeAll(async () => {
    writeFileSync(file, drillPage(card, { ...SCORECARD, startedAt: '2026-11-01T10:00:00.000Z' }))
    browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox', '--disable-gpu'] })
  }, 60_000)
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
      await tab.goto(pathToFileURL(file).href)
      expect(await tab.locator('figure svg').count()).toBe(3)
      expect(await tab.title()).toContain('Drill: flood on newsroom')
      expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      expect((await new AxeBuilder({ page: tab }).analyze()).violations).toEqual([])
      expect(asked).toEqual([pathToFileURL(file).href])
      expect(said).toEqual([])
      const shots = process.env.HOLDFAST_SHOTS
      if (shots) await tab.screenshot({ path: join(shots, `drill-${width}-${colorScheme}.png`), fullPage: true })
      await context.close()
    },
  )
})
