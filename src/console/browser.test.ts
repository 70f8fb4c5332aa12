import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { build } from 'esbuild'
import pino from 'pino'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { needsTool } from '../../test/debian-tools.js'
import type { Status } from '../brain/status.js'
import type { ConsoleAuth } from './access.js'
import { type Assets, loadAssets } from './assets.js'
import { attackNight, crowdNight } from './sample-friction.test-support.js'
import { busyNight, searchRule } from './sample-rules.test-support.js'
import { calmStatus, SAMPLE_NOW, type SampleView, sampleView, strainedStatus } from './sample-view.test-support.js'
import { startConsole } from './start-console.js'

const chromiumPath = needsTool('chromium')
const LOCAL_TOKEN = 'local-token-of-this-run'
const CONFIGURED_TOKEN = 'token-from-the-configuration'
const PHONE = { width: 390, height: 844 }
const DESK = { width: 1280, height: 900 }

/** Run in the page: all text of its content but that inside the charts, which draw themselves differently. */
const TEXT_BESIDE_CHARTS = `(() => {
  const copy = document.querySelector('[data-part="content"]').cloneNode(true)
  for (const chart of copy.querySelectorAll('hf-chart')) chart.remove()
  return copy.textContent.replace(/\\s+/g, ' ')
})()`

let browser: Browser
let assets: Assets
let assetsFolder: string

/** Bundles the island as the build does, from the sources that are being tested. */
async function bundleIslands(): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), 'console-assets-'))
  const entry = fileURLToPath(new URL('./islands/live.ts', import.meta.url))
  const { metafile } = await build({ entryPoints: [entry], outdir, bundle: true, format: 'esm', metafile: true })
  const [file] = Object.keys(metafile.outputs)
  await writeFile(join(outdir, 'manifest.json'), JSON.stringify({ 'live.ts': basename(file ?? '') }))
  return outdir
}

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

