import type { CacheEntry } from './cache/cache-entry.js'
import type { CacheRequest } from './cache/cache-request.js'
import { cacheStatus } from './cache/cache-status.js'
import type { Fill, FillDecision } from './cache/coalesce.js'
import { fillRequestHeaders } from './cache/fill-request-headers.js'
import type { LookupResult, ResponseCache } from './cache/response-cache.js'

interface VisitCacheParts {
  request: CacheRequest
  found: LookupResult
  fill: Fill
  target: string
  now: () => number
  distressed: () => boolean
}

/** What the cache has to do with one visit that goes to the origin all the same. */
export class VisitCache {
  readonly #cache: ResponseCache
  readonly #request: CacheRequest
  readonly #found: LookupResult
  readonly #fill: Fill
  readonly #now: () => number
  readonly #distressed: () => boolean
  /** Path and query to ask the origin for; in distress, without parameters that were never seen in calm. */
  readonly target: string
  #revalidated: CacheEntry | null

  constructor(cache: ResponseCache, { request, found, fill, target, now, distressed }: VisitCacheParts) {
    this.#cache = cache
    this.#request = request
    this.#found = found
    this.#fill = fill
    this.target = target
    this.#now = now
    this.#distressed = distressed
    this.#revalidated = revalidatedBy(found, request)
  }

  /** The fields to ask the origin with. @param headers flat, names in lower case */
  ask(headers: readonly string[]): string[] {
    return this.#request.use.store === 'none'
      ? [...headers]
      : fillRequestHeaders(headers, this.#revalidated ?? undefined)
  }

  /** The origin's status and fields are here: what to do with the answer. */
  answered(status: number, headers: readonly string[]): FillDecision {
    const decision = this.#fill.response(status, headers, this.#now())
    if (decision.kind === 'ask-again') this.#revalidated = null
    return decision
  }

  data(chunk: Buffer): void {
    this.#fill.data(chunk)
  }

  end(): void {
    this.#fill.end(this.#now())
  }

  abort(): void {
    this.#fill.abort()
  }

  /** True when the answer is of use to others though this visitor has left. */
  get worthFinishing(): boolean {
    return this.#fill.worthFinishing
  }

  /** An old copy that may stand in because there is no place, or because the origin failed. */
  copyInstead(originFailed: boolean): CacheEntry | null {
    return this.#cache.usableWhenBusy(this.#found, { distressed: this.#distressed(), originFailed }, this.#now())
  }

  /** The Cache-Status field of the origin's answer. */
  statusField(status: number, stored: boolean): string {
    return cacheStatus({ kind: 'forwarded', why: this.#revalidated ? 'stale' : 'uri-miss', status, stored })
  }
}

/** Only a request whose answer may be everybody's confirms everybody's copy. */
function revalidatedBy(found: LookupResult, request: CacheRequest): CacheEntry | null {
  return found.kind !== 'miss' && request.use.store !== 'none' ? found.entry : null
}
