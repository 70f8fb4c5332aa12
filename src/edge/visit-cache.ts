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
  /** True where no visitor waits: the copy is fetched anew. */
  isRefresh?: boolean
}

/** What the cache has to do with one visit that goes to the origin all the same. */
export class VisitCache {
  readonly #cache: ResponseCache
  readonly #request: CacheRequest
  readonly #found: LookupResult
  readonly #fill: Fill
  readonly #now: () => number
  readonly #distressed: () => boolean
  readonly isRefresh: boolean
  /** Path and query to ask the origin for; in distress, without parameters that were never seen in calm. */
  readonly target: string
  #revalidated: CacheEntry | null
  #answered = false

  constructor(
    cache: ResponseCache,
    { request, found, fill, target, now, distressed, isRefresh = false }: VisitCacheParts,
  ) {
    this.#cache = cache
    this.#request = request
    this.#found = found
    this.#fill = fill
    this.target = target
    this.#now = now
    this.#distressed = distressed
    this.isRefresh = isRefresh
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
    else this.#answered = true
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

  /** Who gets something of the answer when this visit's own visitor does not: others who wait, or who come later. */
  get wantedBy(): 'others' | 'cache' | 'nobody' {
    if (this.#fill.followers > 0) return 'others'
    return this.#fill.worthFinishing || (this.isRefresh && !this.#answered) ? 'cache' : 'nobody'
  }

  /** Called whenever the last of the others who waited has left. */
  onLastLeft(callback: () => void): void {
    this.#fill.onLastLeft(callback)
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
