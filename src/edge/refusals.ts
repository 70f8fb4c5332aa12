import { RotatingBloom } from '../sketch/rotating-bloom.js'

const DAY_MS = 86_400_000

/** Connections that were not served because of what came on them, since the start of the edge. */
export class Refusals {
  /** Ended because what came was no HTTP. */
  malformed = 0
  /** HTTP/2 sessions ended for their conduct, and how many clients that were. */
  http2Abuse = 0
  http2Clients = 0
  readonly #http2Clients = new RotatingBloom({ bits: 1 << 16, hashes: 4, rotateEveryMs: DAY_MS })

  /** @param client key of the client, counted once a day @param now milliseconds */
  abusedHttp2(client: number, now: number): void {
    this.http2Abuse++
    if (!this.#http2Clients.has(client, now)) this.http2Clients++
    this.#http2Clients.add(client, now)
  }
}
