import { isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'
import { type IpAddress, parseAddress } from '../../traffic/address.js'

/**
 * What stands at the beginning of a connection from a proxy that announces its client. `own`: the proxy speaks for
 * itself (health checks) or does not know whom it speaks for. `bytes` is the header's length; what follows is the visitor's.
 */
export type ProxyHeader =
  | { kind: 'incomplete' }
  | { kind: 'client'; address: IpAddress; bytes: number }
  | { kind: 'own'; bytes: number }
  | { kind: 'wrong'; why: string }

const V1_START = Buffer.from('PROXY ')
const V1_LONGEST_BYTES = 107
const V2_START = Buffer.from('\r\n\r\n\0\r\nQUIT\n')
const V2_FIXED_BYTES = 16
/** Both fixed and variable part: what fits into the smallest packet that every network carries, as the protocol says. */
const V2_LONGEST_BYTES = 536

/** Version 2 in the upper half of a byte, the command in the lower. */
const V2_LOCAL = 0x20
const V2_PROXY = 0x21
/** Address family in the upper half of a byte, stream or datagram in the lower. */
const V2_UNSPECIFIED = 0x00
const V2_TCP4 = 0x11
const V2_TCP6 = 0x21
const V2_UNIX_STREAM = 0x31
const V2_ADDRESS_BYTES: ReadonlyMap<number, number> = new Map([
  [V2_UNSPECIFIED, 0],
  [V2_TCP4, 12],
  [V2_TCP6, 36],
  [V2_UNIX_STREAM, 216],
])

/**
 * Reads a PROXY protocol header, version 1 or 2 (HAProxy, "The PROXY protocol", 2020/03/05). Says `wrong` at the first byte
 * that cannot belong to one, and never asks for more than 536 bytes.
 * @param bytes all that has come so far
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (beginsLike(bytes, V2_START)) return readV2(bytes)
  if (beginsLike(bytes, V1_START)) return readV1(bytes)
  return wrong('it does not begin with a PROXY header')
}

function readV1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, V1_LONGEST_BYTES).indexOf('\r\n')
  if (end < 0) return bytes.length < V1_LONGEST_BYTES ? { kind: 'incomplete' } : wrong('its first line has no end')
  const length = end + 2
  const words = bytes.toString('latin1', V1_START.length, end).split(' ')
  const [protocol, source = '', destination = '', sourcePort = '', destinationPort = ''] = words
  if (protocol === 'UNKNOWN') return { kind: 'own', bytes: length }
  const isAddress = protocol === 'TCP4' ? isIPv4 : protocol === 'TCP6' ? isPlainIPv6 : null
  if (!isAddress) return wrong('its protocol is neither TCP4 nor TCP6 nor UNKNOWN')
  if (words.length !== 5 || !isAddress(source) || !isAddress(destination))
    return wrong('its addresses are no addresses')
  if (!isPort(sourcePort) || !isPort(destinationPort)) return wrong('its ports are no ports')
  const address = parseAddress(source)
  return address ? { kind: 'client', address, bytes: length } : wrong('its addresses are no addresses')
}

function readV2(bytes: Buffer): ProxyHeader {
  if (bytes.length < V2_FIXED_BYTES) return { kind: 'incomplete' }
  const command = bytes.readUInt8(12)
  const family = bytes.readUInt8(13)
  const length = V2_FIXED_BYTES + bytes.readUInt16BE(14)
  if (command !== V2_LOCAL && command !== V2_PROXY) return wrong('its version or command is unknown')
  if (length > V2_LONGEST_BYTES) return wrong(`it is longer than ${V2_LONGEST_BYTES} bytes`)
  const addressBytes = V2_ADDRESS_BYTES.get(family)
  if (command === V2_PROXY) {
    if (addressBytes === undefined) return wrong('its address family or transport is unknown')
    if (length < V2_FIXED_BYTES + addressBytes) return wrong('its addresses are cut short')
  }
  if (bytes.length < length) return { kind: 'incomplete' }
  // What follows the addresses up to the length are extensions (TLVs), which nothing here needs.
  const known = family === V2_TCP4 || family === V2_TCP6
  if (command === V2_LOCAL || !known) return { kind: 'own', bytes: length }
  const source = bytes.subarray(V2_FIXED_BYTES, V2_FIXED_BYTES + (family === V2_TCP4 ? 4 : 16))
  const address = parseAddress(ipaddr.fromByteArray([...source]).toString())
  return address ? { kind: 'client', address, bytes: length } : wrong('its addresses are no addresses')
}

/** True as long as what there is of the bytes agrees with the start. */
function beginsLike(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length)
  return bytes.compare(start, 0, length, 0, length) === 0
}

/** Without a zone (`%eth0`), which means something on one machine only. */
function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%')
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535
}

function wrong(why: string): ProxyHeader {
  return { kind: 'wrong', why }
}
