import { parse as parseAddress } from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../../src/drill/seeded-random.js'
import { Networks, rentedServers } from './networks.js'

const network = (address: string) =>
  address.includes(':') ? address.split(':').slice(0, 3).join(':') : address.slice(0, address.lastIndexOf('.'))

describe('networks', () => {
  it('hand out public addresses only', () => {
    const random = new SeededRandom(1)
    const networks = new Networks(random, { providers: 2_000, ipv6Share: 0.3 })
    for (let i = 0; i < 5_000; i++) expect(parseAddress(networks.address(random)).range()).toBe('unicast')
    for (const address of rentedServers(random, 20, 2_000)) expect(parseAddress(address).range()).toBe('unicast')
  })

  it('put the asked share of addresses into networks of others, without repeating an address', () => {
    const random = new SeededRandom(2)
    const others = Array.from({ length: 500 }, (_, i) => `93.184.${i % 256}.${1 + (i >> 8)}`)
    const networks = new Networks(random, { providers: 1_500 }, { addresses: others, share: 0.25 })
    const addresses: string[] = []
    for (const address of networks.distinct(random)) if (addresses.push(address) === 4_000) break
    expect(new Set(addresses).size).toBe(4_000)
    const theirs = new Set(others.map(network))
    const share = addresses.filter((address) => theirs.has(network(address))).length / addresses.length
    expect(share).toBeGreaterThan(0.22)
    expect(share).toBeLessThan(0.28)
  })

  it('rent servers in as many networks as asked', () => {
    const servers = rentedServers(new SeededRandom(3), 4, 100)
    expect(new Set(servers).size).toBe(100)
    expect(new Set(servers.map(network)).size).toBe(4)
  })
})