/** A console on a real socket and a page of a real browser, whose complaints fail the test. */
async function open(
  view: SampleView,
  { path = '/', auth = {}, ...options }: { path?: string; auth?: Partial<ConsoleAuth> } & BrowserContextOptions = {},
) {
  const serve = (port: number) =>
    startConsole({
      view,
      auth: { localToken: LOCAL_TOKEN, ...auth },
      listen: { host: '127.0.0.1', port },
      log: pino({ enabled: false }),
      assets,
    })
  const running = await serve(0)
  const context = await browser.newContext({ viewport: DESK, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  toClose.push(async () => {
    await context.close()
    await running.close()
  })
  await page.goto(running.url + path)
  return { page, running, serve, complaints }
}

async function live(page: Page, view: SampleView, status?: Status): Promise<void> {
  await expect.poll(() => view.subscribers, { timeout: 10_000 }).toBeGreaterThan(0)
  view.tick(status)
  await page.locator('hf-live[data-state="live"]').waitFor()
}

/** The next second of the same status. */
function later(status: Status, seconds: number): Status {
  return { ...status, now: new Date(SAMPLE_NOW + seconds * 1000).toISOString() }
}

function singlePlatform(status: Status): Status {
  return { ...status, platforms: status.platforms.slice(0, 1) }
}

const CURL = 'platform=newsroom&attribute=family&op=is&value=curl'

/** As long as a user agent is kept, without a place to break, from right to left, and made of tags. */
function hostileRule() {
  const value = `<img src=x>\u202e\u05de\u05d5\u05d6${'W'.repeat(512)}`.slice(0, 512)
  const text = `62 % of the excess: visits with the user agent "${value}". Would touch at most 0.05 % of normal visits.`
  return searchRule({ text, match: [{ attribute: 'userAgent', op: 'is', value }] })
}

describe.skipIf(!chromiumPath)('the console in a browser', { timeout: 90_000 }, () => {
  beforeAll(async () => {
    assetsFolder = await bundleIslands()
    assets = loadAssets(pathToFileURL(`${assetsFolder}/`))
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    if (assetsFolder) await rm(assetsFolder, { recursive: true })
  })

  it.each([
    { name: 'a strained overview', status: singlePlatform(strainedStatus()), path: '/', scheme: 'light' },
    { name: 'a strained overview at night', status: singlePlatform(strainedStatus()), path: '/', scheme: 'dark' },
    { name: 'an attack', status: { ...calmStatus(), level: 'attack' as const }, path: '/', scheme: 'dark' },
    { name: 'a severe attack', status: { ...calmStatus(), level: 'severe' as const }, path: '/', scheme: 'light' },
    { name: 'several platforms', status: strainedStatus(), path: '/', scheme: 'light' },
    { name: 'one of several platforms', status: strainedStatus(), path: '/platform/newsroom', scheme: 'dark' },
    { name: 'the lists', status: calmStatus(), path: '/lists?done=added', scheme: 'light' },
    { name: 'the lists at night', status: calmStatus(), path: '/lists?done=added', scheme: 'dark' },
    { name: 'a missing page', status: calmStatus(), path: '/nowhere', scheme: 'dark' },
    { name: 'no rules', status: calmStatus(), rules: [], path: '/rules', scheme: 'light' },
    { name: 'rules', status: strainedStatus(), path: '/rules?done=pin', scheme: 'light' },
    { name: 'rules at night', status: calmStatus(), path: '/rules', scheme: 'dark' },
    {
      name: 'a rule about a hostile text',
      status: calmStatus(),
      rules: [hostileRule()],
      path: '/rules',
      scheme: 'light',
    },
    { name: 'its preview', status: calmStatus(), rules: [hostileRule()], path: '/rules/7/preview', scheme: 'dark' },
    { name: 'the preview of a rule', status: calmStatus(), path: '/rules/7/preview', scheme: 'light' },
    { name: 'the preview of a bad idea', status: strainedStatus(), path: `/rules/preview?${CURL}`, scheme: 'dark' },
    { name: 'nobody slowed', status: calmStatus(), friction: [], path: '/slowed', scheme: 'dark' },
    { name: 'who was slowed', status: calmStatus(), path: '/slowed', scheme: 'light' },
    { name: 'who was slowed at night', status: calmStatus(), path: '/slowed?range=all', scheme: 'dark' },
    { name: 'who is slowed', status: strainedStatus(), friction: crowdNight(), path: '/slowed', scheme: 'light' },
    { name: 'a match with a problem', status: calmStatus(), path: '/rules/preview?platform=newsroom', scheme: 'light' },
    { name: 'a drill', status: calmStatus(), path: '/drill', scheme: 'light' },
  ] as const)('finds nothing inaccessible in $name, and it fits a phone', async ({ status, path, scheme, ...rest }) => {
    const friction = 'friction' in rest ? rest.friction : attackNight()
    const view = sampleView(status, 'rules' in rest ? rest.rules : busyNight(), friction)
    view.openDrill(600, 'command')
    const { page } = await open(view, { path, colorScheme: scheme, viewport: PHONE })
    if ((await page.locator('hf-live').count()) > 0) await live(page, view)
    for (const details of await page.locator('summary').all()) await details.click()
    expect(await violationsOn(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
  })

  it('finds nothing inaccessible in the sign-in page, with and without a problem', async () => {
    const auth = { token: CONFIGURED_TOKEN }
    const { page } = await open(sampleView(), { auth })
    expect(new URL(page.url()).pathname).toBe('/signin')
    expect(await violationsOn(page)).toEqual([])
    await page.getByLabel('Access token').fill('not the right one')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('That is not the access token.').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByLabel('Access token').fill(CONFIGURED_TOKEN)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Calm' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Access token').waitFor()
  })

  it('finds nothing inaccessible in a form with a problem and one with a question', async () => {
    const { page } = await open(sampleView(), { path: '/lists' })
    await page.getByLabel('Address or network').fill('news.example.org')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('alert').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByLabel('Address or network').fill('0.0.0.0/0')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('Deny all of it?').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('The entry was added.').waitFor()
  })

  it('shows each second as it comes, and leaves alone what the operator holds open', async () => {
    const calm = calmStatus()
    const view = sampleView(calm)
    const { page, complaints } = await open(view)
    await live(page, view)
    await expect.poll(() => page.locator('hf-chart canvas').count()).toBe(4)
    const summary = page.locator('summary').first()
    await summary.click()
    const canvas = await page.locator('hf-chart canvas').first().elementHandle()

    const [platform] = calm.platforms
    if (!platform) throw new Error('the sample has a platform')
    const busier = {
      ...later(calm, 1),
      platforms: [{ ...platform, requestsPerSecond: 12_345 }],
      warnings: ['Mend this.'],
    }
    view.tick(busier)
    await page.getByText('12,345').waitFor()
    await page.getByText('Mend this.').waitFor()
    expect(await page.locator('details').first().getAttribute('open')).not.toBeNull()
    expect(await page.locator('summary:focus').count()).toBe(1)
    expect(await canvas?.evaluate((element) => element.isConnected)).toBe(true)
    view.tick(later(calm, 2))
    await page.getByText('Mend this.').waitFor({ state: 'detached' })
    expect(await canvas?.evaluate((element) => element.isConnected)).toBe(true)
    expect(complaints).toEqual([])
  })

  it('shows rules as they come and end, tells a screen reader, and leaves alone what is held open or typed', async () => {
    const view = sampleView(calmStatus(), [searchRule()])
    const { page, complaints } = await open(view, { path: '/rules' })
    await live(page, view)
    await page.getByText('End it…').click()
    await page.locator('#match-0-value').fill('half typed')
    view.add(searchRule({ id: 8, text: 'visits by a second flood' }))
    view.tick(later(calmStatus(), 1))
    await page.getByRole('article', { name: 'visits by a second flood' }).waitFor()
    const announcement = page.locator('hf-live [role="status"]')
    expect(await announcement.textContent()).toBe('Rule 8 came into force: visits by a second flood')
    await page.getByRole('button', { name: 'Lift rule 7' }).waitFor()
    expect(await page.locator('#match-0-value').inputValue()).toBe('half typed')
    expect(await page.locator('#match-0-value:focus').count()).toBe(1)
    view.actOnRule(8, 'lift')
    view.tick(later(calmStatus(), 2))
    await page.getByText('Lifted: an operator lifted it', { exact: true }).waitFor()
    expect(await announcement.textContent()).toBe('Rule 8 ended. Lifted: an operator lifted it.')
    expect(await page.title()).toBe('Rules – Holdfast')
    expect(complaints).toEqual([])
  })

  it('tells on the overview of rules as they come into force', async () => {
    const view = sampleView()
    const { page } = await open(view)
    await live(page, view)
    view.add(searchRule())
    view.tick(later(calmStatus(), 1))
    await page.getByText('A rule is in force: it challenges visits.').waitFor()
    await page.getByRole('link', { name: 'See what they match' }).click()
    await page.getByRole('heading', { name: 'Rules' }).waitFor()
  })

  it('lets a rule be previewed, ended and permitted again without scripts', async () => {
    const view = sampleView(calmStatus(), [searchRule()])
    const { page } = await open(view, { path: '/rules', javaScriptEnabled: false })
    await page.getByRole('link', { name: 'Preview rule 7' }).click()
    await page.getByText('It would touch hardly any real people').waitFor()
    await page.locator('#match-0-value').fill('/feed.xml')
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByText('Nothing in the last hour matched.').waitFor()
    await page.getByRole('link', { name: 'Back to the rules' }).click()
    await page.getByText('End it…').click()
    await page.getByRole('button', { name: 'Forbid rule 7' }).click()
    await page.getByRole('button', { name: 'Permit again rule 7' }).click()
    await page.getByText('The rule is permitted again.').waitFor()
  })

  it.each(['/', '/platform/newsroom', '/rules'])(
    'shows on %s live exactly what the server would show',
    async (path) => {
      const status = strainedStatus()
      const view = sampleView(status, busyNight())
      const { page, running } = await open(view, { path })
      await live(page, view, later(status, 1))
      await page.getByText(/^Live, .*:11$/).waitFor()
      view.tick(status)
      await page.getByText(/^Live, .*:10$/).waitFor()
      const plain = await browser.newContext({ javaScriptEnabled: false })
      toClose.push(() => plain.close())
      const fresh = await plain.newPage()
      await fresh.goto(running.url + path)
      const served = await fresh.evaluate<string>(TEXT_BESIDE_CHARTS)
      expect(served).toMatch(/in force/i)
      expect(await page.evaluate<string>(TEXT_BESIDE_CHARTS)).toBe(served)
    },
  )

  it('tells a screen reader of a change of level, and not of every second', async () => {
    const calm = calmStatus()
    const view = sampleView(calm)
    const { page } = await open(view)
    await live(page, view)
    const announcement = page.locator('[role="status"]')
    for (let second = 1; second < 4; second++) view.tick(later(calm, second))
    await page.getByText('Live, ').waitFor()
    expect(await announcement.textContent()).toBe('')
    const strained = singlePlatform(strainedStatus())
    view.tick(later(strained, 4))
    await expect.poll(() => announcement.textContent()).toBe(`newsroom: Calm became Strained. ${strained.sentence}`)
    expect(await page.title()).toBe('Strained – overview – Holdfast')
    expect(await page.locator('link[rel="icon"]').getAttribute('href')).toContain('/strained-')
  })

  it('says that the connection is lost and how old its figures are, and comes back by itself', async () => {
    const view = sampleView()
    const { page, running, serve } = await open(view)
    await live(page, view)
    await running.close()
    await page.getByText(/Connection lost, trying again\. These figures are from \d\d:\d\d:10/).waitFor()
    const again = await serve(Number(new URL(running.url).port))
    toClose.push(() => again.close())
    await live(page, view)
    await page.getByText(/^Live, /).waitFor()
  })

  it('offers to sign in again when the session has ended', async () => {
    const view = sampleView()
    const { page, running } = await open(view, { auth: { token: CONFIGURED_TOKEN } })
    await page.getByLabel('Access token').fill(CONFIGURED_TOKEN)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await live(page, view)
    const [cookie] = await page.context().cookies()
    const signOut = {
      method: 'POST',
      headers: { Cookie: `holdfast_session=${cookie?.value}`, 'Sec-Fetch-Site': 'same-origin' },
    }
    await fetch(`${running.url}/signout`, { ...signOut, redirect: 'manual' })
    view.tick()
    await page.getByRole('link', { name: 'Sign in again' }).waitFor()
  })

  it('rests while nobody sees the page', async () => {
    const view = sampleView()
    const { page } = await open(view)
    await live(page, view)
    const setHidden = (hidden: boolean) =>
      page.evaluate(`
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} })
        document.dispatchEvent(new Event('visibilitychange'))
      `)
    await setHidden(true)
    await expect.poll(() => view.subscribers).toBe(0)
    await setHidden(false)
    await live(page, view)
  })

  it('can be used with the keyboard alone', async () => {
    const { page } = await open(sampleView(strainedStatus()))
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Skip to the content' })
    expect(await page.locator('.skip-link:focus').count()).toBe(1)
    await expect.poll(async () => (await skip.boundingBox())?.y ?? -1).toBeGreaterThanOrEqual(0)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.locator('main :focus').count()).toBe(1)
  })

  it('works without scripts: the figures are there, and an entry can be added and removed', async () => {
    const view = sampleView(singlePlatform(strainedStatus()))
    const { page, running } = await open(view, { javaScriptEnabled: false })
    await page.getByText('search is paused').waitFor()
    expect(await page.locator('.static-chart svg').count()).toBe(4)
    await page.goto(`${running.url}/lists`)
    await page.getByLabel('Address or network').fill('192.0.2.66')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('The entry was added.').waitFor()
    await page.getByRole('button', { name: 'Remove 192.0.2.66/32 from the deny list' }).click()
    await page.getByText('The entry was removed.').waitFor()
  })
})

/** What axe finds, in a form that tells where. */
async function violationsOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  )
}
