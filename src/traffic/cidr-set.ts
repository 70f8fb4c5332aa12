import ipaddr from 'ipaddr.js'
import { type IpAddress, prefixKey } from './address.js'

/**
 * A set of networks. A look-up costs one hash per distinct prefix length, however many networks there are.
 * Throws a RangeError that names the text when an entry is neither an address nor a CIDR.
 */
export class CidrSet {
  readonly size: number
  readonly #byBits: Record<4 | 6, Map<number, Set<string>>> = { 4: new Map(), 6: new Map() }

  constructor(cidrs: Iterable<string>) {
    let size = 0
    for (const cidr of cidrs) {
      const { address, bits } = parseCidr(cidr)
      const lengths = this.#byBits[address.family]
      const keys = lengths.get(bits) ?? new Set()
      lengths.set(bits, keys.add(prefixKey(address, bits)))
      size++
    }
    this.size = size
  }

  has(address: IpAddress): boolean {
    for (const [bits, keys] of this.#byBits[address.family]) {
      if (keys.has(prefixKey(address, bits))) return true
    }
    return false
  }
}

/** Reads `192.0.2.0/24`, `2001:db8::/32` or a single address. Throws a RangeError with a message for people. */
export function parseCidr(text: string): { address: IpAddress; bits: number; canonical: string } {
  const trimmed = text.trim()
  const wrong = () =>
    new RangeError(
      `"${text}" is not an address or network; expected for example 192.0.2.7, 192.0.2.0/24 or 2001:db8::/48`,
    )
  const slash = trimmed.indexOf('/')
  const bare = slash < 0 ? trimmed : trimmed.slice(0, slash)
  if (!(ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare))) throw wrong()
  const raw = ipaddr.parse(bare)
  const mapped = raw.kind() === 'ipv6' && (raw as ipaddr.IPv6).isIPv4MappedAddress()
  const parsed = mapped ? (raw as ipaddr.IPv6).toIPv4Address() : raw
  const family = parsed.kind() === 'ipv4' ? 4 : 6
  const most = family === 4 ? 32 : 128
  const suffix = slash < 0 ? null : trimmed.slice(slash + 1)
  if (suffix !== null && !/^\d{1,3}$/.test(suffix)) throw wrong()
  const bits = suffix === null ? most : Number(suffix) - (mapped ? 96 : 0)
  if (bits < 0 || bits > most) throw wrong()
  const bytes = parsed
    .toByteArray()
    .map((byte, i) => byte & (0xff << Math.max(0, Math.min(8, 8 - (bits - i * 8)))) & 0xff)
  const network = ipaddr.fromByteArray(bytes).toString()
  return { address: { family, bytes, text: network }, bits, canonical: `${network}/${bits}` }
}
