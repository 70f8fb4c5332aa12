import { parseAddress } from '../address.js'
import { ByteMemo } from './byte-memo.js'
import { decodeText, type Escapes } from './decode-text.js'
import { type LineParts, PART } from './line-parts.js'
import { LogClock } from './log-clock.js'
import type { LogEntry, LoggedHeaders } from './log-entry.js'
import { readNumber } from './read-number.js'
import type { SkipReason } from './skip-reason.js'

const SPACE = 0x20
const DASH = 0x2d
const SLASH = 0x2f

/**
 * Makes entries of lines whose parts have been found. It remembers what repeats, so one maker is for many files; its
 * size is fixed, about 8 MB.
 */
export class EntryMaker {
  readonly #clock = new LogClock()
  readonly #addresses = new ByteMemo(32_768, 40, (bytes, start, end) => addressOf(bytes.toString('latin1', start, end)))
  readonly #methods = new ByteMemo(64, 16, (bytes, start, end) => methodOf(bytes.toString('latin1', start, end)))
  readonly #protocols = new ByteMemo(64, 16, (bytes, start, end) => versionOf(bytes.toString('latin1', start, end)))
  readonly #schemes = new ByteMemo(16, 16, (bytes, start, end) => isTls(bytes.toString('latin1', start, end)))
  readonly #fingerprints = new ByteMemo(1_024, 40, (bytes, start, end) => ja4Of(bytes.toString('latin1', start, end)))
  readonly #operators = new ByteMemo(1_024, 64, (bytes, start, end) => operatorOf(bytes.toString('latin1', start, end)))
  readonly #countries = new ByteMemo(256, 16, (bytes, start, end) => countryOf(bytes.toString('latin1', start, end)))
  readonly #hosts: ByteMemo<string | null>
  readonly #targets: ByteMemo<string>
  readonly #referrers: ByteMemo<string | null>
  readonly #userAgents: ByteMemo<string | null>
  readonly #fields: ByteMemo<string | null>

  constructor(escapes: Escapes) {
    const text = (bytes: Buffer, start: number, end: number) => decodeText(bytes, start, end, escapes)
    const textOrNull = (bytes: Buffer, start: number, end: number) => {
      return isNothing(bytes, start, end) ? null : decodeText(bytes, start, end, escapes)
    }
    this.#targets = new ByteMemo(16_384, 128, text)
    this.#referrers = new ByteMemo(8_192, 160, textOrNull)
    this.#userAgents = new ByteMemo(4_096, 320, textOrNull)
    this.#fields = new ByteMemo(4_096, 128, textOrNull)
    this.#hosts = new ByteMemo(512, 64, (bytes, start, end) => hostOf(textOrNull(bytes, start, end)))
  }

