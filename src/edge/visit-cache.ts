import type { CacheEntry } from './cache/cache-entry.js'
import type { CacheRequest } from './cache/cache-request.js'
import { cacheStatus } from './cache/cache-status.js'
import type { Fill, FillDecision } from './cache/coalesce.js'
import type { LookupResult, ResponseCache } from './cache/response-cache.js'
import { acceptedCodings } from './cache/vary.js'

/**
 * What must not reach the origin with a request whose answer may become everybody's: a visitor's conditions would bring
 * back a 304 that nobody else can use, a visitor's Cache-Control would pass the caches behind us.
 */
const NOT_FOR_ALL = new Set(['cache-control', 'pragma', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'])

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

  constructor(parts: {
    cache: ResponseCache
    request: CacheRequest
    found: LookupResult
    fill: Fill
    target: string
    now: () => number
    distressed: () => boolean
  }) {
    this.#cache = parts.cache
    this.#request = parts.request
    this.#found = parts.found
    this.#fill = parts.fill
    this.target = parts.target
    this.#now = parts.now
    this.#distressed = parts.distressed
    this.#revalidated = revalidatedBy(parts.found, parts.request)
  }

  /** The fields to ask the origin with. @param headers flat, names in lower case */
  ask(headers: readonly string[]): string[] {
    if (this.#request.use.store === 'none') return [...headers]
    const asked: string[] = []
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const name = headers[i] as string
      const value = headers[i + 1] as string
      // One spelling of what is accepted, so that the variants are as few as the codings.
      if (name === 'accept-encoding') asked.push(name, acceptedCodings(value) || 'identity')
      else if (!NOT_FOR_ALL.has(name)) asked.push(name, value)
    }
    for (const [name, value] of Object.entries(this.#revalidated?.conditionalHeaders() ?? {})) asked.push(name, value)
    return asked
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
