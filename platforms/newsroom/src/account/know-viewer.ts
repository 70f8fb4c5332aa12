import { createMiddleware } from 'hono/factory'
import type { NewsroomEnv, Services } from '../http/newsroom-env.js'
import { sessionToken } from './session-cookie.js'
import { findViewer } from './sessions.js'

/** Finds out who is signed in. Without a session cookie the database is not asked. */
export function knowViewer({ store, now }: Services) {
  return createMiddleware<NewsroomEnv>(async (c, next) => {
    const token = sessionToken(c.req.raw)
    c.set('viewer', token === undefined ? null : await store.read((tx) => findViewer(tx, token, now())))
    return next()
  })
}