  /** @param line its number */
  make(bytes: Buffer, parts: LineParts, line: number): LogEntry | SkipReason {
    const time = this.#clock.read(bytes, parts.start(PART.time), parts.end(PART.time))
    if (Number.isNaN(time)) return 'no-time'
    const address = this.#address(bytes, parts)
    if (address === null) return 'no-address'
    const request = this.#request(bytes, parts)
    if (typeof request === 'string') return request
    const status = readNumber(bytes, parts.start(PART.status), parts.end(PART.status))
    if (!(status >= 0 && status <= 999 && Number.isInteger(status))) return 'no-status'
    return {
      line,
      time,
      address,
      method: request.method,
      target: request.target,
      httpVersion: request.httpVersion,
      status,
      bytes: numberOrNull(bytes, parts, PART.bytes, 1),
      durationMs: numberOrNull(bytes, parts, PART.duration, parts.durationUnitMs),
      referrer: fromMemo(this.#referrers, bytes, parts, PART.referrer),
      userAgent: fromMemo(this.#userAgents, bytes, parts, PART.userAgent),
      host: fromMemo(this.#hosts, bytes, parts, PART.host),
      forwardedFor: fromMemo(this.#fields, bytes, parts, PART.forwardedFor),
      secure: fromMemo(this.#schemes, bytes, parts, PART.secure),
      tls: fromMemo(this.#fingerprints, bytes, parts, PART.tls),
      as: fromMemo(this.#operators, bytes, parts, PART.as),
      country: fromMemo(this.#countries, bytes, parts, PART.country),
      headers: parts.headers === 'none' ? null : this.#headers(bytes, parts),
    }
  }

  /** Without an address of its own, a log that has X-Forwarded-For means the one that the nearest proxy added. */
  #address(bytes: Buffer, parts: LineParts): string | null {
    if (parts.has(PART.address)) return this.#addresses.get(bytes, parts.start(PART.address), parts.end(PART.address))
    if (!parts.has(PART.forwardedFor)) return null
    const hops = this.#fields.get(bytes, parts.start(PART.forwardedFor), parts.end(PART.forwardedFor))
    return hops === null ? null : addressOf(hops.slice(hops.lastIndexOf(',') + 1))
  }

  #request(bytes: Buffer, parts: LineParts): Request | SkipReason {
    if (parts.has(PART.request)) return this.#requestLine(bytes, parts.start(PART.request), parts.end(PART.request))
    if (!parts.has(PART.target) && !parts.has(PART.path)) return 'no-request'
    const method = fromMemo(this.#methods, bytes, parts, PART.method)
    const target = parts.has(PART.target)
      ? this.#targets.get(bytes, parts.start(PART.target), parts.end(PART.target))
      : this.#pathAndQuery(bytes, parts)
    if (target === '' || target === '-') return 'no-request'
    if (method === null) return 'not-http'
    return { method, target, httpVersion: fromMemo(this.#protocols, bytes, parts, PART.protocol) }
  }

  /** RFC 9112, section 3; targets with spaces in them are logged as they came. */
  #requestLine(bytes: Buffer, start: number, end: number): Request | SkipReason {
    if (isNothing(bytes, start, end)) return 'no-request'
    let afterMethod = start
    while (afterMethod < end && bytes[afterMethod] !== SPACE) afterMethod++
    const method = this.#methods.get(bytes, start, afterMethod)
    if (method === null || afterMethod + 1 >= end) return 'not-http'
    let lastSpace = end - 1
    while (lastSpace > afterMethod && bytes[lastSpace] !== SPACE) lastSpace--
    const httpVersion = lastSpace > afterMethod ? this.#protocols.get(bytes, lastSpace + 1, end) : null
    if (httpVersion === null && bytes[afterMethod + 1] !== SLASH) return 'not-http'
    const afterTarget = httpVersion === null ? end : lastSpace
    if (afterTarget === afterMethod + 1) return 'not-http'
    const target = this.#targets.get(bytes, afterMethod + 1, afterTarget)
    return { method, target, httpVersion }
  }

  #pathAndQuery(bytes: Buffer, parts: LineParts): string {
    const path = this.#targets.get(bytes, parts.start(PART.path), parts.end(PART.path))
    const query = fromMemo(this.#targets, bytes, parts, PART.query)
    if (query === null || query === '' || query === '-' || path.includes('?')) return path
    return query.startsWith('?') ? path + query : `${path}?${query}`
  }

  #headers(bytes: Buffer, parts: LineParts): LoggedHeaders {
    const isComplete = parts.headers === 'complete'
    const field = (place: number) =>
      parts.has(place) || isComplete ? (fromMemo(this.#fields, bytes, parts, place) ?? '') : null
    const hasCookie = parts.has(PART.cookie) && !isNothing(bytes, parts.start(PART.cookie), parts.end(PART.cookie))
    return {
      complete: isComplete,
      accept: field(PART.accept),
      acceptLanguage: field(PART.acceptLanguage),
      acceptEncoding: field(PART.acceptEncoding),
      secFetchSite: field(PART.secFetchSite),
      secFetchMode: field(PART.secFetchMode),
      secFetchDest: field(PART.secFetchDest),
      secFetchUser: field(PART.secFetchUser),
      brands: field(PART.brands),
      mobile: field(PART.mobile),
      platform: field(PART.platform),
      cookie: parts.has(PART.cookie) || isComplete ? hasCookie : null,
    }
  }
}

interface Request {
  method: string
  target: string
  httpVersion: string | null
}

function fromMemo<T>(memo: ByteMemo<T>, bytes: Buffer, parts: LineParts, place: number): T | null {
  const start = parts.start(place)
  return start < 0 ? null : memo.get(bytes, start, parts.end(place))
}

/** Servers write `-` for what there was not. */
function isNothing(bytes: Buffer, start: number, end: number): boolean {
  return end <= start || (end === start + 1 && bytes[start] === DASH)
}

function numberOrNull(bytes: Buffer, parts: LineParts, place: number, unit: number): number | null {
  const start = parts.start(place)
  if (start < 0) return null
  const value = readNumber(bytes, start, parts.end(place)) * unit
  return value >= 0 && value < Number.POSITIVE_INFINITY ? value : null
}

/** As it is written nearly always, and shortest already. */
const PLAIN_IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

function addressOf(text: string): string | null {
  if (PLAIN_IPV4.test(text)) return text
  return parseAddress(text)?.text ?? null
}

/** RFC 9110, section 9.1: a token. Longer ones than this are nobody's method. */
function methodOf(text: string): string | null {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}$/.test(text) ? text : null
}

/** As Node writes it: `HTTP/2` and `h2` are `2.0`. */
function versionOf(text: string): string | null {
  const [, major, minor] = /^(?:HTTP\/|h)?([1-3])(?:\.(\d))?$/i.exec(text) ?? []
  return major === undefined ? null : `${major}.${minor ?? '0'}`
}

/** A scheme, a TLS version, a flag; servers write nothing or `-` for no TLS. */
function isTls(text: string): boolean {
  return !/^(?:-|http|off|false|0|none)?$/i.test(text)
}

/** https://github.com/FoxIO-LLC/ja4/blob/main/technical_details/JA4.md */
function ja4Of(text: string): string | null {
  return /^[a-z]\d\d[a-z]\d{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/.test(text) ? text : null
}

/** A number, or what a table of networks has: `AS64500 Example Networks`. */
function operatorOf(text: string): string | null {
  const number = /^(?:AS ?)?([1-9]\d{0,9})\b/i.exec(text)?.[1]
  return number === undefined ? null : `AS ${number}`
}

/** ISO 3166-1; XX is nobody's. */
function countryOf(text: string): string | null {
  return /^[A-Za-z]{2}$/.test(text) && text !== 'XX' ? text.toUpperCase() : null
}

function hostOf(text: string | null): string | null {
  if (text === null) return null
  const port = /:\d*$/.exec(text)
  const name = port && !/^[^[]*:.*:/.test(text) ? text.slice(0, port.index) : text
  return name === '' || name === '_' ? null : name.toLowerCase()
}
