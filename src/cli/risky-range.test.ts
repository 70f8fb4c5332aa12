import { expect, it } from 'vitest'
import { ownAddresses, riskOfDenying } from './risky-range.js'

const own = [
  { address: '198.51.100.5', whose: "this machine's own address" },
  { address: '2001:db8:5::9', whose: 'the address you are working from' },
]

it.each([
  ['10.0.0.0/7', /wider than \/8/],
  ['0.0.0.0/0', /wider than \/8/],
  ['2001::/31', /wider than \/32/],
  ['198.51.100.0/24', /^198\.51\.100\.0\/24 contains 198\.51\.100\.5, this machine's own address$/],
  ['198.51.100.5/32', /this machine's own address/],
  ['2001:db8:5::/48', /contains 2001:db8:5::9, the address you are working from/],
  ['127.0.0.1/32', /is this machine itself/],
  ['127.0.0.0/8', /is this machine itself/],
  ['::1/128', /is this machine itself/],
])('denying %s is seldom meant', (cidr, reason) => {
  expect(riskOfDenying(cidr, own)).toMatch(reason)
})

it.each(['203.0.113.0/24', '198.51.100.6/32', '10.0.0.0/8', '2001:db8::/48', '2a00::/32', '::ffff:0:0/128'])(
  'nothing speaks against denying %s',
  (cidr) => {
    expect(riskOfDenying(cidr, own)).toBeNull()
  },
)

it('knows where the person at the other end of an ssh session is', () => {
  const whose = 'the address you are working from'
  expect(ownAddresses({ SSH_CONNECTION: '192.0.2.8 50000 198.51.100.5 22' })).toContainEqual({
    address: '192.0.2.8',
    whose,
  })
  expect(ownAddresses({ SSH_CLIENT: 'fe80::1%eth0 50000 22' })).toContainEqual({ address: 'fe80::1%eth0', whose })
  expect(ownAddresses({})).toContainEqual({ address: '127.0.0.1', whose: 'this machine itself' })
  expect(riskOfDenying('192.0.2.8/32', ownAddresses({ SSH_CLIENT: 'not-an-address 1 2' }))).toBeNull()
})
