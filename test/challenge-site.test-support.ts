import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createClearances } from '../src/challenge/clearances.js'
import { type Demand, type Evidence, satisfies } from '../src/challenge/evidence.js'
import { answerTo, createTickets } from '../src/challenge/tickets.js'
import { createWork } from '../src/challenge/work.js'
import { ChallengePages } from '../src/edge/challenge/challenge-pages.js'
import { CHECK_PATH } from '../src/edge/challenge/check-path.js'
import type { HeldFields } from '../src/edge/waiting-room/held-form.js'

const secret = new Uint8Array(32).fill(5)
const HOLDER = { platform: 'site', network: 1, browser: 1 }
const BY_WAITING: Record<Demand, Evidence> = { transparent: 'patience', script: 'patience', work: 'waited' }
const BY_SCRIPT: Record<Demand, Evidence> = { transparent: 'script', script: 'script', work: 'work' }

export interface ChallengeSite {
  url: string
  /** What came through to the site itself, and what each visitor had shown by then. */
  arrived: { method: string; target: string; body: string; shown: Evidence }[]
  /** Challenges given out so far. */
  given(): number
  close(): Promise<void>
}

export interface ChallengeSiteOptions {
  demand: Demand
  waitMs: number
  /** What Holdfast's own paths fail at, answered with 500, by method and path. */
  broken?: (method: string, path: string) => boolean
  /** Nothing that is proved counts for anything. */
  deaf?: boolean
  site?: string
}

interface Asked {
  method: string
  target: string
  body: string
  cookies: Record<string, string>
  language: string
}

/**
 * A site behind challenges on a port of its own, for looking at the pages alone in a real browser: it speaks their
 * protocol with the same tickets, clearances and work as an edge does, and has waits as short as a test wants.
 */
export async function startChallengeSite(options: ChallengeSiteOptions): Promise<ChallengeSite> {
  const { demand, waitMs, broken, deaf = false, site = 'news.example.org' } = options
  const pages = new ChallengePages()
  const [tickets, clearances, work] = [createTickets({ secret }), createClearances({ secret }), createWork({ secret })]
  const arrived: ChallengeSite['arrived'] = []
  /** Who refuses cookies; everybody here comes from one address. */
  let cleared: Evidence | null = null
  let given = 0

  const shownBy = (cookie: string | undefined): Evidence | null => {
    const check = clearances.check(cookie, HOLDER, Date.now())
    return deaf ? null : check.kind === 'valid' ? check.evidence : cleared
  }
  const clear = (evidence: Evidence, id: string): string => {
    cleared = evidence
    return `holdfast-clearance=${clearances.issue(HOLDER, { evidence, id }, Date.now())}; Path=/; HttpOnly; SameSite=Lax`
  }
  const challenge = (res: ServerResponse, asked: Asked, status: number, to: string, form: HeldFields | null) => {
    given++
    const ticket = tickets.issue(HOLDER, demand, Date.now())
    page(res, asked, status, ticket, to, waitMs, form)
  }
  const page = (
    res: ServerResponse,
    asked: Asked,
    status: number,
    ticket: string,
    to: string,
    leftMs: number,
    form: HeldFields | null,
  ) => {
    const waitS = Math.max(1, Math.ceil(leftMs / 1000))
    const language = pages.language(asked.language)
    const { body, headers } = pages.page({ language, site, demand, ticket, to, waitS, form })
    res.writeHead(status, [...headers, 'Set-Cookie', `holdfast-ticket=${ticket}; Path=/; HttpOnly; SameSite=Lax`])
    res.end(body)
  }

  async function check(res: ServerResponse, asked: Asked, url: URL): Promise<void> {
    const fields = new URLSearchParams(asked.body)
    // A form that is held may have fields of the same names; it comes with the ticket in its address.
    const answering = asked.method === 'POST' && !url.searchParams.has('ticket')
    const ticket = (answering ? fields.get('ticket') : url.searchParams.get('ticket')) ?? ''
    const to = url.searchParams.get('to') ?? '/'
    const checked = tickets.check(ticket, HOLDER, Date.now())
    if (checked.kind !== 'valid') throw new Error(`a ticket that is ${checked.kind}`)
    if (url.pathname === `${CHECK_PATH}/work`) {
      res.setHeader('Content-Type', 'application/json')
      res.end(JSON.stringify(await work.issue(checked.id, Date.now())))
    } else if (answering) {
      const right =
        demand === 'work'
          ? work.check(fields.get('work') ?? '', checked.id, Date.now())
          : fields.get('answer') === answerTo(ticket)
      if (!right) res.writeHead(403, { 'Content-Type': 'application/json' }).end('{"error":"wrong"}')
      else res.writeHead(204, { 'Set-Cookie': clear(BY_SCRIPT[demand], checked.id) }).end()
    } else if (checked.ageMs >= waitMs || (demand === 'transparent' && asked.cookies['holdfast-ticket'] === ticket)) {
      const evidence = checked.ageMs >= waitMs ? BY_WAITING[demand] : 'cookie'
      const status = asked.method === 'POST' ? 307 : 303
      res.writeHead(status, { Location: to, 'Set-Cookie': clear(evidence, checked.id) }).end()
    } else page(res, asked, 503, ticket, to, waitMs - checked.ageMs, asked.method === 'POST' ? [...fields] : null)
  }

  function visit(res: ServerResponse, asked: Asked): void {
    const shown = shownBy(asked.cookies['holdfast-clearance'])
    const { method, target, body } = asked
    if (shown && satisfies(shown, demand)) {
      arrived.push({ method, target, body, shown })
      res.setHeader('Content-Type', 'text/html; charset=utf-8')
      res.end('<!doctype html><title>Here</title><link rel="icon" href="data:,"><h1>You have arrived</h1>')
    } else if (method === 'POST') challenge(res, asked, 403, target, [...new URLSearchParams(body)])
    else if (demand === 'transparent') {
      given++
      const ticket = tickets.issue(HOLDER, demand, Date.now())
      const onward = `${CHECK_PATH}?ticket=${ticket}&to=${encodeURIComponent(target)}`
      const cookie = `holdfast-ticket=${ticket}; Path=/; HttpOnly; SameSite=Lax`
      res.writeHead(302, { Location: onward, 'Set-Cookie': cookie }).end()
    } else challenge(res, asked, 403, target, null)
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://site')
    const asset = pages.asset(url.pathname)
    if (url.pathname.startsWith('/.well-known/') && broken?.(req.method ?? '', url.pathname)) res.writeHead(500).end()
    else if (url.pathname === '/form') {
      res.setHeader('Content-Type', 'text/html; charset=utf-8')
      res.end(FORM)
    } else if (asset) res.writeHead(200, [...asset.headers]).end(asset.body)
    else {
      const cookies = Object.fromEntries((req.headers.cookie ?? '').split('; ').map((one) => one.split('=', 2)))
      const language = req.headers['accept-language'] ?? ''
      const asked = { method: req.method ?? '', target: req.url ?? '', body: await text(req), cookies, language }
      if (url.pathname.startsWith(CHECK_PATH)) await check(res, asked, url)
      else visit(res, asked)
    }
  }

  const server = createServer((req, res) => void answer(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    given: () => given,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}

/** Its fields have the names of what a script might reach for. */
const FORM = `<!doctype html><link rel="icon" href="data:,"><form method="post" action="/comment?on=7"><textarea name="words"></textarea>
${['action', 'submit', 'dataset', 'setAttribute', 'ticket', 'answer'].map((name) => `<input name="${name}">`).join('')}<button>Go</button></form>`
