import { parseAddress, prefixKey } from '../traffic/address.js'

/** Whether an address of a socket is this machine's own (127.0.0.0/8, ::1, also IPv4-mapped). */
export function isLoopbackAddress(text: string): boolean {
  const address = parseAddress(text)
  return address !== null && (address.family === 4 ? address.bytes[0] === 127 : address.text === '::1')
}

/**
 * Whether a Host header names this machine by a name that no outsider's DNS can point here. Without this check any web
 * page could read an open console on loopback by letting its own host name resolve to 127.0.0.1 (DNS rebinding).
 * @param host `localhost:7070`, `127.0.0.1`, `[::1]:7070`
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name)
}

/** One key for all addresses that one client can easily use: the address for IPv4, its /64 for IPv6. */
export function clientKey(text: string): string {
  if (isLoopbackAddress(text)) return 'loopback'
  const address = parseAddress(text)
  return address === null ? 'unknown' : prefixKey(address, address.family === 4 ? 32 : 64)
}
