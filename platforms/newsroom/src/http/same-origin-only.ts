import { createMiddleware } from 'hono/factory'
import { sessionToken } from '../account/session-cookie.js'
import type { NewsroomEnv, Services } from './newsroom-env.js'
import { crossSiteForm } from './problems.js'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses forms that another site makes a visitor's browser send. There is no token in the forms, so that the pages
 * with forms can be cached. Current browsers send Sec-Fetch-Site, older ones Origin; a client that sends neither (a
 * script, a very old browser) is let through as long as it carries no session that could be abused.
 */
export function sameOriginOnly(services: Services) {
  return createMiddleware<NewsroomEnv>(async (c, next) => {
    if (!safeMethods.has(c.req.method) && !comesFromHere(c.req.raw)) return crossSiteForm(c, services)
    return next()
  })
}

function comesFromHere(request: Request): boolean {
  const fetchSite = request.headers.get('sec-fetch-site')
  if (fetchSite !== null) return fetchSite === 'same-origin' || fetchSite === 'none'
  const origin = request.headers.get('origin')
  if (origin === null) return sessionToken(request) === undefined
  return hostOf(origin) === (request.headers.get('x-forwarded-host') ?? request.headers.get('host'))
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
