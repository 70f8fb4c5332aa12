import type { BrowserContext, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import type { Demand } from '../src/challenge/evidence.js'
import { startEdge } from '../src/edge/edge.test-support.js'
import { certificateFiles } from '../src/edge/listeners/tls.test-support.js'
import { decide } from '../src/edge/rules.test-support.js'

const HERE = '<!doctype html><title>Here</title><link rel="icon" href="data:,"><h1>You have arrived</h1>'
/** Its fields have the names of what a script might reach for. */
const NAMES = ['action', 'submit', 'dataset', 'setAttribute', 'ticket', 'answer', 'work']
const FORM = `<!doctype html><title>Form</title><link rel="icon" href="data:,"><form method="post" action="/comment?on=7">
<textarea name="words"></textarea>${NAMES.map((name) => `<input name="${name}">`).join('')}<button>Go</button></form>`
const WORDS = 'One "word" & <another>,\n and a line — ünïcödé 日本'

/** What `comment` sends, as it arrives. */
export const COMMENT = {
  method: 'POST',
  target: '/comment?on=7',
  body: new URLSearchParams([
    ['words', WORDS.replace('\n', '\r\n')],
    ...NAMES.map((name): [string, string] => [name, name === 'action' ? '/elsewhere' : '']),
  ]).toString(),
}

export interface Challenged {
  page: Page
  /** Of the site behind the edge. */
  url: string
  /** What came through to the site itself, but for its form. */
  came: { method: string; target: string; body: string }[]
  /** Asks every unproven visitor for proof from now on. */
  ask(demand: Demand): void
  /** Fills a form of the site in and sends it, when proof is asked for that was not while it was opened. */
  comment(demand: Demand): Promise<void>
  /** Until a page of the site itself is there. */
  arrive(): Promise<void>
}

/**
 * A page of a real browser, and a real edge in front of a site. The browser must complain about nothing and ask nobody
 * else for anything.
 * @param host as the browser calls this machine
 */
export async function openChallenged(
  context: BrowserContext,
  { scheme = 'https', host = '127.0.0.1' }: { scheme?: 'http' | 'https'; host?: string } = {},
): Promise<Challenged> {
  const edge = await startEdge({ hosts: ['*'], certificates: certificateFiles('exact'), now: Date.now })
  const came: Challenged['came'] = []
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
  const url = `${scheme}://${host}:${scheme === 'https' ? edge.httpsPort : edge.port}`
  const page = await context.newPage()
  const complaints: string[] = []
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== url) complaints.push(`asked for ${request.url()}`)
  })
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => void complaints.push(error.message))
  onTestFinished(async () => {
    await context.close()
    expect(complaints).toEqual([])
  })

  const ask = (severe: Demand) => decide(edge.edge, [], { severe, lastsMs: 600_000 })
  return {
    page,
    url,
    came,
    ask,
    comment: async (demand) => {
      await page.goto(`${url}/form`)
      await page.fill('[name=words]', WORDS)
      await page.fill('[name=action]', '/elsewhere')
      ask(demand)
      await page.click('button')
    },
    arrive: () => page.getByText('You have arrived').waitFor({ timeout: 30_000 }),
  }
}
