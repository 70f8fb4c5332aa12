/**
 * How a log hides bytes that would break its lines.
 *
 * - `backslash`: `\xHH`, `\"`, `\\`, `\n` … (Apache, mod_log_config, "Format Notes"; nginx, `log_format`, escape=default)
 * - `hash`: `#HH` (HAProxy configuration manual, 8.6 "Non-printable characters")
 * - `json`: RFC 8259, section 7, and, since some servers write JSON by hand, `\xHH`
 */
export type Escapes = 'backslash' | 'hash' | 'json'

const BACKSLASH = 0x5c
const HASH = 0x23
const LOWER_X = 0x78
const LOWER_U = 0x75

/** The text of a range, its escapes undone. Bytes that are no UTF-8 become U+FFFD. */
export function decodeText(bytes: Buffer, start: number, end: number, escapes: Escapes): string {
  const sign = escapes === 'hash' ? HASH : BACKSLASH
  let all = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte === sign) return unescaped(bytes, start, end, escapes)
    all |= byte
  }
  return bytes.toString(all < 0x80 ? 'latin1' : 'utf8', start, end)
}

function unescaped(bytes: Buffer, start: number, end: number, escapes: Escapes): string {
  // An escape is never shorter than what it stands for, counted in bytes.
  const plain = Buffer.allocUnsafe(end - start)
  let length = 0
  for (let at = start; at < end; ) {
    const byte = bytes[at] ?? 0
    if (escapes === 'hash') {
      const value = byte === HASH ? hexadecimal(bytes, at + 1, 2, end) : -1
      plain[length++] = value < 0 ? byte : value
      at += value < 0 ? 1 : 3
    } else if (byte !== BACKSLASH || at + 1 >= end) {
      plain[length++] = byte
      at++
    } else if (bytes[at + 1] === LOWER_X) {
      const value = hexadecimal(bytes, at + 2, 2, end)
      plain[length++] = value < 0 ? byte : value
      at += value < 0 ? 1 : 4
    } else if (bytes[at + 1] === LOWER_U && escapes === 'json') {
      const character = unicodeEscape(bytes, at, end)
      length += plain.write(character.text, length, 'utf8')
      at += character.length
    } else {
      const value = SHORT[bytes[at + 1] ?? 0]
      plain[length++] = value ?? byte
      at += value === undefined ? 1 : 2
    }
  }
  return plain.toString('utf8', 0, length)
}

/** `\uD83D\uDE00` is one character; half of such a pair is none. */
function unicodeEscape(bytes: Buffer, at: number, end: number): { text: string; length: number } {
  const first = hexadecimal(bytes, at + 2, 4, end)
  if (first < 0) return { text: '\\', length: 1 }
  if (first < 0xd800 || first > 0xdfff) return { text: String.fromCharCode(first), length: 6 }
  const isPair = bytes[at + 6] === BACKSLASH && bytes[at + 7] === LOWER_U
  const second = isPair ? hexadecimal(bytes, at + 8, 4, end) : -1
  if (first <= 0xdbff && second >= 0xdc00 && second <= 0xdfff) {
    return { text: String.fromCharCode(first, second), length: 12 }
  }
  return { text: '\ufffd', length: 6 }
}

/** `digits` hexadecimal digits; -1 when they are none. */
function hexadecimal(bytes: Buffer, at: number, digits: number, end: number): number {
  if (at + digits > end) return -1
  let value = 0
  for (let i = at; i < at + digits; i++) {
    const byte = bytes[i] ?? 0
    const lower = byte | 0x20
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30
    else if (lower >= 0x61 && lower <= 0x66) value = value * 16 + lower - 0x57
    else return -1
  }
  return value
}

/** By the byte after a backslash, what both stand for. */
const SHORT: readonly (number | undefined)[] = (() => {
  const table = new Array<number | undefined>(256).fill(undefined)
  for (const [letter, value] of [
    ['"', 0x22],
    ['\\', 0x5c],
    ['/', 0x2f],
    ['b', 0x08],
    ['f', 0x0c],
    ['n', 0x0a],
    ['r', 0x0d],
    ['t', 0x09],
    ['v', 0x0b],
  ] as const) {
    table[letter.charCodeAt(0)] = value
  }
  return table
})()
