import { type Context, Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Logger } from 'pino'
import type { BrainView } from '../brain/status.js'
import { type Access, accessRules, type ConsoleAuth, isProgramPath, needsSignIn } from './access.js'
import { apiRoutes } from './api.js'
import { type Assets, loadAssets } from './assets.js'
import type { ConsoleEnv } from './console-env.js'
import { createLiveFeed } from './live-feed.js'
import { drillPages } from './pages/drill-pages.js'
import { frictionPages } from './pages/friction-pages.js'
import { listPages } from './pages/list-pages.js'
import { messagePage } from './pages/message-page.js'
import { overviewPages } from './pages/overview-pages.js'
import { rulePages } from './pages/rule-pages.js'
import { SESSION_COOKIE, signInPages } from './pages/sign-in-pages.js'
import { NO_STORE, SECURITY_HEADERS } from './security-headers.js'
import { createSessions } from './sessions.js'

export interface ConsoleOptions {
  view: BrainView
  auth: ConsoleAuth
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** The clock, in milliseconds since 1970; for sessions and sign-in limits. */
  now?: () => number
  assets?: Assets
}

export interface Console {
  app: Hono<ConsoleEnv>
  /** Ends the live connections. */
  close(): void
}

/**
 * The console without a server: access rules, API, metrics and pages.
 * @throws {RangeError} when the password hash or a token cannot be used.
 */
export function createConsole({ view, auth, log, now = Date.now, assets = loadAssets() }: ConsoleOptions): Console {
  const sessions = createSessions()
  const accessOf = accessRules(auth, sessions)
  const feed = createLiveFeed(view)
  const app = new Hono<ConsoleEnv>()
  const frame = { assets, signsIn: needsSignIn(auth) }

  app.use(async (c, next) => {
    for (const [name, value] of Object.entries({ ...SECURITY_HEADERS, ...NO_STORE })) c.header(name, value)
    const asked = askedBy(c)
    const access = accessOf(asked, now())
    if (access.kind === 'sign-in') return c.redirect(`/signin?next=${encodeURIComponent(asked.path)}`, 303)
    if (access.kind === 'refused') return refusal(c, access)
    c.set('access', access)
    c.set('mayContinue', () => accessOf(asked, now()).kind === 'allowed')
    return next()
  })

  app.get('/assets/:name', (c) => {
    const asset = assets.files.get(c.req.path)
    if (!asset) return c.notFound()
    const body = new Uint8Array(asset.body)
    return c.body(body, 200, {
      'Content-Type': asset.contentType,
      'Cache-Control': 'public, max-age=31536000, immutable',
    })
  })
  app.route('/', apiRoutes(view, feed, auth.localToken))
  app.route('/', overviewPages(view, frame))
  app.route('/', rulePages(view, frame))
  app.route('/', frictionPages(view, frame))
  app.route('/', listPages(view, frame))
  app.route('/', drillPages(view, frame))
  app.route('/', signInPages({ auth, sessions, now, frame }))

  const refusal = (c: Context<ConsoleEnv>, { status, reason }: Extract<Access, { kind: 'refused' }>) => {
    if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="holdfast"')
    if (isProgramPath(c.req.path)) return c.json({ error: reason }, status)
    return messagePage(c, frame, { status, title: 'Not allowed', text: reason })
  }
  app.notFound((c) =>
    isProgramPath(c.req.path)
      ? c.json({ error: `There is no ${c.req.path}.` }, 404)
      : messagePage(c, frame, { status: 404, title: 'No such page', text: `The console has no page ${c.req.path}.` }),
  )
  app.onError((error, c) => {
    log.error({ err: error, method: c.req.method, path: c.req.path }, 'the console failed to answer')
    const text = 'The console failed to answer this. The protection itself goes on. Details are in the log of Holdfast.'
    if (isProgramPath(c.req.path)) return c.json({ error: text }, 500)
    return messagePage(c, frame, { status: 500, title: 'Something went wrong', text })
  })

  return { app, close: () => feed.close() }
}

function askedBy(c: Context<ConsoleEnv>) {
  return {
    method: c.req.method,
    path: c.req.path,
    host: c.req.header('Host') ?? '',
    origin: c.req.header('Origin'),
    fetchSite: c.req.header('Sec-Fetch-Site'),
    authorization: c.req.header('Authorization'),
    session: getCookie(c, SESSION_COOKIE),
  }
}
