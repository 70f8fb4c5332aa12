import { BodyCollector, type CollectingRoom } from './body-collector.js'
import type { CacheEntry } from './cache-entry.js'
import type { CacheRequest, RequestHeaders } from './cache-request.js'
import type { HitForMiss } from './hit-for-miss.js'
import type { ResponseCache } from './response-cache.js'
import { type FlatHeaders, flatHeaders, type ResponseHeaders, responseHeader } from './response-headers.js'
import { variantOf } from './vary.js'

/** What a follower's waiting came to. */
export type FillOutcome =
  | { kind: 'stored'; entry: CacheEntry }
  /** The answer was not for others: go your own way. */
  | { kind: 'not-storable' }
  /** The answer depends on a header in which you differ from the leader: `begin` once more. */
  | { kind: 'other-variant' }
  /** The origin failed, or the leader was cut off: an old copy, or a place of your own. */
  | { kind: 'failed' }

/** What the leader does with the answer's headers. */
export type FillDecision =
  /** Pass the answer on and give each chunk to `data`. Do not hold it back for a slow visitor: others may wait. */
  | { kind: 'store' }
  /** Pass the answer on; it is of no use to others. */
  | { kind: 'pass' }
  /** It was a 304 for the entry being revalidated: answer from this one. */
  | { kind: 'refreshed'; entry: CacheEntry }
  /** It was a 304 that fits nothing we have: ask again without conditions, with this same fill. */
  | { kind: 'ask-again' }

interface Follower {
  headers: RequestHeaders
  settle: (outcome: FillOutcome) => void
}

/** What all fills of a coalescer share. */
export interface FillContext {
  cache: ResponseCache
  room: CollectingRoom
  hitForMiss: HitForMiss
  /** Called once, when nobody may join any more. */
  onSettled: (fill: Fill) => void
}

export interface FillParts {
  name: string
  key: string
  request: CacheRequest
  requestedAt: number
  revalidated: CacheEntry | undefined
}

/** Statuses that say "not now" rather than "this is the answer". */
function isFailure(status: number): boolean {
  return status >= 500 || status === 429
}

