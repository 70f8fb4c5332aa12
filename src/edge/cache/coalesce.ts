import type { CacheEntry } from './cache-entry.js'
import type { CacheRequest, RequestHeaders } from './cache-request.js'
import { Fill, type FillContext, type FillOutcome } from './fill.js'
import { HitForMiss } from './hit-for-miss.js'
import type { ResponseCache } from './response-cache.js'
import { MAX_VARIANT_LENGTH, variantOf } from './vary.js'

export type { Fill, FillDecision, FillOutcome } from './fill.js'

export interface CoalescerOptions {
  /** Most requests that wait for one answer. Further ones go their own way. */
  maxFollowers?: number
  /** Most answers that are waited for at a time. */
  maxFills?: number
  /** Most bytes of bodies being collected at a time, for all fills together. */
  maxFillBytes: number
  /** How long requests for something that turned out not to be shareable go their own way, in milliseconds. */
  hitForMissMs?: number
  maxHitForMissKeys?: number
  /** A fill that has not ended after this long is no longer joined: its leader was lost. In milliseconds. */
  maxFillMs?: number
}

export type Begun =
  | { kind: 'leader'; fill: Fill }
  /** `leave` when the visitor goes or will wait no longer; `wait` then never settles for it. */
  | { kind: 'follower'; wait: Promise<FillOutcome>; leave: () => void }

/**
 * Collapsed forwarding: many requests for one thing become one request to the origin (RFC 9111 section 4). Only
 * anonymous GETs take part; every other request is the leader of a fill that nobody joins, so that the way of a
 * request is the same for all.
 */
export class Coalescer {
  readonly #maxFollowers: number
  readonly #maxFills: number
  readonly #maxFillMs: number
  readonly #maxFillBytes: number
  readonly #context: FillContext
  readonly #fills = new Map<string, Fill>()

  constructor(cache: ResponseCache, options: CoalescerOptions) {
    this.#maxFollowers = options.maxFollowers ?? 1_000
    this.#maxFills = options.maxFills ?? 1_000
    this.#maxFillMs = options.maxFillMs ?? 60_000
    this.#maxFillBytes = options.maxFillBytes
    this.#context = {
      cache,
      room: { leftBytes: options.maxFillBytes },
      hitForMiss: new HitForMiss({
        forMs: options.hitForMissMs ?? 10_000,
        maxKeys: options.maxHitForMissKeys ?? 4_096,
      }),
      onSettled: (fill) => {
        if (this.#fills.get(fill.name) === fill) this.#fills.delete(fill.name)
      },
    }
  }

  /** Bodies on their way into the cache, and how much they may take together. */
  get filling(): { bytes: number; limitBytes: number } {
    return { bytes: this.#maxFillBytes - this.#context.room.leftBytes, limitBytes: this.#maxFillBytes }
  }

  /** How many answers are waited for now. */
  get fills(): number {
    return this.#fills.size
  }

  /**
   * Joins the fetch of `key` that is under way, or becomes the one that fetches.
   *
   * @param now Unix milliseconds
   * @param revalidated the expired or stale entry whose validators the leader will send, if there is one
   */
  begin(key: string, request: CacheRequest, now: number, revalidated?: CacheEntry): Begun {
    const together = request.method === 'GET' && request.use.coalesce
    if (together) {
      const joined = this.#joinable(key, request, now)
      if (joined !== undefined) return { kind: 'follower', ...joined.follow(request.headers) }
    }

    const name = this.#nameFor(key, request)
    const alone =
      !together ||
      this.#fills.size >= this.#maxFills ||
      this.#fills.has(name) ||
      this.#context.hitForMiss.has(name, now)
    const fill = new Fill(this.#context, { name, key, request, requestedAt: now, revalidated })
    if (!alone) this.#fills.set(name, fill)
    return { kind: 'leader', fill }
  }

  /** The fill that this request may wait for. One led by a request without cookies is good for all. */
  #joinable(key: string, request: CacheRequest, now: number): Fill | undefined {
    const variant = this.#variantFor(key, request.headers)
    const reaches = request.use.store === 'any' ? (['any'] as const) : (['any', 'shared'] as const)
    for (const reach of reaches) {
      for (const name of new Set([fillName(reach, key, ''), fillName(reach, key, variant)])) {
        const fill = this.#fills.get(name)
        if (fill === undefined) continue
        if (now - fill.requestedAt > this.#maxFillMs) this.#fills.delete(name)
        else if (fill.followers < this.#maxFollowers && fill.fits(request.headers)) return fill
      }
    }
    return undefined
  }

  #nameFor(key: string, request: CacheRequest): string {
    const reach = request.use.store === 'shared' ? 'shared' : 'any'
    return fillName(reach, key, this.#variantFor(key, request.headers))
  }

  /** By what is known of the URL's Vary: from the cache, or from the answer that is just arriving. */
  #variantFor(key: string, headers: RequestHeaders): string {
    const names = this.#context.cache.varyNamesOf(key) ?? this.#fills.get(fillName('any', key, ''))?.varyNames ?? []
    const variant = variantOf(names, headers)
    return variant.length > MAX_VARIANT_LENGTH ? '' : variant
  }
}

function fillName(reach: 'any' | 'shared', key: string, variant: string): string {
  return `${reach}\n${key}\n${variant}`
}
