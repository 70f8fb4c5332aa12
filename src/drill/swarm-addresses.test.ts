import { expect, it } from 'vitest'
import type { Swarm } from './attack.js'
import { CAPS } from './caps.js'
import { isLoopbackV4 } from './loopback-address.js'
import { SeededRandom } from './seeded-random.js'
import { swarm } from './shapes/swarm.js'
import { swarmAddresses } from './swarm-addresses.js'

const attack = swarm.attack as Swarm
const networkOf = (address: string) => address.split('.').slice(0, 3).join('.')

it('gives each request an address of its own, in thousands of networks, in an order without a pattern', () => {
  const addresses = swarmAddresses(attack, 30, new SeededRandom(1))
  expect(addresses).toHaveLength(12_000)
  expect(new Set(addresses).size).toBe(12_000)
  expect(addresses.every(isLoopbackV4)).toBe(true)
  expect(new Set(addresses.map(networkOf)).size).toBeGreaterThan(8_000)
  const inARow = addresses.filter((address, i) => i > 0 && networkOf(addresses[i - 1] ?? '') === networkOf(address))
  expect(inARow.length).toBeLessThan(20)
  expect(swarmAddresses(attack, 30, new SeededRandom(1))).toEqual(addresses)
})

it('never gives more than there may be', () => {
  const most = { ...attack, requestsPerSecond: CAPS.addresses }
  expect(new Set(swarmAddresses(most, 1, new SeededRandom(2))).size).toBe(CAPS.addresses)
  expect(() => swarmAddresses({ ...most, requestsPerSecond: CAPS.addresses + 1 }, 1, new SeededRandom(2))).toThrow(
    'at most 50,000 addresses',
  )
})
