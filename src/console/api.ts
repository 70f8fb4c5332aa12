import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { BrainView, DrillWindow, ListEntry } from '../brain/status.js'
import { signDrillWindow } from '../config/drill-window-signature.js'
import type { ConsoleEnv } from './console-env.js'
import { jsonBody, problemsOf } from './json-body.js'
import type { LiveFeed } from './live-feed.js'
import { metricsText } from './metrics.js'
import { rulesApi } from './rules-api.js'
import { NO_STORE, SECURITY_HEADERS } from './security-headers.js'

const BODY_LIMIT_BYTES = 8 * 1024
const LONGEST_NOTE = 200
const LONGEST_TTL_SECONDS = 366 * 24 * 3600

const listSchema = z.enum(['allow', 'deny'])
const cidrSchema = z.string().trim().min(1).max(64)
export const newEntrySchema = z.strictObject({
  list: listSchema,
  cidr: cidrSchema,
  note: z.string().trim().max(LONGEST_NOTE).optional(),
  ttlSeconds: z.int().min(1).max(LONGEST_TTL_SECONDS).optional(),
})
const openDrillSchema = z.strictObject({ seconds: z.int().min(1) })
const closeDrillSchema = z.strictObject({ id: z.string().max(64) })
export const oldEntrySchema = z.strictObject({ list: listSchema, cidr: cidrSchema })

/** What programs read: the API and the metrics. Access has been decided before. */
export function apiRoutes(view: BrainView, feed: LiveFeed, localToken: string): Hono<ConsoleEnv> {
  const api = new Hono<ConsoleEnv>()

  api.get('/api/status', (c) => c.json(view.status()))
  api.get('/api/history', (c) => c.json(view.history()))
  api.get('/api/friction', (c) => c.json(view.friction()))

  api.get('/api/live', (c) => {
    // Written to the socket's own response: only there can be seen how far a slow listener is behind.
    const { outgoing } = c.env
    if (!outgoing) throw new Error('live events need a server under the app')
    const headers = { ...SECURITY_HEADERS, ...NO_STORE }
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' })
    if (feed.add(outgoing, headers, c.var.mayContinue)) return RESPONSE_ALREADY_SENT
    return c.json({ error: 'Too many live connections. Close some console pages, then try again.' }, 503, {
      'Retry-After': '10',
    })
  })

  api.use('/api/drill', bodyLimit({ maxSize: BODY_LIMIT_BYTES, onError: (c) => c.json(tooLarge, 413) }))
  api.use('/api/lists', bodyLimit({ maxSize: BODY_LIMIT_BYTES, onError: (c) => c.json(tooLarge, 413) }))
  api.get('/api/lists', (c) => c.json(view.lists()))
  api.post('/api/lists', async (c) => {
    const asked = newEntrySchema.safeParse(await jsonBody(c.req))
    if (!asked.success) return c.json({ error: problemsOf(asked.error) }, 400)
    const added = addEntry(view, asked.data)
    return 'error' in added ? c.json(added, 400) : c.json(added.entry, 201)
  })
  api.delete('/api/lists', async (c) => {
    const asked = oldEntrySchema.safeParse(await jsonBody(c.req))
    if (!asked.success) return c.json({ error: problemsOf(asked.error) }, 400)
    const { list, cidr } = asked.data
    if (view.removeFromList(list, cidr)) return c.body(null, 204)
    return c.json(
      { error: `There is no live ${list} entry ${cidr}. Entries of the configuration are removed there.` },
      404,
    )
  })

  api.post('/api/drill', async (c) => {
    const asked = openDrillSchema.safeParse(await jsonBody(c.req))
    if (!asked.success) return c.json({ error: problemsOf(asked.error) }, 400)
    const opened = openDrill(view, asked.data.seconds, 'command')
    if ('error' in opened) return c.json(opened, 409)
    return c.json({ ...opened, signature: signDrillWindow(opened, localToken) }, 201)
  })
  api.delete('/api/drill', async (c) => {
    const asked = closeDrillSchema.safeParse(await jsonBody(c.req))
    if (!asked.success) return c.json({ error: problemsOf(asked.error) }, 400)
    return view.closeDrill(asked.data.id) ? c.body(null, 204) : c.json({ error: 'No such drill is under way.' }, 404)
  })

  api.route('/', rulesApi(view))

  api.get('/metrics', async (c) => {
    const { contentType, text } = await metricsText(view.status(), view.rules())
    return c.body(text, 200, { 'Content-Type': contentType })
  })

  api.all('/api/*', (c) => c.json({ error: `There is no ${c.req.method} ${c.req.path}.` }, 404))
  return api
}

/** Adds an entry; a network that cannot be read is an answer, not an exception. */
export function addEntry(
  view: BrainView,
  { list, cidr, note, ttlSeconds }: z.infer<typeof newEntrySchema>,
): { entry: ListEntry } | { error: string } {
  try {
    const options = { ...(note ? { note } : {}), ...(ttlSeconds ? { ttlMs: ttlSeconds * 1000 } : {}) }
    return { entry: view.addToList(list, cidr, options) }
  } catch (error) {
    if (error instanceof RangeError) return { error: error.message }
    throw error
  }
}

/** A window that cannot be opened now is an answer, not an exception. */
export function openDrill(
  view: BrainView,
  seconds: number,
  by: DrillWindow['openedBy'],
): DrillWindow | { error: string } {
  try {
    return view.openDrill(seconds, by)
  } catch (error) {
    if (error instanceof RangeError) return { error: error.message }
    throw error
  }
}

const tooLarge = { error: `The body is larger than ${BODY_LIMIT_BYTES} bytes.` }
