import type { Context } from 'hono'
import type { Visit } from '../views/layout.js'
import type { NewsroomEnv, Services } from './newsroom-env.js'

/** What the frame of a page has to know about the request. */
export function visitOf(c: Context<NewsroomEnv>, services: Services): Visit {
  return { level: c.get('level'), viewer: c.get('viewer'), now: services.now() }
}
