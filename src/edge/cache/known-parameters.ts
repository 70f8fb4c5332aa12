import type { KeyedHash } from '../../sketch/keyed-hash.js'
import { RotatingBloom } from '../../sketch/rotating-bloom.js'

const DAY_MS = 86_400_000

export interface KnownParametersOptions {
  /** A name is remembered at least this long after it was last used, at most twice as long, in milliseconds. */
  rememberMs?: number
  /** Bits of each filter; three filters of two generations. */
  bits?: number
  /** Until names have been learned for this long, every name counts as known, in milliseconds. */
  learnForMs?: number
  /** Until this many uses were learned, every name counts as known. */
  learnUses?: number
}

/** At half full, four hashes take one name in sixteen for a known one. Past that nothing new is learned. */
const MAX_FILL_SHARE = 0.5

/**
 * Which query parameters the visitors of a platform really use, learned in calm times: a name is known on a route
 * when clients of two networks have used it there and the origin answered (below 400). While the origin is
 * distressed, names never seen leave the cache key, so that `?83719=1` does not get past the cache.
 *
 * Until it has seen enough it knows every name: a Holdfast that was started in the middle of an attack must not take
 * `?page=2` for noise. Memory is fixed; filters that fill up (somebody teaching it nonsense) stop learning until
 * they turn over, and what is known by then stays known.
 */
export class KnownParameters {
  readonly #hash: KeyedHash
  readonly #learnForMs: number
  readonly #learnUses: number
  /** Route and name, used by one network so far. */
  readonly #usedOnce: RotatingBloom
  /** Route, name and network: which network that was. */
  readonly #usedBy: RotatingBloom
  readonly #known: RotatingBloom
  readonly #cacheable: RotatingBloom
  #firstLearnedAt: number | undefined
  #uses = 0

  constructor(hash: KeyedHash, options: KnownParametersOptions = {}) {
    const rotateEveryMs = options.rememberMs ?? 14 * DAY_MS
    const filter = (bits: number) => new RotatingBloom({ bits, hashes: 4, rotateEveryMs })
    const bits = options.bits ?? 1 << 18
    this.#hash = hash
    this.#learnForMs = options.learnForMs ?? 600_000
    this.#learnUses = options.learnUses ?? 200
    this.#usedOnce = filter(bits)
    this.#usedBy = filter(bits)
    this.#known = filter(bits)
    this.#cacheable = filter(Math.max(32, bits >> 2))
  }

  /**
   * A parameter was used and answered below 400. To be called in calm times only.
   *
   * @param route route template with its platform, for example `newsroom GET /article/:slug`
   * @param name decoded parameter name
   * @param network keyed hash of the client's network
   */
  learn(route: string, name: string, network: number, now: number): void {
    this.#firstLearnedAt ??= now
    this.#uses++
    const pair = this.#pair(route, name)
    if (this.#known.has(pair, now)) {
      this.#known.add(pair, now)
      return
    }
    const used = this.#hash.fold(pair, network)
    if (!this.#usedOnce.has(pair, now)) {
      if (!hasRoom(this.#usedOnce) || !hasRoom(this.#usedBy)) return
      this.#usedOnce.add(pair, now)
      this.#usedBy.add(used, now)
    } else if (!this.#usedBy.has(used, now) && hasRoom(this.#known)) {
      this.#known.add(pair, now)
    }
  }

  /** Whether a parameter belongs to the route; true for every name while too little has been learned. */
  isKnown(route: string, name: string, now: number): boolean {
    return !this.hasLearned(now) || this.#known.has(this.#pair(route, name), now)
  }

  /** Whether enough was seen to tell a name that belongs here from one that does not. */
  hasLearned(now: number): boolean {
    const since = this.#firstLearnedAt
    return since !== undefined && now - since >= this.#learnForMs && this.#uses >= this.#learnUses
  }

  /** A successful answer of this route could be stored. */
  markCacheable(route: string, now: number): void {
    const key = this.#hash.string(route)
    if (hasRoom(this.#cacheable)) this.#cacheable.add(key, now)
  }

  isCacheable(route: string, now: number): boolean {
    return this.#cacheable.has(this.#hash.string(route), now)
  }

  #pair(route: string, name: string): number {
    return this.#hash.fold(this.#hash.string(route), this.#hash.string(name))
  }
}

function hasRoom(filter: RotatingBloom): boolean {
  return filter.fillShare < MAX_FILL_SHARE
}
