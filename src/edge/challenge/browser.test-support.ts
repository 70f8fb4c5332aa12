import type { Demand } from '../../challenge/evidence.js'
import { answerTo } from '../../challenge/tickets.js'
import type { RuleInForce } from '../../mitigate/orders.js'
import { type Ask, type EdgeUnderTest, type Options, startEdge } from '../edge.test-support.js'
import { certificateFiles, http2Ask, http2Session } from '../listeners/tls.test-support.js'
import { SEARCH } from '../rules.test-support.js'
import { CHECK_PATH } from './check-path.js'

/** Somebody who opens a page in Chrome, over plain HTTP: there it sends no Sec-Fetch-*. */
export const PLAIN_CHROME = {
  'User-Agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Accept-Encoding': 'gzip, deflate',
  'Accept-Language': 'en-GB,en;q=0.9',
}
export const PLAIN_FIREFOX = {
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language': 'de,en-US;q=0.7,en;q=0.3',
  'Accept-Encoding': 'gzip, deflate',
}

/** A rule against every page. */
export const everything = (demand: Demand): RuleInForce => ({
  ...SEARCH,
  demand,
  tests: [{ attribute: 'kind', op: 'is', value: 'page' }],
})

export interface Answer {
  status: number
  text: string
  get(name: string): string | undefined
}

export interface Protected extends EdgeUnderTest {
  /** One request by the protocol that is looked at, on a connection of its own. */
  visit(ask: Ask): Promise<Answer>
}

/** An edge in front of an origin that says what it was asked for. */
export async function startOver(protocol: 'HTTP/1.1' | 'HTTP/2', options: Options = {}): Promise<Protected> {
  const edge = await startEdge({ certificates: certificateFiles('exact'), ...options })
  edge.origin.answer = (req, res) => {
    let body = ''
    req.on('data', (chunk) => {
      body += chunk
    })
    req.on('end', () => res.setHeader('Cache-Control', 'no-store').end(`served ${req.url}${body && ` ${body}`}`))
  }
  if (protocol === 'HTTP/1.1') return { ...edge, visit: edge.ask }
  const visit = async ({ method = 'GET', path = '/', headers = {}, body, from }: Ask) => {
    const session = http2Session(edge.httpsPort, from === undefined ? {} : ({ localAddress: from } as object))
    const fields = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    const answer = await http2Ask(session, { ':method': method, ':path': path, ...fields }, body)
    session.destroy()
    const get = (name: string) => {
      const value = answer.headers[name.toLowerCase()]
      return Array.isArray(value) ? value[0] : value
    }
    return { status: answer.status, text: answer.text, get }
  }
  return { ...edge, visit }
}

export function isPage(answer: Answer): boolean {
  return answer.get('content-type')?.startsWith('text/html') === true
}

/** The ticket of a challenge page. */
export function ticketOn(page: Answer): string {
  return /\?ticket=([\w-]+)/.exec(page.text)?.[1] ?? 'none'
}

/** What the script of a challenge page does. */
export async function answerByScript(browser: TestBrowser, page: Answer): Promise<Answer> {
  const ticket = ticketOn(page)
  return browser.send({
    path: CHECK_PATH,
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: '*/*' },
    body: `ticket=${ticket}&answer=${answerTo(ticket)}`,
  })
}

/** What a browser does by itself: it keeps cookies, unless it refuses them, and goes where it is sent. */
export class TestBrowser {
  readonly cookies = new Map<string, string>()
  /** Of the last page, as an `open` found it. */
  path = '/'
  readonly #site: Pick<Protected, 'visit'>
  readonly #headers: Record<string, string>
  readonly #refusesCookies: boolean
  from: string | undefined

  constructor(
    site: Pick<Protected, 'visit'>,
    {
      headers = PLAIN_CHROME,
      refusesCookies = false,
      from,
    }: { headers?: Record<string, string>; refusesCookies?: boolean; from?: string } = {},
  ) {
    this.#site = site
    this.#headers = headers
    this.#refusesCookies = refusesCookies
    this.from = from
  }

  /** One request, with what it keeps; it goes nowhere by itself. */
  async send(ask: Ask): Promise<Answer> {
    const kept = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...this.#headers, ...(kept === '' ? {} : { Cookie: kept }), ...ask.headers }
    const answer = await this.#site.visit({ ...ask, headers, ...(this.from === undefined ? {} : { from: this.from }) })
    const [, name, value] = /^([\w-]+)=([^;]*)/.exec(answer.get('set-cookie') ?? '') ?? []
    if (name !== undefined && value !== undefined && !this.#refusesCookies) this.cookies.set(name, value)
    return answer
  }

  /** Opens a page and goes where it is sent, at most ten times as browsers do twenty. */
  async open(path: string): Promise<Answer> {
    this.path = path
    for (let hops = 0; hops < 10; hops++) {
      const answer = await this.send({ path: this.path })
      const location = answer.get('location')
      if (answer.status < 300 || answer.status > 399 || location === undefined) return answer
      this.path = location
    }
    throw new Error(`sent around in circles, at last to ${this.path}`)
  }

  /** Waits as long as the page says, and opens what it says then. */
  async wait(page: Answer, { clock }: Pick<Protected, 'clock'>): Promise<Answer> {
    const [, seconds, url] = /^(\d+); url=(.*)$/.exec(page.get('refresh') ?? '') ?? []
    if (seconds === undefined || url === undefined) throw new Error(`no page that opens by itself: ${page.status}`)
    clock.advance(1000 * Number(seconds))
    return this.open(url)
  }
}
