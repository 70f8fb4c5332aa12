import { parseCidr } from './cidr-set.js'

/** Larger than any list that is published, with room for those to come. */
const MOST_PREFIXES = 20_000
/** Shorter prefixes are a whole network provider, or a slip that would make a crawler of everybody. */
const SHORTEST = { 4: 12, 6: 24 }

/**
 * Reads a list of address ranges as Google, Bing, OpenAI and others publish them:
 * `{"prefixes": [{"ipv4Prefix": "192.0.2.0/27"}, {"ipv6Prefix": "2001:db8::/64"}]}`.
 * @throws Error that completes "it is …" when the text is no such list
 */
export function crawlerRanges(text: string): string[] {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    throw new Error('no JSON')
  }
  const prefixes = typeof list === 'object' && list !== null && 'prefixes' in list ? list.prefixes : null
  if (!Array.isArray(prefixes)) throw new Error('JSON without a list called prefixes')
  if (prefixes.length === 0) throw new Error('a list without any prefix')
  if (prefixes.length > MOST_PREFIXES) throw new Error(`a list of more than ${MOST_PREFIXES} prefixes`)
  return prefixes.map((entry: unknown, index) => {
    const written = prefixOf(entry)
    if (written === null) throw new Error(`a list whose prefixes[${index}] has neither ipv4Prefix nor ipv6Prefix`)
    return canonical(written, index)
  })
}

function prefixOf(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null) return null
  const { ipv4Prefix, ipv6Prefix } = entry as { ipv4Prefix?: unknown; ipv6Prefix?: unknown }
  const prefix = ipv4Prefix ?? ipv6Prefix
  return typeof prefix === 'string' ? prefix : null
}

function canonical(written: string, index: number): string {
  let parsed: ReturnType<typeof parseCidr>
  try {
    parsed = parseCidr(written)
  } catch {
    throw new Error(`a list whose prefixes[${index}] is no address range`)
  }
  const { address, bits } = parsed
  if (bits < SHORTEST[address.family]) {
    throw new Error(
      `a list whose prefixes[${index}] (${parsed.canonical}) is far larger than the ranges of any crawler`,
    )
  }
  return parsed.canonical
}
