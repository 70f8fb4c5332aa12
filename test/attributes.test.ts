import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ATTRIBUTES, type Attribute, COLUMN } from '../src/traffic/attributes.js'
import { VisitDescriber } from '../src/traffic/visit-describer.js'
import { needsTool } from './debian-tools.js'

const chromiumPath = needsTool('chromium')

const PAGE = `<!doctype html><title>A page</title><link rel="stylesheet" href="/style.css"><img src="/picture/7" alt="">
<script type="speculationrules">{"prefetch": [{"source": "list", "urls": ["/next"], "eagerness": "immediate"}]}</script>
<script type="module" src="/app.js"></script><p>Words`
const SCRIPT = `await fetch('/page?as=data', { headers: { accept: 'application/json' } })
await fetch('/sent', { method: 'POST', body: 'x' })
document.title = 'done'`

type Values = Partial<Record<Attribute, string | undefined>>

/** What a real browser sends, described as if it had come over TLS: browsers trust localhost as they trust https. */
describe.skipIf(!chromiumPath)('what a real browser sends', () => {
  async function browse(userAgent: (own: string) => string): Promise<ReadonlyMap<string, readonly Values[]>> {
    const requests: IncomingMessage[] = []
    const server = createServer((req, res) => {
      requests.push(req)
      const type = req.url?.endsWith('.css') ? 'text/css' : req.url?.endsWith('.js') ? 'text/javascript' : 'text/html'
      res.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store', 'Set-Cookie': 'consent=yes' })
      res.end(type === 'text/css' ? 'p { color: #333 }' : type === 'text/javascript' ? SCRIPT : PAGE)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run']
    const own = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/VERSION Safari/537.36`
    const probe = await chromium.launch({ executablePath: chromiumPath ?? '', args })
    const version = probe.version().replace(/^(\d+).*/, '$1.0.0.0')
    await probe.close()
    const browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: [...args, `--user-agent=${userAgent(own.replace('VERSION', version))}`],
    })
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    for (let visit = 0; visit < 2; visit++) {
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/page`)
      await page.waitForFunction("document.title === 'done'")
    }
    await expect.poll(() => requests.some(({ url }) => url === '/next'), { timeout: 10_000 }).toBe(true)
    return described(requests)
  }

  function described(requests: readonly IncomingMessage[]): ReadonlyMap<string, readonly Values[]> {
    const describer = new VisitDescriber(new Set(['127.0.0.1']))
    const row = new Int32Array(ATTRIBUTES.length)
    const byPath = new Map<string, Values[]>()
    for (const { method, url, httpVersion, rawHeaders, headers } of requests) {
      const cookie = headers.cookie === undefined ? 'none' : 'some'
      const visit = { method: method ?? '', target: url ?? '', httpVersion, cookie, fields: rawHeaders } as const
      const unknown = { tls: null, as: null, country: null, crawler: null }
      describer.describe({ ...visit, ...unknown, secure: true, told: 'in-order' }, row)
      const values = Object.fromEntries(
        ATTRIBUTES.map((name) => [name, describer.text(COLUMN[name], row[COLUMN[name]] ?? 0)]),
      )
      byPath.set(url ?? '', [...(byPath.get(url ?? '') ?? []), values])
    }
    return byPath
  }

  it('is consistent for pages, files, data and prefetches, and of one shape for each', async () => {
    const visits = await browse((own) => own)
    for (const [path, values] of visits) {
      for (const { fetch } of values) expect({ path, fetch }).toEqual({ path, fetch: 'consistent' })
      expect(new Set(values.map(({ headers }) => headers)).size, path).toBe(1)
    }
    const kinds = Object.fromEntries([...visits].map(([path, values]) => [path, values[0]?.kind]))
    expect(kinds).toMatchObject({
      '/page': 'page',
      '/style.css': 'asset',
      '/app.js': 'asset',
      '/picture/7': 'other',
      '/page?as=data': 'data',
      '/sent': 'data',
      '/next': 'page',
    })
    expect(visits.get('/page')?.map(({ cookie }) => cookie)).toEqual(['none', 'some'])
  })

  it.each([
    ['another version', (own: string) => own.replace(/Chrome\/\d+/, 'Chrome/99')],
    ['another system', (own: string) => own.replace('X11; Linux x86_64', 'Windows NT 10.0; Win64; x64')],
    ['a phone', (own: string) => own.replace(' Safari', ' Mobile Safari')],
    ['another browser', () => 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ])('contradicts a user agent that names %s', async (_what, userAgent) => {
    const visits = await browse(userAgent)
    for (const { fetch } of visits.get('/page') ?? []) expect(fetch).toBe('contradicting')
  })
})
