import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What a range may look like, for messages. */
export const CIDR_EXPECTED = 'an address or range like 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32'

/**
 * The canonical form of an address or range: `192.0.2.7` → `192.0.2.7/32`, `10.1.2.3/8` → `10.0.0.0/8`,
 * `2001:DB8::/32` → `2001:db8::/32`, `::ffff:192.0.2.7` → `192.0.2.7/32`.
 * @returns null when the text is neither.
 */
export function canonicalCidr(text: string): string | null {
  const [address = '', prefix, ...rest] = text.trim().split('/')
  // isIP first: ipaddr.js also reads 127.1, 0x7f.1 and 0177.1, which are typing mistakes in a configuration.
  if (rest.length > 0 || isIP(address) === 0 || address.includes('%')) return null
  const parsed = ipaddr.parse(address)
  const width = parsed.kind() === 'ipv4' ? 32 : 128
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return null
  const bits = prefix === undefined ? width : Number(prefix)
  if (bits > width) return null
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() && bits >= 96) {
    return `${networkOf(parsed.toIPv4Address(), bits - 96)}/${bits - 96}`
  }
  return `${networkOf(parsed, bits)}/${bits}`
}

function networkOf(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const bytes = address.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - index * 8))
    return byte & (0xff << (8 - kept)) & 0xff
  })
  return ipaddr.fromByteArray(bytes).toString()
}
