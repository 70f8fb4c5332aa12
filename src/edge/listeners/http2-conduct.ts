/**
 * What a session may do that costs us and brings nobody an answer: so often at once, and so often a second in the long
 * run. A browser takes back a page with a hundred pictures in one go when its reader clicks on; it sends a ping every
 * few seconds and its settings once.
 */
const ALLOWED = {
  /** Requests taken back before they were answered (rapid reset, CVE-2023-44487). */
  resets: { atOnce: 200, perSecond: 20 },
  /** Each wants an answer (CVE-2019-9512, CVE-2019-9515). */
  pings: { atOnce: 40, perSecond: 2 },
  settings: { atOnce: 20, perSecond: 1 },
  /** Changes of the order of streams, which HTTP/2 has given up (CVE-2019-9513; RFC 9113, 5.3.2). */
  priorities: { atOnce: 1_000, perSecond: 100 },
  /** Streams opened after we have said that no more are taken. */
  lateStreams: { atOnce: 200, perSecond: 0 },
} as const

export type Http2Act = keyof typeof ALLOWED
/** `protocol`: what the protocol itself forbids, as found by nghttp2: endless CONTINUATION, headers beyond the limit, … */
export type Http2Abuse = Http2Act | 'protocol'

/** Requests on one connection before its client is asked to open another, which also brings it to another edge. */
export const MOST_STREAMS_EVER = 10_000
/** So many taken back, and more than half of all: the client is asked to come anew before it has all its connections so. */
const MANY_RESETS = 500

/** How one HTTP/2 session behaves. Of fixed size; takes the time in milliseconds. */
export class Http2Conduct {
  readonly #left = new Map<Http2Act, { left: number; at: number }>()
  #streams = 0
  #resets = 0

  /** @returns false when it was too often */
  allows(act: Http2Act, now: number): boolean {
    const { atOnce, perSecond } = ALLOWED[act]
    const state = this.#left.get(act) ?? { left: atOnce, at: now }
    this.#left.set(act, state)
    state.left = Math.min(atOnce, state.left + (Math.max(0, now - state.at) * perSecond) / 1000)
    state.at = now
    state.left--
    if (act === 'resets') this.#resets++
    return state.left >= 0
  }

  streamBegins(): void {
    this.#streams++
  }

  /** True when what is under way should be finished and no more be taken on this connection. */
  get hasHadEnough(): boolean {
    return this.#streams >= MOST_STREAMS_EVER || (this.#resets >= MANY_RESETS && this.#resets > this.#streams / 2)
  }
}
