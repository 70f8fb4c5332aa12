import { CacheEntry, storedHeaders } from './cache-entry.js'
import type { CacheRequest } from './cache-request.js'
import { opaqueTag } from './cached-answer.js'
import { RecentInvalidations } from './recent-invalidations.js'
import { type FlatHeaders, flatHeaders, headerPairs, type ResponseHeaders, responseHeader } from './response-headers.js'
import { type Place, SegmentedLru } from './segmented-lru.js'
import { type NotStorableReason, type Storability, storability } from './storability.js'
import { type Slot, VariantStore } from './variant-store.js'
import { variantOf } from './vary.js'

export interface ResponseCacheOptions {
  /** Bound on everything stored: bodies, headers, keys and what holds them, in bytes. */
  maxBytes: number
  /** Largest entry, in bytes; at most a fifth of `maxBytes`. */
  maxEntryBytes: number
  /** Most variants (Vary) of one URL. Default 8. */
  maxVariants?: number
  /** How long after its freshness an answer may stand in when there is no place for a request. */
  graceCalmMs: number
  /** The same while the origin is distressed or failing; then it is also given at once. */
  graceDistressedMs: number
}

export type LookupResult =
  | { kind: 'fresh'; entry: CacheEntry; ageSeconds: number }
  /** To be given at once. `revalidate`: this caller should fetch a new one in the background; others were told already. */
  | { kind: 'stale'; entry: CacheEntry; ageSeconds: number; revalidate: boolean }
  /** To be asked for again, with `entry.conditionalHeaders()`; `usableWhenBusy` says whether it may stand in. */
  | { kind: 'expired'; entry: CacheEntry; ageSeconds: number }
  | { kind: 'miss' }

export type StoreResult =
  | { kind: 'stored'; entry: CacheEntry }
  | { kind: 'not-stored'; reason: NotStorableReason | 'incomplete' | 'too-large' | 'invalidated' }

export type RefreshResult =
  /** The entry with the headers of the 304, stored. */
  | { kind: 'refreshed'; entry: CacheEntry }
  /** Right for this one request, but the origin no longer allows storing it. */
  | { kind: 'not-storable'; entry: CacheEntry }
  /** The 304 speaks of another body: ask again without conditions. */
  | { kind: 'mismatch' }

export interface OriginAnswer {
  status: number
  headers: ResponseHeaders
  body: Buffer
}

export interface CacheStats {
  bytes: number
  entries: number
  hits: number
  stale: number
  misses: number
  stores: number
  evictions: number
}

const MISS: LookupResult = Object.freeze({ kind: 'miss' })
/** One background fetch in this time for each entry, however many visitors come, however long the origin takes. */
const REVALIDATE_EVERY_MS = 5_000
/** A 304 speaks of headers, not of the body we have (RFC 9111 section 3.2). */
const KEPT_ON_REFRESH: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
])

/**
 * The shared HTTP cache of one edge (RFC 9111), in memory, bounded in bytes.
 *
 * All times are Unix milliseconds, as `Date.now()` gives them.
 */
export class ResponseCache {
  readonly maxEntryBytes: number
  readonly #graceCalmMs: number
  readonly #graceDistressedMs: number
  readonly #store: VariantStore
  readonly #invalidations = new RecentInvalidations()
  #hits = 0
  #stale = 0
  #misses = 0
  #stores = 0

  /** @throws RangeError when `maxEntryBytes` is more than a fifth of `maxBytes` */
  constructor({ maxBytes, maxEntryBytes, maxVariants = 8, graceCalmMs, graceDistressedMs }: ResponseCacheOptions) {
    const limit = SegmentedLru.maxValueBytes(maxBytes)
    if (maxEntryBytes > limit) {
      throw new RangeError(
        `maxEntryBytes is ${maxEntryBytes}, but with maxBytes ${maxBytes} an entry can have at most ${limit} bytes. Lower maxEntryBytes or raise maxBytes.`,
      )
    }
    this.maxEntryBytes = maxEntryBytes
    this.#graceCalmMs = graceCalmMs
    this.#graceDistressedMs = graceDistressedMs
    this.#store = new VariantStore({ maxBytes, maxVariants })
  }

