import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { parseAddress } from './address.js'
import { CidrSet, parseCidr } from './cidr-set.js'
import { clientOf } from './client.js'

function address(text: string) {
  const parsed = parseAddress(text)
  if (!parsed) throw new Error(`${text} is no address`)
  return parsed
}

const ipv4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((bytes) => bytes.join('.'))
const ipv6 = fc
  .array(fc.nat(0xffff), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((g) => g.toString(16)).join(':'))

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    [' 192.0.2.7 ', '192.0.2.7'],
    ['192.0.2.7:443', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('%s is read as %s', (text, canonical) => expect(parseAddress(text)?.text).toBe(canonical))

  it.each([
    '',
    'unknown',
    '192.0.2',
    '192.0.2.256',
    '0x7f.1',
    '017.0.0.1',
    '1.2.3.4.5',
    '[::1',
    '::1::',
    '12345',
    `${'1'.repeat(50)}`,
  ])('%j is none', (text) => expect(parseAddress(text)).toBeNull())

  it('of four parts is what ipaddr.js takes it for, in decimal and without leading zeros', () => {
    const parts = fc.array(fc.oneof(fc.nat(300).map(String), fc.constantFrom('', '0', '00', '07', '1e1', '+1', 'a')), {
      minLength: 3,
      maxLength: 5,
    })
    fc.assert(
      fc.property(
        fc.oneof(
          ipv4,
          parts.map((each) => each.join('.')),
        ),
        (text) => {
          const expected = ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text).toByteArray() : undefined
          expect(parseAddress(text)?.bytes).toEqual(expected)
        },
      ),
    )
  })

  it('never fails to be read or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:.[\]%]{0,50}$/)),
        (text) => void parseAddress(text),
      ),
    )
  })
})

describe('a set of networks', () => {
  it('holds exactly the addresses of its networks', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), fc.oneof(ipv4, ipv6), fc.nat(128), (network, other, length) => {
        const within = address(network)
        const bits = Math.min(length, within.family === 4 ? 32 : 128)
        const set = new CidrSet([`${network}/${bits}`])
        expect(set.has(within)).toBe(true)
        const outside = address(other)
        const binary = (bytes: number[]) =>
          bytes
            .map((byte) => byte.toString(2).padStart(8, '0'))
            .join('')
            .slice(0, bits)
        expect(set.has(outside)).toBe(
          outside.family === within.family && binary(outside.bytes) === binary(within.bytes),
        )
      }),
    )
  })

  it('takes IPv4 written as IPv6 for what it is', () => {
    expect(new CidrSet(['::ffff:192.0.2.0/120']).has(address('192.0.2.9'))).toBe(true)
    expect(new CidrSet(['192.0.2.0/24']).has(address('::ffff:192.0.2.9'))).toBe(true)
  })

  it('has one way to write each network', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), fc.nat(32), (text, bits) => {
        const { canonical } = parseCidr(`${text}/${bits}`)
        expect(parseCidr(canonical).canonical).toBe(canonical)
      }),
    )
  })

  it.each(['', 'x', '192.0.2.0/33', '2001:db8::/129', '192.0.2.0/', '192.0.2.0/-1', '192.0.2.0/1e1', '10.1/8'])(
    'refuses %j and says what it wants',
    (text) => {
      expect(() => new CidrSet([text])).toThrow(/expected for example 192\.0\.2\.7/)
    },
  )
})

describe('a client', () => {
  const keys = (text: string) =>
    clientOf(address(text), (key) => [...key].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 2 ** 40, 7))

  it('is one IPv4 address, or one IPv6 /64', () => {
    expect(keys('192.0.2.7').key).not.toBe(keys('192.0.2.8').key)
    expect(keys('2001:db8::1').key).toBe(keys('2001:db8::ffff:ffff:ffff:ffff').key)
    expect(keys('2001:db8::1').key).not.toBe(keys('2001:db8:0:1::1').key)
  })

  it('belongs to the network of its /24 or /48', () => {
    expect(keys('192.0.2.7').network).toBe(keys('192.0.2.250').network)
    expect(keys('192.0.2.7').network).not.toBe(keys('192.0.3.7').network)
    expect(keys('2001:db8:0:1::1').network).toBe(keys('2001:db8:0:ffff::1').network)
    expect(keys('2001:db8:0:1::1').network).not.toBe(keys('2001:db8:1:1::1').network)
  })
})
