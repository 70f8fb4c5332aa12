import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { etag } from 'hono/etag'
import { accountRoutes } from './account/account-routes.js'
import { knowViewer } from './account/know-viewer.js'
import { articleRoutes } from './articles/article-routes.js'
import { assetRoutes } from './assets/asset-routes.js'
import { commentRoutes } from './comments/comment-routes.js'
import type { Store } from './database/store.js'
import { donateRoutes } from './donate/donate-routes.js'
import { feedRoutes } from './feeds/feed-routes.js'
import { forbidCaching } from './http/cache-policy.js'
import type { NewsroomEnv } from './http/newsroom-env.js'
import { failed, notFound, tooLarge } from './http/problems.js'
import { sameOriginOnly } from './http/same-origin-only.js'
import { readStressLevel } from './http/stress-level.js'
import { newsletterRoutes } from './newsletter/newsletter-routes.js'
import { searchRoutes } from './search/search-routes.js'

export interface NewsroomOptions {
  db: Store
  /** Unix time in milliseconds. */
  now?: () => number
  /** Told of every request that failed on our side. */
  onError?: (error: Error) => void
}

const bodyLimitBytes = 32 * 1_024

const securityHeaders = [
  [
    'Content-Security-Policy',
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  ],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
] as const

/**
 * The newsroom as a web application.
 * @example
 * const app = createNewsroom({ db: await openDatabase({ cacheDirectory, now: Date.now() }) })
 * const response = await app.request('/')
 */
export function createNewsroom({ db, now = Date.now, onError = () => {} }: NewsroomOptions): Hono<NewsroomEnv> {
  const services = { store: db, now }
  const app = new Hono<NewsroomEnv>()
  app.onError((error, c) => {
    onError(error)
    return failed(c, services)
  })
  app.notFound((c) => notFound(c, services))

  app.use(async (c, next) => {
    c.set('level', readStressLevel(c.req.header('holdfast-level')))
    c.set('viewer', null)
    await next()
    for (const [name, value] of securityHeaders) c.header(name, value)
  })
  app.get('/health', async (c) => {
    forbidCaching(c)
    await db.ping()
    return c.json({ status: 'ok' })
  })
  app.use(etag())
  app.route('/', assetRoutes(services))
  app.use(sameOriginOnly(services))
  app.use(bodyLimit({ maxSize: bodyLimitBytes, onError: (c) => tooLarge(c, services) }))
  app.use(knowViewer(services))

  app.route('/', articleRoutes(services))
  app.route('/', commentRoutes(services))
  app.route('/', searchRoutes(services))
  app.route('/', donateRoutes(services))
  app.route('/', newsletterRoutes(services))
  app.route('/', accountRoutes(services))
  app.route('/', feedRoutes(services))
  return app
}
