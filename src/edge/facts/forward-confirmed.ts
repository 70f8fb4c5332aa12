import type { Resolver } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { type IpAddress, parseAddress } from '../../traffic/address.js'

/**
 * What DNS says of an address that should have a name in certain domains. `confirmed`: it has, and the name leads back to
 * it. `denied`: it has other names, or one that leads elsewhere. `nameless`: DNS says that it has no name. `unanswered`:
 * DNS did not say.
 */
export type Confirmation = 'confirmed' | 'denied' | 'nameless' | 'unanswered'

/** Whoever holds an address can give it any number of names; the operators of crawlers give one. */
const MOST_NAMES = 2
/** What c-ares calls the two ways in which DNS says that there is nothing. */
const NOTHING_THERE: readonly unknown[] = ['ENOTFOUND', 'ENODATA']

/** Forward-confirmed reverse DNS (RFC 8499, "FCrDNS"): two questions, or three. Never rejects. */
export async function forwardConfirmed(
  resolver: Resolver,
  address: IpAddress,
  domains: readonly string[],
): Promise<Confirmation> {
  const names = await answers(() => resolver.resolvePtr(reverseName(address)))
  if (names === null) return 'unanswered'
  if (names.length === 0) return 'nameless'
  const right = names.map(canonicalName).filter((name) => domains.some((domain) => name.endsWith(`.${domain}`)))
  for (const name of right.slice(0, MOST_NAMES)) {
    const found = await answers(() => (address.family === 4 ? resolver.resolve4(name) : resolver.resolve6(name)))
    if (found === null) return 'unanswered'
    if (found.some((text) => parseAddress(text)?.text === address.text)) return 'confirmed'
  }
  return 'denied'
}

/** null when DNS did not say; empty when it said that there are none. */
async function answers(ask: () => Promise<string[]>): Promise<string[] | null> {
  try {
    return await ask()
  } catch (error) {
    return NOTHING_THERE.includes((error as NodeJS.ErrnoException).code) ? [] : null
  }
}

function canonicalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

/** `1.66.249.66.in-addr.arpa`, and the nibbles below ip6.arpa. Asked for directly: /etc/hosts has no say. */
function reverseName({ family, bytes }: IpAddress): string {
  if (family === 4) return `${[...bytes].reverse().join('.')}.in-addr.arpa`
  const nibbles = bytes.flatMap((byte) => [byte >> 4, byte & 15]).map((nibble) => nibble.toString(16))
  return `${nibbles.reverse().join('.')}.ip6.arpa`
}

/** False for addresses of no use on the internet: of them its DNS knows nothing, or something about another machine. */
export function isPublic({ text }: IpAddress): boolean {
  return ipaddr.parse(text).range() === 'unicast'
}
