import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressesClash, formatAddress, isLoopback, parseListenAddress } from './address.js'

describe('an address to listen on', () => {
  it.each([
    ['8080', '::', 8080],
    [8080, '::', 8080],
    [':8080', '::', 8080],
    ['0', '::', 0],
    ['0.0.0.0:80', '0.0.0.0', 80],
    ['127.0.0.1:65535', '127.0.0.1', 65535],
    ['localhost:7070', '127.0.0.1', 7070],
    ['[::1]:8080', '::1', 8080],
    ['[2001:DB8:0:0::1]:443', '2001:db8::1', 443],
    ['[::]:8080', '::', 8080],
  ])('reads %s', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({ host, port })
  })

  it.each([
    '',
    ':',
    '65536',
    '-1',
    '1.5',
    '80a',
    'example.org:80',
    '127.0.0.1',
    '127.1:80',
    '0x7f.0.0.1:80',
    '256.0.0.1:80',
    '::1:80',
    '[::1]',
    '[::1:80',
    '[127.0.0.1]:80',
    '[fe80::1%eth0]:80',
    '127.0.0.1:080000',
    'http://127.0.0.1:80',
  ])('does not read %j', (text) => {
    expect(parseListenAddress(text)).toBeNull()
  })

  it('is written so that it can be read again', () => {
    const host = fc.oneof(
      fc.ipV4(),
      fc.ipV6().map((text) => `[${text}]`),
    )
    fc.assert(
      fc.property(host, fc.integer({ min: 0, max: 65535 }), (text, port) => {
        const address = parseListenAddress(`${text}:${port}`)
        expect(address).not.toBeNull()
        if (address) expect(parseListenAddress(formatAddress(address))).toEqual(address)
      }),
    )
  })
})

describe('two listeners', () => {
  it.each([
    ['8080', '127.0.0.1:8080', true],
    ['8080', '[::1]:8080', true],
    ['0.0.0.0:8080', '192.0.2.1:8080', true],
    ['0.0.0.0:8080', '[::1]:8080', false],
    ['127.0.0.1:8080', '192.0.2.1:8080', false],
    ['127.0.0.1:8080', '127.0.0.1:8080', true],
    ['127.0.0.1:8080', '127.0.0.1:8081', false],
    ['0', '0', false],
  ])('%s and %s exclude each other: %s', (first, second, clash) => {
    const [a, b] = [parseListenAddress(first), parseListenAddress(second)]
    if (!a || !b) throw new Error('both are addresses')
    expect([addressesClash(a, b), addressesClash(b, a)]).toEqual([clash, clash])
  })
})

it.each([
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['localhost', true],
  ['news.localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.0.2.1', false],
  ['localhost.example.org', false],
])('only this machine reaches %s: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback)
})
