const SPACE = 0x20
const COLON = 0x3a
const LESS = 0x3c
const GREATER = 0x3e
const DASH = 0x2d
const LETTER_T = 0x54

const LONGEST_HEADER_BYTES = 256

/**
 * Where the message of a line begins that a syslog daemon wrote; `start` when the line has no such header.
 *
 * - RFC 3164: `<134>Feb  6 12:14:14 host haproxy[14389]: `, the priority and the host may be missing
 * - rsyslog with precise times: `2026-08-04T00:29:36.123+01:00 host nginx: `
 * - RFC 5424: `<134>1 2026-08-04T00:29:36Z host haproxy 266980 - - `
 */
export function afterSyslogHeader(bytes: Buffer, start: number, end: number): number {
  const afterPriority = skipPriority(bytes, start, end)
  const last = Math.min(end, start + LONGEST_HEADER_BYTES)
  if (afterPriority > start && bytes[afterPriority] === 0x31 && bytes[afterPriority + 1] === SPACE) {
    const message = skipWords(bytes, afterPriority + 2, last, 6)
    return message < last ? message : start
  }
  const isDated = startsWithMonth(bytes, afterPriority) || startsWithIsoDate(bytes, afterPriority)
  if (!isDated) return start
  for (let at = afterPriority + 15; at + 1 < last; at++) {
    if (bytes[at] === COLON && bytes[at + 1] === SPACE) return at + 2
  }
  return start
}

function skipPriority(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] !== LESS) return start
  for (let at = start + 1; at < end && at <= start + 4; at++) if (bytes[at] === GREATER) return at + 1
  return start
}

/** Structured data with spaces in it is not written by web servers. */
function skipWords(bytes: Buffer, start: number, end: number, count: number): number {
  let at = start
  for (let words = 0; words < count && at < end; at++) if (bytes[at] === SPACE) words++
  return at
}

/** `Feb  6 12:14:14 ` */
function startsWithMonth(bytes: Buffer, at: number): boolean {
  const first = bytes[at] ?? 0
  if (first < 0x41 || first > 0x53) return false
  return /^[A-S][a-u][b-y] [ 123]\d \d\d:\d\d:\d\d /.test(bytes.toString('latin1', at, at + 16))
}

/** `2026-08-04T` */
function startsWithIsoDate(bytes: Buffer, at: number): boolean {
  return bytes[at + 4] === DASH && bytes[at + 7] === DASH && bytes[at + 10] === LETTER_T
}
