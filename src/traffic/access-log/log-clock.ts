/**
 * Reads the times of a log. A log writes the same second many times over, so the last text is remembered.
 *
 * - `04/Aug/2026:00:29:36 +0100`, with a fraction or without a zone (Apache `%t`, nginx `$time_local`, HAProxy)
 * - `2026-08-04T00:29:36.123+01:00` (RFC 3339; nginx `$time_iso8601`, Caddy, Traefik), `2026/08/04 00:29:36`
 * - `1785799776.123`: since 1970 in seconds, milliseconds, microseconds or nanoseconds, told apart by their size
 *
 * A time without a zone is taken as UTC.
 */
export class LogClock {
  readonly #lastText = Buffer.alloc(64)
  #lastLength = 0
  #lastTime = Number.NaN

  /** @returns milliseconds since 1970; NaN when it is no time */
  read(bytes: Buffer, start: number, end: number): number {
    const length = end - start
    if (length === this.#lastLength && this.#isLast(bytes, start)) return this.#lastTime
    const time = readTime(bytes, start, end)
    if (length > 0 && length <= this.#lastText.length) {
      bytes.copy(this.#lastText, 0, start, end)
      this.#lastLength = length
      this.#lastTime = time
    }
    return time
  }

  /** From the end: that is where times differ. */
  #isLast(bytes: Buffer, start: number): boolean {
    const last = this.#lastText
    for (let i = this.#lastLength - 1; i >= 0; i--) if (last[i] !== bytes[start + i]) return false
    return true
  }
}

const SLASH = 0x2f
const COLON = 0x3a
const DASH = 0x2d
const DOT = 0x2e
const COMMA = 0x2c
const SPACE = 0x20
const PLUS = 0x2b
const LETTER_T = 0x54
const LETTER_Z = 0x5a

function readTime(bytes: Buffer, start: number, end: number): number {
  if (bytes[start + 2] === SLASH && end - start >= 20) return readCommon(bytes, start, end)
  const separator = bytes[start + 4]
  if ((separator === DASH || separator === SLASH) && end - start >= 19) return readIso(bytes, start, end, separator)
  return readEpoch(bytes, start, end)
}

/** `04/Aug/2026:00:29:36.123 +0100` */
function readCommon(bytes: Buffer, start: number, end: number): number {
  if (bytes[start + 6] !== SLASH || bytes[start + 11] !== COLON) return Number.NaN
  const month = monthOf(bytes, start + 3)
  const day = digits(bytes, start, 2)
  const year = digits(bytes, start + 7, 4)
  return month + clockTime(bytes, start + 12, end, year, month, day)
}

/** `2026-08-04T00:29:36.123Z` */
function readIso(bytes: Buffer, start: number, end: number, separator: number): number {
  const between = bytes[start + 10]
  if (bytes[start + 7] !== separator || (between !== LETTER_T && between !== SPACE)) return Number.NaN
  const month = digits(bytes, start + 5, 2) - 1
  return month + clockTime(bytes, start + 11, end, digits(bytes, start, 4), month, digits(bytes, start + 8, 2))
}

function clockTime(bytes: Buffer, at: number, end: number, year: number, month: number, day: number): number {
  if (bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return Number.NaN
  const hour = digits(bytes, at, 2)
  const minute = digits(bytes, at + 3, 2)
  const second = digits(bytes, at + 6, 2)
  // A second 60 is a leap second; a clock that was never set is in 1969 west of Greenwich. Comparisons with NaN are false.
  const isTime = month >= 0 && month < 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second <= 60
  if (!isTime || !(year >= 1969)) return Number.NaN
  let after = at + 8
  let milliseconds = 0
  if (bytes[after] === DOT || bytes[after] === COMMA) {
    after++
    for (let unit = 100; after < end && isDigit(bytes[after]); unit /= 10, after++) {
      if (unit >= 1) milliseconds += unit * digits(bytes, after, 1)
    }
  }
  // `month` is taken off again so that both callers can hand on a NaN by adding it.
  return Date.UTC(year, month, day, hour, minute, second, milliseconds) - zone(bytes, after, end) - month
}

/** Milliseconds east of Greenwich of `+0100`, `+01:00`, `Z` or nothing, with or without a space before. */
function zone(bytes: Buffer, start: number, end: number): number {
  const at = bytes[start] === SPACE ? start + 1 : start
  const sign = bytes[at]
  if (at >= end || (sign === LETTER_Z && at + 1 === end)) return 0
  if (sign !== PLUS && sign !== DASH) return Number.NaN
  const minutesAt = bytes[at + 3] === COLON ? at + 4 : at + 3
  if (minutesAt + 2 !== end) return Number.NaN
  const minutes = digits(bytes, at + 1, 2) * 60 + digits(bytes, minutesAt, 2)
  return (sign === DASH ? -minutes : minutes) * 60_000
}

const LATEST_SECONDS = 1e11
const LATEST_MILLISECONDS = 1e14
const LATEST_MICROSECONDS = 1e17

function readEpoch(bytes: Buffer, start: number, end: number): number {
  const length = end - start
  if (length < 9 || length > 32 || !isDigit(bytes[start])) return Number.NaN
  const value = Number(bytes.toString('latin1', start, end))
  if (!(value >= 0) || value === Number.POSITIVE_INFINITY) return Number.NaN
  if (value < LATEST_SECONDS) return Math.round(value * 1_000)
  if (value < LATEST_MILLISECONDS) return Math.round(value)
  if (value < LATEST_MICROSECONDS) return Math.round(value / 1e3)
  return value < LATEST_MICROSECONDS * 1e3 ? Math.round(value / 1e6) : Number.NaN
}

function digits(bytes: Buffer, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const byte = bytes[i]
    if (!isDigit(byte)) return Number.NaN
    value = value * 10 + byte - 0x30
  }
  return value
}

function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec'

/** From 0; NaN when it is none. */
function monthOf(bytes: Buffer, at: number): number {
  for (let month = 0; month < 12; month++) {
    let same = 0
    while (same < 3 && ((bytes[at + same] ?? 0) | 0x20) === MONTHS.charCodeAt(month * 3 + same)) same++
    if (same === 3) return month
  }
  return Number.NaN
}
