import { isIPv4 } from 'node:net'
import { CAPS } from './caps.js'

/** True for 127.0.0.0/8 written as four numbers. Names are not resolved: a name could lead anywhere. */
export function isLoopbackV4(address: string | undefined): boolean {
  return address !== undefined && isIPv4(address) && address.startsWith('127.')
}

/** A part of 127.0.0.0/8 that one kind of traffic speaks from, so that attack and visitors never share a client. */
export interface AddressBlock {
  /** Second numbers of the addresses, first and last: [10, 41] is 127.10.0.0 to 127.41.255.255. */
  seconds: readonly [number, number]
  count: number
}

/**
 * Addresses of a block, spread over as many /24 networks as there are, none ending in 0 or 255.
 * @throws RangeError when the block leaves 127.1.0.0 to 127.254.255.255 or is asked for more than 50,000
 */
export function addressesOf({ seconds: [first, last], count }: AddressBlock): string[] {
  if (!(first >= 1 && first <= last && last <= 254))
    throw new RangeError(`127.${first} to 127.${last} is no block for drills`)
  const networks = (last - first + 1) * 256
  if (!(count >= 0 && count <= Math.min(CAPS.addresses, networks * 254)))
    throw new RangeError(`a block cannot have ${count} addresses`)
  return Array.from({ length: count }, (_, i) => {
    const network = i % networks
    return `127.${first + Math.floor(network / 256)}.${network % 256}.${1 + Math.floor(i / networks)}`
  })
}
