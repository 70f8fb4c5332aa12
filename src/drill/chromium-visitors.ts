import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page, Response } from 'playwright-core'
import type { ActionRecord } from './action-record.js'
import { addressesOf } from './loopback-address.js'
import { PATIENCE_MS } from './patience.js'
import { choosePlaceholders, fill, fillPath, type Journey, type JourneyStep, type Rehearsal } from './rehearsal.js'
import type { SeededRandom } from './seeded-random.js'
import { startSocksRelay } from './socks-relay.js'
import type { Target } from './target.js'

/** A real browser costs as much as hundreds of rehearsed ones: a few, to see that the real thing gets through. */
const AT_ONCE = 2
const MOST_PAGES = 4
const THINK_MS = [2_000, 5_000] as const
const LOOK_EVERY_MS = 100
const ADDRESSES = { seconds: [62, 62], count: 250 } as const
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Pages are all it opens: what a journey sends is left to the rehearsed visitors. */
interface Reading {
  activity: string
  path: string
  step: JourneyStep
  text: string | undefined
}

/**
 * Visitors with a real chromium, which runs the scripts of challenges as everybody's browser does. Two at a time, each
 * with an address, cookies and a cache of its own, and no way to anywhere but the target.
 */
export class ChromiumVisitors {
  readonly #target: Target
  readonly #browser: Browser
  readonly #site: Rehearsal
  readonly #journeys: readonly Journey[]
  readonly #random: SeededRandom
  readonly #addresses = addressesOf(ADDRESSES)
  #actions: ActionRecord[] = []
  #ending = false
  #visiting: Promise<void>[] = []

  private constructor(
    target: Target,
    browser: Browser,
    site: Rehearsal,
    journeys: readonly Journey[],
    random: SeededRandom,
  ) {
    this.#target = target
    this.#browser = browser
    this.#site = site
    this.#journeys = journeys
    this.#random = random
  }

  /** @returns why there are none, in words, where chromium or what drives it is not installed, or does not start */
  static async start(
    target: Target,
    site: Rehearsal,
    journeys: readonly Journey[],
    random: SeededRandom,
  ): Promise<ChromiumVisitors | string> {
    const readable = journeys.filter((journey) => pagesOf(journey).length > 0)
    if (readable.length === 0) return 'real chromium: there is no page to read'
    const executablePath = chromiumPath()
    if (executablePath === null) return 'real chromium: it is not installed'
    try {
      const { chromium } = await import('playwright-core')
      const args = [
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ]
      // Scripts may do over http here what they may do over https on the real site.
      args.push(`--unsafely-treat-insecure-origin-as-secure=http://${target.authority}`)
      if (process.getuid?.() === 0) args.push('--no-sandbox')
      const browser = await chromium.launch({ executablePath, args, timeout: 20_000, handleSIGINT: false })
      return new ChromiumVisitors(target, browser, site, readable, random)
    } catch (error) {
      const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
      return `real chromium: it does not start (${why.slice(0, 120)})`
    }
  }

  begin(): void {
    this.#visiting = Array.from({ length: AT_ONCE }, () => this.#comeAndGo())
  }

  /** Actions that have ended since the last call. */
  takeActions(): ActionRecord[] {
    return this.#actions.splice(0)
  }

  async end(): Promise<void> {
    this.#ending = true
    await this.#browser.close().catch(() => {})
    await Promise.all(this.#visiting)
  }

  async #comeAndGo(): Promise<void> {
    while (!this.#ending) {
      const relay = await startSocksRelay(this.#target, this.#random.pick(this.#addresses))
      try {
        const proxy = { server: `socks5://127.0.0.1:${relay.port}` }
        const context = await this.#browser.newContext({ proxy, locale: 'en-GB', serviceWorkers: 'block' })
        await this.#visit(context)
        await context.close()
      } catch {
        // The browser is gone: at the end of the drill, or for good. Nothing is counted that was not seen.
        if (!this.#browser.isConnected()) return
      } finally {
        relay.close()
      }
    }
  }

  async #visit(context: BrowserContext): Promise<void> {
    const page = await context.newPage()
    const journey = this.#random.weighted(this.#journeys)
    const placeholders = choosePlaceholders(this.#site, this.#random)
    for (const { step, activity } of pagesOf(journey).slice(0, MOST_PAGES)) {
      const text = step.expectText === undefined ? undefined : fill(step.expectText, placeholders)
      const record = await this.#read(page, { activity, path: fillPath(step.path, placeholders), step, text })
      if (this.#ending) return
      this.#actions.push(record)
      if (!record.succeeded) return
      await sleep(THINK_MS[0] + this.#random.next() * (THINK_MS[1] - THINK_MS[0]))
      if (this.#ending) return
    }
  }

  /** Opens a page and looks at it until it is what was wanted; whatever comes between goes on by itself or not at all. */
  async #read(page: Page, { activity, path, step, text }: Reading): Promise<ActionRecord> {
    const startedAt = Date.now()
    const seen = { last: null as Response | null, challenged: false, waited: false }
    const onResponse = (response: Response) => {
      const request = response.request()
      if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return
      seen.last = response
      seen.challenged ||= new URL(response.url()).pathname.startsWith('/.well-known/holdfast/check')
    }
    page.on('response', onResponse)
    let why: string | undefined = 'no answer in time'
    await page.goto(`http://${this.#target.authority}${path}`, { timeout: PATIENCE_MS }).catch(() => null)
    while (Date.now() - startedAt < PATIENCE_MS && !this.#ending) {
      const html = await page.content().catch(() => '')
      const status = seen.last?.status() ?? 0
      const onChallenge = html.includes('/.well-known/holdfast/check?ticket=')
      seen.challenged ||= onChallenge
      if (!onChallenge && step.expectStatus.includes(status) && (text === undefined || html.includes(text))) {
        why = undefined
        break
      }
      seen.waited ||= status === 503
      if (!onChallenge && status >= 400 && status !== 503 && status !== 429) {
        why = `answered ${status}`
        break
      }
      await sleep(LOOK_EVERY_MS)
    }
    page.off('response', onResponse)
    const tookMs = Date.now() - startedAt
    return {
      activity,
      kind: 'real chromium',
      startedAt,
      succeeded: why === undefined,
      firstTry: why === undefined && !seen.challenged && !seen.waited,
      refused: seen.last !== null && (seen.last.status() === 403 || seen.last.status() === 429) && why !== undefined,
      challenged: seen.challenged,
      tookMs,
      waitedMs: 0,
      ...(why === undefined ? {} : { why }),
    }
  }
}

function pagesOf({ steps, activity }: Journey): { step: JourneyStep; activity: string }[] {
  return steps
    .filter(({ method, path }) => method === 'GET' && !/\.\w{2,5}(\?|$)/.test(path))
    .map((step) => ({ step, activity: step.activity ?? activity }))
}

function chromiumPath(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
  return found ?? null
}
