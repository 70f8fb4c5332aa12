import ipaddr from 'ipaddr.js'
import { type IpAddress, prefixKey } from './address.js'

/** IPv4 networks of one prefix length, as the 32 bits of an address that they have in common. */
interface Networks4 {
  mask: number
  prefixes: Set<number>
}

/**
 * A set of networks. A look-up costs one hash per distinct prefix length, however many networks there are.
 * Throws a RangeError that names the text when an entry is neither an address nor a CIDR.
 */
export class CidrSet {
  readonly size: number
  readonly #four: readonly Networks4[]
  readonly #six: readonly { bits: number; prefixes: Set<string> }[]

  constructor(cidrs: Iterable<string>) {
    const four = new Map<number, Networks4>()
    const six = new Map<number, { bits: number; prefixes: Set<string> }>()
    let size = 0
    for (const cidr of cidrs) {
      const { address, bits } = parseCidr(cidr)
      if (address.family === 4) {
        // A shift by 32 is a shift by nothing.
        const mask = bits === 0 ? 0 : -1 << (32 - bits)
        const networks = four.get(bits) ?? { mask, prefixes: new Set() }
        networks.prefixes.add(wordOf(address) & mask)
        four.set(bits, networks)
      } else {
        const networks = six.get(bits) ?? { bits, prefixes: new Set() }
        networks.prefixes.add(prefixKey(address, bits))
        six.set(bits, networks)
      }
      size++
    }
    this.size = size
    this.#four = [...four.values()]
    this.#six = [...six.values()]
  }

  has(address: IpAddress): boolean {
    if (address.family === 6) {
      for (const { bits, prefixes } of this.#six) if (prefixes.has(prefixKey(address, bits))) return true
      return false
    }
    if (this.#four.length === 0) return false
    const word = wordOf(address)
    for (const { mask, prefixes } of this.#four) if (prefixes.has(word & mask)) return true
    return false
  }
}

/** The four bytes of an IPv4 address as one signed number. */
function wordOf({ bytes }: IpAddress): number {
  return ((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)
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
