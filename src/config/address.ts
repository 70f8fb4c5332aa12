import { isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Where to listen. `host` is an IP address without brackets; port 0 lets the system choose a free one. */
export interface Address {
  host: string
  port: number
}

/** What an address may look like, for messages. */
export const ADDRESS_EXPECTED = "a port (8080) or an address and port ('0.0.0.0:8080', '[::1]:8080')"

/**
 * Reads a listen address: `8080` or `:8080` (every address, IPv6 and IPv4), `0.0.0.0:8080`, `localhost:8080`
 * (127.0.0.1), `[::1]:8080`.
 * @returns null when the text is no such address.
 */
export function parseListenAddress(text: string | number): Address | null {
  const match = /^(?:(?<host>.*):)?(?<port>\d{1,5})$/.exec(String(text).trim())
  const port = Number(match?.groups?.port ?? Number.NaN)
  if (!(port <= 65535)) return null
  const host = canonicalHost(match?.groups?.host ?? '')
  return host === null ? null : { host, port }
}

/** The way an address is written in a file or a URL: `0.0.0.0:8080`, `[::1]:8080`. */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** True for 127.0.0.0/8, ::1 and the name localhost: only this machine can connect. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback'
}

/** True for `0.0.0.0` and `::`, which stand for every address of this machine. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** True when the two cannot both be listened on. Port 0 never clashes: the system chooses. */
export function addressesClash(a: Address, b: Address): boolean {
  if (a.port !== b.port || a.port === 0) return false
  if (a.host === b.host || a.host === '::' || b.host === '::') return true
  return (a.host === '0.0.0.0' && isIPv4(b.host)) || (b.host === '0.0.0.0' && isIPv4(a.host))
}

function canonicalHost(text: string): string | null {
  if (text === '') return '::'
  if (text === 'localhost') return '127.0.0.1'
  if (isIPv4(text)) return text
  const bare = /^\[(?<inside>[0-9a-fA-F:.]+)\]$/.exec(text)?.groups?.inside
  return bare !== undefined && isIPv6(bare) ? ipaddr.parse(bare).toString() : null
}
