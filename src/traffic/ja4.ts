import { createHash } from 'node:crypto'

/** What a visitor says in the first message of TLS, in the order in which it was sent, GREASE included. */
export interface ClientHello {
  /** Of the message itself: 0x0303 for TLS 1.2 and, for old middleboxes, for all that is newer. */
  legacyVersion: number
  /** What the extension supported_versions offers; null without it. */
  versions: readonly number[] | null
  ciphers: readonly number[]
  extensions: readonly number[]
  signatureAlgorithms: readonly number[]
  /** The bytes of the first protocol that ALPN names; null without it. */
  firstProtocol: Uint8Array | null
}

const SERVER_NAME = 0x0000
const ALPN = 0x0010
const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
  [0x0002, 's2'],
])
const NOTHING = '000000000000'

/**
 * The JA4 of a TLS connection over TCP: which program it is, as far as the program's TLS tells. Order and GREASE do not
 * count, so that browsers that shuffle their extensions have one.
 * Source: FoxIO, "JA4: TLS Client Fingerprinting" (technical_details/JA4.md); JA4 itself is under the BSD 3-Clause licence.
 */
export function ja4({ legacyVersion, versions, ciphers, extensions, ...hello }: ClientHello): string {
  const meant = ciphers.filter(isMeant)
  const told = extensions.filter(isMeant)
  const version = VERSIONS.get(versions ? Math.max(0, ...versions.filter(isMeant)) : legacyVersion) ?? '00'
  const name = told.includes(SERVER_NAME) ? 'd' : 'i'
  // Both are told by the part before, and differ from site to site.
  const others = told.filter((extension) => extension !== SERVER_NAME && extension !== ALPN)
  const algorithms = hello.signatureAlgorithms.filter(isMeant)
  const list = inHex(inOrder(others)) + (algorithms.length > 0 ? `_${inHex(algorithms)}` : '')
  return [
    `t${version}${name}${count(meant)}${count(told)}${ends(hello.firstProtocol)}`,
    meant.length === 0 ? NOTHING : digest(inHex(inOrder(meant))),
    others.length === 0 && algorithms.length === 0 ? NOTHING : digest(list),
  ].join('_')
}

/** False for the values that browsers strew in so that servers learn to pass over what they do not know (RFC 8701). */
function isMeant(value: number): boolean {
  return (value & 0x0f0f) !== 0x0a0a || value >> 8 !== (value & 0xff)
}

/** First and last letter of the first protocol; of its hexadecimal form where one of the two is no letter or digit. */
function ends(protocol: Uint8Array | null): string {
  const first = protocol?.at(0)
  const last = protocol?.at(-1)
  if (first === undefined || last === undefined) return '00'
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last)
  return hex(first, 2).charAt(0) + hex(last, 2).charAt(1)
}

function isAlphanumeric(byte: number): boolean {
  return /^[0-9A-Za-z]$/.test(String.fromCharCode(byte))
}

function count(values: readonly number[]): string {
  return String(Math.min(99, values.length)).padStart(2, '0')
}

function inOrder(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b)
}

function inHex(values: readonly number[]): string {
  return values.map((value) => hex(value, 4)).join(',')
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, NOTHING.length)
}
