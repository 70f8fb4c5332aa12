import { Readable } from 'node:stream'
import type { CacheRequest } from './cache/cache-request.js'
import { ANONYMOUS_USE } from './cache/cache-use.js'
import type { LookupResult } from './cache/response-cache.js'
import { headerPairs } from './cache/response-headers.js'
import type { Edge } from './edge.js'
import { Exchange } from './exchange.js'
import { VisitCache } from './visit-cache.js'
import type { Reply } from './visitor/reply.js'
import type { VisitorRequest } from './visitor/visitor-request.js'

/** An answer that goes nowhere but into the cache. */
const NOWHERE: Reply = {
  started: false,
  bytes: 0,
  pending: 0,
  lingers: false,
  proceed() {},
  earlyHints() {},
  head() {},
  write: () => true,
  onDrain() {},
  end() {},
  whole() {},
  abort() {},
  handOver() {},
  onClose() {},
}

const NO_BODY = Readable.from([])

/** Of the visitor whose visit found the copy stale, the origin is told only what the answer may depend on. */
const TOLD = ['accept', 'accept-encoding', 'accept-language', 'user-agent']
const NEVER_TOLD = new Set(['cookie', 'authorization'])

/** Fetches a copy anew that has just been given out stale. It asks for a place like every visit, without priority. */
export function refreshInBackground(
  visit: Exchange,
  edge: Edge,
  { key, target, found }: { key: string; target: string; found: LookupResult & { kind: 'stale' } },
): void {
  const { cache } = edge
  if (!cache) return
  const told = new Set([...TOLD, ...found.entry.varyNames.filter((name) => !NEVER_TOLD.has(name))])
  const anonymous = [...headerPairs(visit.request.rawHeaders)].filter(([name]) => told.has(name.toLowerCase()))
  const headers = Object.fromEntries(anonymous.map(([name, value]) => [name.toLowerCase(), value]))
  const asked: CacheRequest = { method: 'GET', headers, use: ANONYMOUS_USE }
  const begun = edge.coalescer.begin(key, asked, edge.now(), found.entry)
  if (begun.kind === 'follower') {
    begun.leave()
    return
  }
  const request: VisitorRequest = {
    ...visit.request,
    method: 'GET',
    headers,
    rawHeaders: anonymous.flat(),
    body: NO_BODY,
    hasBody: false,
    contentLength: null,
    expectsContinue: false,
    upgrade: null,
  }
  const background = new Exchange(request, NOWHERE, visit.connection, edge.now())
  background.client = visit.client
  background.scheme = visit.scheme
  background.authority = visit.authority
  background.host = visit.host
  background.path = visit.path
  background.query = visit.query
  background.normalPath = visit.normalPath
  background.platform = visit.platform
  background.activity = visit.activity
  background.payer = REFRESH_PAYER
  const distressed = () => visit.platform.distressed
  background.cache = new VisitCache(cache, {
    request: asked,
    found,
    fill: begun.fill,
    target,
    now: edge.now,
    distressed,
    isRefresh: true,
  })
  edge.goOn(background, 'cache')
}

/** Refreshing is Holdfast's own doing: it is on nobody's account. */
const REFRESH_PAYER = -1
