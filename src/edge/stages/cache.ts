import type { CacheEntry } from '../cache/cache-entry.js'
import { cacheKey } from '../cache/cache-key.js'
import type { CacheRequest } from '../cache/cache-request.js'
import { type CacheDetail, cacheStatus } from '../cache/cache-status.js'
import { cacheUse } from '../cache/cache-use.js'
import type { FillOutcome } from '../cache/coalesce.js'
import { askProgram } from '../challenge/ask-program.js'
import type { Decision, Stage, Step } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import { refreshInBackground } from '../refresh.js'
import { VisitCache } from '../visit-cache.js'

/** How often a visit joins somebody else's request before it asks for itself. */
const MOST_JOINS = 3

/** An answer from the cache, or from a request for the same thing that is under way. */
export const cache: Stage = {
  name: 'cache',
  decide(visit, edge) {
    const { platform, request } = visit
    const without = () => (visit.copyOnly ? askProgram(visit, edge) : null)
    if (!edge.cache) return without()
    const use = cacheUse(request.method, request.headers, { signedInCookie: platform.signedInCookie })
    if (use.lookup === 'none' && use.store === 'none') return without()
    const asked: CacheRequest = {
      method: request.method,
      headers: request.headers,
      // Nobody may have to wait for a client that is served last.
      use: visit.known === 'over-budget' ? { ...use, coalesce: false } : use,
    }
    const { key, query, reduced } = cacheKey({
      scheme: visit.scheme,
      host: visit.authority,
      path: visit.path,
      query: visit.query,
      keep: platform.parametersToKeep(visit, edge.now()),
    })
    const target = reduced ? (query === '' ? visit.path : `${visit.path}?${query}`) : visit.target
    return lookUp(visit, edge, asked, key, target, MOST_JOINS)
  },
}

function lookUp(
  visit: Exchange,
  edge: Edge,
  request: CacheRequest,
  key: string,
  target: string,
  joins: number,
): Step | Promise<Step> {
  const { cache } = edge
  if (!cache) return null
  const { platform } = visit
  const found = cache.lookup(key, request, edge.now(), { distressed: platform.distressed })
  if (found.kind === 'fresh') return copy('fresh', found.entry, edge)
  if (found.kind === 'stale') {
    if (found.revalidate) refreshInBackground(visit, edge, { key, target, found })
    return copy('stale', found.entry, edge, platform.distressed ? 'stale-busy' : 'stale-revalidating')
  }
  if (visit.copyOnly) {
    // As old as a copy may be: the visit gets nothing else.
    const old = cache.usableWhenBusy(found, { distressed: platform.distressed, originFailed: true }, edge.now())
    return old ? copy('stale', old, edge, 'stale-busy') : askProgram(visit, edge)
  }
  const revalidated = found.kind === 'expired' && request.use.store !== 'none' ? found.entry : undefined
  const asked = joins > 0 ? request : { ...request, use: { ...request.use, coalesce: false } }
  const begun = edge.coalescer.begin(key, asked, edge.now(), revalidated)
  if (begun.kind === 'leader') {
    const distressed = () => platform.distressed
    visit.cache = new VisitCache(cache, { request: asked, found, fill: begun.fill, target, now: edge.now, distressed })
    return null
  }
  return new Promise<FillOutcome | 'left'>((resolve) => {
    visit.onLeave(() => {
      begun.leave()
      resolve('left')
    })
    void begun.wait.then(resolve)
  }).then((outcome): Step | Promise<Step> => {
    if (outcome === 'left') return { action: 'done', stage: 'cache', reason: 'left' }
    if (outcome.kind === 'stored') return copy('fresh', outcome.entry, edge)
    const old =
      outcome.kind === 'failed'
        ? cache.usableWhenBusy(found, { distressed: platform.distressed, originFailed: true }, edge.now())
        : null
    if (old) return copy('stale', old, edge, 'stale-error')
    return lookUp(visit, edge, request, key, target, joins - 1)
  })
}

function copy(reason: 'fresh' | 'stale', entry: CacheEntry, edge: Edge, detail?: CacheDetail): Decision {
  const ttlSeconds = (entry.freshness.freshUntil - edge.now()) / 1000
  return {
    action: 'copy',
    stage: 'cache',
    reason,
    entry,
    cacheStatus: cacheStatus(detail ? { kind: 'hit', ttlSeconds, detail } : { kind: 'hit', ttlSeconds }),
  }
}
