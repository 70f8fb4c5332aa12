import { type IpAddress, parseAddress } from '../../traffic/address.js'
import type { CidrSet } from '../../traffic/cidr-set.js'

/** Hops that are looked at; a longer list is a visitor's invention. */
const MOST_HOPS = 20

/**
 * The visitor's address in X-Forwarded-For: read from the right, past the proxies that are trusted. Everything further
 * left is what the visitor wrote and is not believed. null when the field is missing or says nothing.
 */
export function forwardedClient(field: string | string[] | undefined, trusted: CidrSet): IpAddress | null {
  if (field === undefined) return null
  const joined = Array.isArray(field) ? field.join(',') : field
  let end = joined.length
  let last: IpAddress | null = null
  for (let hop = 0; hop < MOST_HOPS && end > 0; hop++) {
    const comma = joined.lastIndexOf(',', end - 1)
    const address = parseAddress(joined.slice(comma + 1, end))
    if (!address) return last
    last = address
    if (!trusted.has(address)) return address
    end = comma
  }
  return last
}