  /** What there is for a request. */
  lookup(key: string, request: CacheRequest, now: number, { distressed }: { distressed: boolean }): LookupResult {
    const place = this.#find(key, request)
    if (place === undefined) {
      this.#misses++
      return MISS
    }
    const slot = place.value
    const { entry } = slot
    const { freshness } = entry
    if (now < freshness.freshUntil) {
      this.#store.touch(place, now)
      this.#hits++
      return { kind: 'fresh', entry, ageSeconds: entry.ageSeconds(now) }
    }

    const graceUntil = distressed ? this.#graceUntil(entry, this.#graceDistressedMs) : 0
    if (now < freshness.staleWhileRevalidateUntil || now < graceUntil) {
      this.#store.touch(place, now)
      this.#stale++
      const revalidate = now >= slot.revalidatingUntil
      if (revalidate) slot.revalidatingUntil = now + REVALIDATE_EVERY_MS
      return { kind: 'stale', entry, ageSeconds: entry.ageSeconds(now), revalidate }
    }

    this.#misses++
    if (!entry.hasValidator && now >= this.#lastUse(entry)) {
      this.#store.remove(place)
      return MISS
    }
    this.#store.touch(place, now)
    return { kind: 'expired', entry, ageSeconds: entry.ageSeconds(now) }
  }

  /**
   * The copy that may stand in when the origin failed, or when there is no place for the request (to the visitor a
   * 503 all the same). `null` when there is none, or when its origin forbids stale answers (RFC 9111 section 4.2.4).
   */
  usableWhenBusy(
    result: LookupResult,
    { distressed, originFailed }: { distressed: boolean; originFailed: boolean },
    now: number,
  ): CacheEntry | null {
    if (result.kind === 'miss') return null
    if (result.kind !== 'expired') return result.entry
    const graceMs = distressed || originFailed ? this.#graceDistressedMs : this.#graceCalmMs
    const usableUntil = Math.max(result.entry.freshness.staleIfErrorUntil, this.#graceUntil(result.entry, graceMs))
    return now < usableUntil ? result.entry : null
  }

  /** Whether an answer with these headers would be stored, were its body small enough and whole. */
  storability(
    key: string,
    request: CacheRequest,
    { status, headers }: { status: number; headers: ResponseHeaders },
    now: number,
    requestedAt: number = now,
  ): Storability {
    const alreadyVaries = this.#store.varyNamesOf(key) ?? []
    return storability(request, { status, headers: flatHeaders(headers) }, { requestedAt, now, alreadyVaries })
  }

  /**
   * Stores a whole answer if that is allowed. What was stored for the same variant before is replaced.
   *
   * @param requestedAt when the request was sent to the origin; an answer asked for before the URL was invalidated
   *   is not stored
   */
  store(key: string, request: CacheRequest, answer: OriginAnswer, now: number, requestedAt: number = now): StoreResult {
    const headers = flatHeaders(answer.headers)
    const verdict = this.storability(key, request, { status: answer.status, headers }, now, requestedAt)
    if (verdict.kind === 'not-storable') return { kind: 'not-stored', reason: verdict.reason }
    if (!isComplete(headers, answer)) return { kind: 'not-stored', reason: 'incomplete' }
    if (this.#invalidations.happenedSince(key, requestedAt, now)) return { kind: 'not-stored', reason: 'invalidated' }

    const entry = new CacheEntry({
      key,
      varyNames: verdict.varyNames,
      variant: variantOf(verdict.varyNames, request.headers),
      status: answer.status,
      headers: storedHeaders(headers, now),
      body: answer.body,
      shared: verdict.shared,
      freshness: verdict.freshness,
    })
    if (entry.bytes > this.maxEntryBytes) return { kind: 'not-stored', reason: 'too-large' }
    this.#store.put(entry, now)
    this.#stores++
    return { kind: 'stored', entry }
  }

  /**
   * Brings an entry up to date with the headers of a 304 (RFC 9111 section 4.3.4).
   *
   * @param request the request that was sent for it
   */
  refresh(
    entry: CacheEntry,
    request: CacheRequest,
    notModified: ResponseHeaders,
    now: number,
    requestedAt: number = now,
  ): RefreshResult {
    const update = flatHeaders(notModified)
    const place = this.#store.placeOf(entry)
    if (!speaksOf(entry, update)) {
      if (place !== undefined) this.#store.remove(place)
      return { kind: 'mismatch' }
    }

    const headers = storedHeaders(mergedHeaders(entry.headers, update), now)
    const age = responseHeader(update, 'age')
    const head = { status: entry.status, headers: age === undefined ? headers : [...headers, 'Age', age] }
    const verdict = this.storability(entry.key, { ...request, method: 'GET' }, head, now, requestedAt)
    if (verdict.kind === 'not-storable') {
      // A request that may not store (one with a session, say) proves nothing against the copy of the others.
      if (request.use.store === 'any' && place !== undefined) this.#store.remove(place)
      return { kind: 'not-storable', entry: entry.with({ headers }) }
    }
    const { shared, freshness, varyNames } = verdict
    const fresher = entry.with({
      headers,
      shared,
      freshness,
      varyNames,
      variant: variantOf(varyNames, request.headers),
    })
    if (this.#invalidations.happenedSince(entry.key, requestedAt, now) || fresher.bytes > this.maxEntryBytes) {
      return { kind: 'not-storable', entry: fresher }
    }
    this.#store.put(fresher, now)
    return { kind: 'refreshed', entry: fresher }
  }

  /**
   * After a successful unsafe request to this URL (RFC 9111 section 4.4): its copies need asking before they are
   * given. They are not thrown away: while the origin is distressed they may still stand in by the operator's grace,
   * otherwise anybody who may post a comment could keep the page out of the cache.
   */
  invalidate(key: string, now: number): void {
    this.#invalidations.note(key, now)
    for (const place of this.#store.variantsOf(key)) {
      const { entry } = place.value
      const { freshness } = entry
      const freshUntil = Math.min(freshness.freshUntil, now)
      const stale = entry.with({ freshness: { ...freshness, freshUntil, staleWhileRevalidateUntil: freshUntil } })
      this.#store.replace(place, stale)
    }
  }

  /** Throws away what matches; returns how many entries that were. */
  purge(matches: (key: string) => boolean): number {
    return this.#store.removeMatching(matches)
  }

  clear(): void {
    this.purge(() => true)
  }

  /** What the answers of a URL vary on, `undefined` when nothing is stored for it. */
  varyNamesOf(key: string): readonly string[] | undefined {
    return this.#store.varyNamesOf(key)
  }

  stats(): CacheStats {
    return {
      bytes: this.#store.bytes,
      entries: this.#store.entries,
      hits: this.#hits,
      stale: this.#stale,
      misses: this.#misses,
      stores: this.#stores,
      evictions: this.#store.evictions,
    }
  }

  #find(key: string, { method, headers, use }: CacheRequest): Place<Slot> | undefined {
    if (use.lookup === 'none' || (method !== 'GET' && method !== 'HEAD')) return undefined
    const place = this.#store.find(key, headers)
    return use.lookup === 'shared' && place?.value.entry.shared !== true ? undefined : place
  }

  #graceUntil({ freshness }: CacheEntry, graceMs: number): number {
    return freshness.graceAllowed ? freshness.freshUntil + graceMs : 0
  }

