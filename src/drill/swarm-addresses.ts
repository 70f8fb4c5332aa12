import type { Swarm } from './attack.js'
import { assertWithinCaps } from './caps.js'
import { addressesOf } from './loopback-address.js'
import type { SeededRandom } from './seeded-random.js'

/** How many addresses a swarm needs for its time: one for each request. */
export function addressesNeeded({ requestsPerSecond }: Pick<Swarm, 'requestsPerSecond'>, seconds: number): number {
  return Math.ceil(requestsPerSecond * seconds)
}

/**
 * The addresses of a swarm in the order in which they ask: neighbours come far apart, from thousands of networks.
 * @throws RangeError when rate and time need more than there may be
 */
export function swarmAddresses(
  swarm: Pick<Swarm, 'addresses' | 'requestsPerSecond'>,
  seconds: number,
  random: SeededRandom,
): string[] {
  const needed = addressesNeeded(swarm, seconds)
  assertWithinCaps({ addresses: needed })
  const addresses = addressesOf(swarm.addresses)
  // Fisher and Yates, as far as needed (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm P).
  const most = Math.min(needed, addresses.length)
  for (let place = 0; place < most; place++) {
    const other = place + random.integer(addresses.length - place)
    const taken = addresses[other]
    const left = addresses[place]
    if (taken === undefined || left === undefined) break
    addresses[place] = taken
    addresses[other] = left
  }
  return addresses.slice(0, most)
}
