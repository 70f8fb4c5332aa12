import type { KeyedHash } from '../sketch/keyed-hash.js'
import { RotatingBloom } from '../sketch/rotating-bloom.js'

const DAY_MS = 86_400_000
/** Hashes told to the brain in one go; what does not fit is told when it is seen again. */
const MOST_TOLD = 1024

/**
 * What an edge knows from calm times: networks that were served then, and sessions that the origin gave out. Keyed hashes
 * in filters of fixed size; told to the other edges through the brain.
 */
export class Knowledge {
  readonly #hash: KeyedHash
  readonly #networks = new RotatingBloom({ bits: 1 << 21, hashes: 4, rotateEveryMs: 14 * DAY_MS })
  readonly #sessions = new RotatingBloom({ bits: 1 << 21, hashes: 4, rotateEveryMs: 14 * DAY_MS })
  #newNetworks = new Set<number>()
  #newSessions = new Set<number>()
  readonly #now: () => number

  constructor(hash: KeyedHash, now: () => number) {
    this.#hash = hash
    this.#now = now
  }

  /** Share (0..1) of the bits that are set in each filter. */
  get fillShares(): { networks: number; sessions: number } {
    return { networks: this.#networks.fillShare, sessions: this.#sessions.fillShare }
  }

  sessionKey(platform: number, cookie: string): number {
    return this.#hash.fold(platform, this.#hash.string(cookie))
  }

  isSession(key: number): boolean {
    return this.#sessions.has(key, this.#now())
  }

  isRegular(network: number): boolean {
    return this.#networks.has(network, this.#now())
  }

  /** The origin itself gave this session out, so it is believed at once. Call it in calm times only. */
  learnSession(key: number): void {
    if (this.isSession(key)) return
    this.#sessions.add(key, this.#now())
    if (this.#newSessions.size < MOST_TOLD) this.#newSessions.add(key)
  }

  /** Call it in calm times only: what floods the site must not become a regular. The brain confirms it to all edges. */
  noticeNetwork(network: number): void {
    if (this.#newNetworks.size < MOST_TOLD && !this.isRegular(network)) this.#newNetworks.add(network)
  }

  /** What is new since the last call. */
  takeNews(): { networks: number[]; sessions: number[] } {
    const news = { networks: [...this.#newNetworks], sessions: [...this.#newSessions] }
    this.#newNetworks = new Set()
    this.#newSessions = new Set()
    return news
  }

  confirmed(networks: readonly number[], sessions: readonly number[]): void {
    for (const key of networks) this.#networks.add(key, this.#now())
    for (const key of sessions) this.#sessions.add(key, this.#now())
  }
}