  #lastUse(entry: CacheEntry): number {
    const { staleWhileRevalidateUntil, staleIfErrorUntil } = entry.freshness
    return Math.max(staleWhileRevalidateUntil, staleIfErrorUntil, this.#graceUntil(entry, this.#graceDistressedMs))
  }
}

/** Only whole bodies are stored: what was cut off must not be given to others as if it were all. */
function isComplete(headers: FlatHeaders, { status, body }: OriginAnswer): boolean {
  if (status === 204) return body.length === 0
  const stated = responseHeader(headers, 'content-length')
  return stated === undefined || stated === String(body.length)
}

/** Whether a 304 is about the body we have (RFC 9111 section 4.3.4): its validator, where it brings one, is ours. */
function speaksOf(entry: CacheEntry, notModified: FlatHeaders): boolean {
  const etag = responseHeader(notModified, 'etag')
  if (etag !== undefined) return entry.etag !== undefined && opaqueTag(etag) === opaqueTag(entry.etag)
  const lastModified = responseHeader(notModified, 'last-modified')
  return lastModified === undefined || lastModified === entry.lastModified
}

/** The stored headers, with each that the 304 brings in its place. */
function mergedHeaders(stored: FlatHeaders, update: FlatHeaders): FlatHeaders {
  const replaced = new Set<string>()
  const added: string[] = []
  for (const [name, value] of headerPairs(update)) {
    const lower = name.toLowerCase()
    if (KEPT_ON_REFRESH.has(lower)) continue
    replaced.add(lower)
    added.push(name, value)
  }
  const kept: string[] = []
  for (const [name, value] of headerPairs(stored)) if (!replaced.has(name.toLowerCase())) kept.push(name, value)
  return [...kept, ...added]
}
