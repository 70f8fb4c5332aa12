import type { EntryMaker } from './entry-maker.js'
import { LineParts, PART } from './line-parts.js'
import type { LineReader } from './line-reader.js'
import type { LogEntry } from './log-entry.js'
import type { SkipReason } from './skip-reason.js'

const SPACE = 0x20
const QUOTE = 0x22
const PLUS = 0x2b
const SLASH = 0x2f
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const BAR = 0x7c
const CLOSE_BRACE = 0x7d

/**
 * HAProxy cuts lines at 1,024 bytes unless it is told otherwise (`log … len`), its syslog header included; the quote at the
 * end is gone then.
 */
const CUT_BY_HAPROXY_BYTES = 900

/**
 * Lines of `option httplog` (HAProxy configuration manual, 8.2.3), without a syslog header:
 *
 * `10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu}
 * {} "GET /index.html HTTP/1.1"`
 *
 * The time is that of HAProxy's machine without a zone, and taken as UTC. Captured header fields have no names in the log:
 * one that looks like a user agent, a URL or a host name is taken for it.
 */
export class HaproxyLine implements LineReader {
  readonly name = "HAProxy's httplog"
  readonly #maker: EntryMaker
  readonly #parts = new LineParts()

  constructor(maker: EntryMaker) {
    this.#maker = maker
  }

  read(bytes: Buffer, start: number, end: number, line: number): LogEntry | SkipReason {
    return this.#find(bytes, start, end) ? this.#maker.make(bytes, this.#parts, line) : 'unknown-format'
  }

  #find(bytes: Buffer, start: number, end: number): boolean {
    const parts = this.#parts
    parts.clear()
    const afterClient = wordEnd(bytes, start, end)
    if (bytes[afterClient + 1] !== OPEN_BRACKET) return false
    const port = lastIndexOf(bytes, COLON, start, afterClient)
    const afterTime = wordEnd(bytes, afterClient + 1, end)
    if (port < 0 || bytes[afterTime - 1] !== CLOSE_BRACKET) return false
    parts.set(PART.address, start, port)
    parts.set(PART.time, afterClient + 2, afterTime - 1)
    const afterServer = wordEnd(bytes, wordEnd(bytes, afterTime + 1, end) + 1, end)
    const afterTimers = this.#timers(bytes, afterServer + 1, end)
    if (afterTimers < 0) return false
    const afterStatus = wordEnd(bytes, afterTimers + 1, end)
    const afterBytes = wordEnd(bytes, afterStatus + 1, end)
    parts.set(PART.status, afterTimers + 1, afterStatus)
    parts.set(PART.bytes, plusSkipped(bytes, afterStatus + 1), afterBytes)
    // Two cookies, the state at the end, connections, queues.
    let at = afterBytes + 1
    for (let skipped = 0; skipped < 5; skipped++) at = wordEnd(bytes, at, end) + 1
    return this.#request(bytes, this.#captures(bytes, at, end), end, end - start >= CUT_BY_HAPROXY_BYTES)
  }

  /** Five times, the last of which is that of the whole; `tcplog` has three. @returns where they end; -1 if they are not five */
  #timers(bytes: Buffer, start: number, end: number): number {
    const after = wordEnd(bytes, start, end)
    let slashes = 0
    let last = start
    for (let at = start; at < after; at++) {
      if (bytes[at] !== SLASH) continue
      slashes++
      last = at + 1
    }
    if (slashes !== 4) return -1
    this.#parts.set(PART.duration, plusSkipped(bytes, last), after)
    return after
  }

  /** `{host|agent|referrer} {…}`, if there are any. @returns where what follows them begins */
  #captures(bytes: Buffer, start: number, end: number): number {
    let at = start
    for (let group = 0; group < 2 && bytes[at] === OPEN_BRACE; group++) {
      let from = at + 1
      for (at = from; at < end && bytes[at] !== CLOSE_BRACE; at++) {
        if (bytes[at] !== BAR) continue
        this.#capture(bytes, from, at)
        from = at + 1
      }
      this.#capture(bytes, from, at)
      at += 2
    }
    return at
  }

  #capture(bytes: Buffer, start: number, end: number): void {
    if (end <= start) return
    const text = bytes.toString('latin1', start, Math.min(end, start + 80))
    const part = /^https?:\/\//i.test(text)
      ? PART.referrer
      : /^[\w.-]+\/\d|^Mozilla\//.test(text)
        ? PART.userAgent
        : /^(?=.*[a-z])[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?$/i.test(text)
          ? PART.host
          : null
    if (part !== null && !this.#parts.has(part)) this.#parts.set(part, start, end)
  }

  #request(bytes: Buffer, at: number, end: number, mayBeCut: boolean): boolean {
    if (bytes[at] !== QUOTE || at >= end) return false
    let close = at + 1
    while (close < end && bytes[close] !== QUOTE) close++
    if (close === end && !mayBeCut) return false
    this.#parts.set(PART.request, at + 1, close)
    return true
  }
}

/** Where the word that begins at `start` ends; `end` when it is the last. */
function wordEnd(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] !== SPACE) at++
  return Math.min(at, end)
}

function lastIndexOf(bytes: Buffer, byte: number, start: number, end: number): number {
  for (let at = end - 1; at >= start; at--) if (bytes[at] === byte) return at
  return -1
}

/** With `option logasap` times and sizes that still grew have a `+`. */
function plusSkipped(bytes: Buffer, at: number): number {
  return bytes[at] === PLUS ? at + 1 : at
}