/** Bytes by Content-Length; `undefined` when it is absent or no number. */
function statedLength(headers: FlatHeaders): number | undefined {
  const value = responseHeader(headers, 'content-length')
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/**
 * One request to the origin and those who wait for its answer. Its leader calls `response`, then `data` for each
 * chunk and `end`, or `abort` at any time; when its visitor leaves it asks `worthFinishing` before it cuts the
 * origin off.
 */
export class Fill {
  readonly name: string
  readonly requestedAt: number
  readonly #context: FillContext
  readonly #key: string
  readonly #request: CacheRequest
  readonly #followers = new Set<Follower>()
  #revalidated: CacheEntry | undefined
  #answer: { status: number; headers: FlatHeaders } | undefined
  #varyNames: readonly string[] | undefined
  #collector: BodyCollector | undefined
  #onLastLeft: (() => void) | undefined
  #answeredAt = 0
  #settled = false

  constructor(context: FillContext, { name, key, request, requestedAt, revalidated }: FillParts) {
    this.#context = context
    this.name = name
    this.#key = key
    this.#request = request
    this.requestedAt = requestedAt
    this.#revalidated = revalidated
  }

  get followers(): number {
    return this.#followers.size
  }

  /** What the answer varies on, once its headers are there. */
  get varyNames(): readonly string[] | undefined {
    return this.#varyNames
  }

  /** Whether somebody, now or later, gets something from this answer when the leader's own visitor does not. */
  get worthFinishing(): boolean {
    return this.#followers.size > 0 || this.#collector !== undefined
  }

  /** Whether a request would get the same answer as the leader, as far as is known yet. */
  fits(headers: RequestHeaders): boolean {
    if (this.#settled) return false
    const names = this.#varyNames
    return names === undefined || variantOf(names, headers) === variantOf(names, this.#request.headers)
  }

  /** Waits for the answer; nothing is told to who has left. */
  follow(headers: RequestHeaders): { wait: Promise<FillOutcome>; leave: () => void } {
    let follower: Follower | undefined
    const wait = new Promise<FillOutcome>((settle) => {
      follower = { headers, settle }
      this.#followers.add(follower)
    })
    const leave = () => {
      if (follower === undefined || !this.#followers.delete(follower)) return
      if (this.#followers.size === 0) this.#onLastLeft?.()
    }
    return { wait, leave }
  }

  /** Called whenever the last of those who follow has left: a leader without a visitor of its own may then give up. */
  onLastLeft(callback: () => void): void {
    this.#onLastLeft = callback
  }

  /** The origin's status and headers have arrived. */
  response(status: number, headers: ResponseHeaders, now: number): FillDecision {
    this.#answeredAt = now
    const flat = flatHeaders(headers)
    if (status === 304 && this.#revalidated !== undefined) return this.#notModified(this.#revalidated, flat, now)
    if (isFailure(status)) {
      this.#settle({ kind: 'failed' })
      return { kind: 'pass' }
    }

    const { cache, hitForMiss, room } = this.#context
    const verdict = cache.storability(this.#key, this.#request, { status, headers: flat }, now, this.requestedAt)
    const expectedBytes = statedLength(flat)
    if (verdict.kind === 'not-storable' || (expectedBytes ?? 0) > cache.maxEntryBytes) {
      this.#notForOthers(now, verdict.kind === 'not-storable' && verdict.reason === 'cookies')
      return { kind: 'pass' }
    }

    // A copy: the leader may add headers of its own to the answer it passes on.
    this.#answer = { status, headers: [...flat] }
    this.#varyNames = verdict.varyNames
    this.#collector = new BodyCollector({ limitBytes: cache.maxEntryBytes, room, expectedBytes })
    if (now < verdict.freshness.freshUntil) {
      hitForMiss.forget(this.name)
      this.#releaseOtherVariants()
    } else {
      // Worth keeping for bad times, but nobody may be given it now without asking again.
      hitForMiss.remember(this.name, now)
      this.#settle({ kind: 'not-storable' })
    }
    return { kind: 'store' }
  }

  /** A chunk of the body. Ignored after `pass`. */
  data(chunk: Uint8Array): void {
    const added = this.#collector?.add(chunk) ?? 'added'
    if (added === 'added') return
    this.#drop()
    if (added === 'too-long') this.#notForOthers(this.#answeredAt)
    else this.#settle({ kind: 'not-storable' })
  }

  /** The body is complete. */
  end(now: number): FillOutcome {
    const outcome = this.#stored(now)
    this.#drop()
    this.#settle(outcome)
    return outcome
  }

  /** The origin failed, or answered only in part. */
  abort(): void {
    this.#drop()
    this.#settle({ kind: 'failed' })
  }

  #notModified(entry: CacheEntry, headers: FlatHeaders, now: number): FillDecision {
    const result = this.#context.cache.refresh(entry, this.#request, headers, now, this.requestedAt)
    if (result.kind === 'mismatch') {
      this.#revalidated = undefined
      return { kind: 'ask-again' }
    }
    this.#varyNames = result.entry.varyNames
    this.#releaseOtherVariants()
    this.#settle(result.kind === 'refreshed' ? { kind: 'stored', entry: result.entry } : { kind: 'not-storable' })
    return { kind: 'refreshed', entry: result.entry }
  }

  #stored(now: number): FillOutcome {
    if (this.#collector === undefined || this.#answer === undefined) return { kind: 'not-storable' }
    const answer = { ...this.#answer, body: this.#collector.body() }
    const result = this.#context.cache.store(this.#key, this.#request, answer, now, this.requestedAt)
    if (result.kind === 'stored') return result
    return result.reason === 'incomplete' ? { kind: 'failed' } : { kind: 'not-storable' }
  }

  /**
   * Remembered where nothing is stored for the URL: a visitor who provokes an odd answer (a 406, say) must not be
   * able to end the coalescing of a page that everybody reads. That an answer is kept back for its request's cookies
   * is always remembered; such requests have a name of their own.
   */
  #notForOthers(now: number, forItsCookies = false): void {
    const { cache, hitForMiss } = this.#context
    if (forItsCookies || cache.varyNamesOf(this.#key) === undefined) hitForMiss.remember(this.name, now)
    this.#settle({ kind: 'not-storable' })
  }

  #releaseOtherVariants(): void {
    for (const follower of this.#followers) {
      if (this.fits(follower.headers)) continue
      this.#followers.delete(follower)
      follower.settle({ kind: 'other-variant' })
    }
  }

  #settle(outcome: FillOutcome): void {
    if (this.#settled) return
    this.#settled = true
    this.#context.onSettled(this)
    for (const follower of this.#followers) follower.settle(outcome)
    this.#followers.clear()
  }

  #drop(): void {
    this.#collector?.release()
    this.#collector = undefined
  }
}
