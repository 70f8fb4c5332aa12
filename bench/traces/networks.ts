import type { SeededRandom } from '../../src/drill/seeded-random.js'

/** First bytes of IPv4 that are not given to anybody's access line (IANA IPv4 Special-Purpose Address Registry, 2026). */
const NOT_PUBLIC = new Set([0, 10, 100, 127, 169, 172, 192, 198, 203])

interface Provider {
  /** Its weight and those of all before it. */
  upTo: number
  /** `84.17` or `2a02:8109` */
  prefix: string
  version: 4 | 6
}

/**
 * Addresses as access providers hand them out: few providers have most of the visitors, each has its favourite
 * networks, and phones come by IPv6.
 */
export class Networks {
  readonly #providers: Provider[]
  readonly #alsoFrom: readonly string[]
  readonly #ofThem: number

  /**
   * @param providers how many; visitors of one country come from tens, a botnet from thousands
   * @param overlap addresses of other visitors, into whose networks a share `ofThem` of all addresses falls
   */
  constructor(
    random: SeededRandom,
    { providers, ipv6Share = 0 }: { providers: number; ipv6Share?: number },
    overlap: { addresses: readonly string[]; share: number } = { addresses: [], share: 0 },
  ) {
    let upTo = 0
    this.#providers = Array.from({ length: providers }, (_, rank) => {
      const version = random.next() < ipv6Share ? 6 : 4
      upTo += 1 / (rank + 5)
      return { upTo, version, prefix: version === 4 ? publicPrefix(random) : ipv6Prefix(random) }
    })
    this.#alsoFrom = overlap.addresses
    this.#ofThem = overlap.addresses.length === 0 ? 0 : overlap.share
  }

  address(random: SeededRandom): string {
    if (random.next() < this.#ofThem) return neighbour(random.pick(this.#alsoFrom), random)
    const { prefix, version } = this.#provider(random)
    // Squared: a provider's networks are not equally full.
    if (version === 4) return `${prefix}.${Math.floor(256 * random.next() ** 2)}.${1 + random.integer(254)}`
    const site = Math.floor(65_536 * random.next() ** 3).toString(16)
    return `${prefix}:${site}:${hex(random)}:${hex(random)}:${hex(random)}:${hex(random)}:${hex(random)}`
  }

  /** By weight, found by halving: there may be thousands. */
  #provider(random: SeededRandom): Provider {
    const providers = this.#providers
    const chance = random.next() * (providers.at(-1)?.upTo ?? 0)
    let low = 0
    let high = providers.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((providers[middle]?.upTo ?? 0) <= chance) low = middle + 1
      else high = middle
    }
    const provider = providers[low]
    if (provider === undefined) throw new RangeError('Networks need at least one provider.')
    return provider
  }

  /** Never the same one twice. Remembers them: for bounded numbers only. */
  *distinct(random: SeededRandom): Generator<string> {
    const given = new Set<string>()
    for (;;) {
      const address = this.address(random)
      if (given.has(address)) continue
      given.add(address)
      yield address
    }
  }
}

/** So many addresses in so many neighbourless networks, as rented servers have them. */
export function rentedServers(random: SeededRandom, networks: number, addresses: number): string[] {
  const prefixes = Array.from({ length: networks }, () => `${publicPrefix(random)}.${random.integer(256)}`)
  return Array.from(
    { length: addresses },
    (_, i) => `${prefixes[i % networks]}.${2 + (Math.floor(i / networks) % 250)}`,
  )
}

/** Another address of the same network. */
function neighbour(address: string, random: SeededRandom): string {
  if (address.includes('.')) return `${address.slice(0, address.lastIndexOf('.'))}.${1 + random.integer(254)}`
  const site = address.split(':').slice(0, 3).join(':')
  return `${site}:${hex(random)}:${hex(random)}:${hex(random)}:${hex(random)}:${hex(random)}`
}

function publicPrefix(random: SeededRandom): string {
  let first = 0
  while (NOT_PUBLIC.has(first)) first = 1 + random.integer(222)
  return `${first}.${random.integer(256)}`
}

function ipv6Prefix(random: SeededRandom): string {
  return `2a0${random.integer(10)}:${hex(random)}`
}

/** Four hexadecimal digits without leading zeros, never 0: nothing to abbreviate. */
function hex(random: SeededRandom): string {
  return (1 + random.integer(0xffff)).toString(16)
}
