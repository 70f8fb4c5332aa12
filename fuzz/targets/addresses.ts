import fc from 'fast-check'
import { formatAddress, isLoopback, parseListenAddress } from '../../src/config/address.js'
import { canonicalHost, canonicalOrigin } from '../../src/config/schema.js'
import { type IpAddress, parseAddress, prefixKey } from '../../src/traffic/address.js'
import { CidrSet, parseCidr } from '../../src/traffic/cidr-set.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'

const anyAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4Extended(),
  fc.constantFrom(
    '::',
    '::1',
    '::ffff:192.0.2.7',
    'fe80::1%eth0',
    'localhost',
    '[::1]',
    'example.org',
    '*.example.org',
  ),
)
const written = fc.oneof(
  anyAddress,
  fc.tuple(anyAddress, fc.integer({ min: -1, max: 200 })).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(anyAddress, fc.integer({ min: 0, max: 99_999 })).map(([address, port]) => `${address}:${port}`),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 70_000 })).map(([address, port]) => `[${address}]:${port}`),
  fc.webUrl(),
)

/** Everything that reads an address, a network, a place to listen at or a host. */
export const addresses: Target = {
  name: 'addresses',
  about: 'addresses, networks, listen addresses, hosts and origins',
  weight: 1,
  words: [
    '::ffff:',
    '/0',
    '/32',
    '/128',
    '/129',
    ':65535',
    '%25',
    'localhost',
    '[::]',
    '0x7f.1',
    '127.1',
    'xn--',
    'http://',
  ],
  generate: fromArbitrary(written, 'utf8'),
  mostBytes: 110_000,
  mostMs: 50,
  attempt(input) {
    const text = Buffer.from(input).toString('utf8')
    checkAddress(text)
    checkCidr(text)
    checkListenAddress(text)
    checkHost(text)
    checkOrigin(text)
  },
}

function checkAddress(text: string): void {
  const address = parseAddress(text)
  if (address === null) return
  mustHold(address.bytes.length === (address.family === 4 ? 4 : 16), 'an address has 4 or 16 bytes')
  mustHold(address.bytes.every(isByte), 'the parts of an address are bytes')
  const again = parseAddress(address.text)
  mustHold(JSON.stringify(again) === JSON.stringify(address), () => `${address.text} is read as itself again`)
  for (const bits of [0, 1, 24, 32]) {
    const key = prefixKey(address, bits)
    mustHold(key.length === 1 + Math.ceil(bits / 8), 'a prefix has a byte for each eight bits')
  }
}

function checkCidr(text: string): void {
  const network = cidrOf(text)
  if (network === null) return
  const { address, bits, canonical } = network
  mustHold(bits >= 0 && bits <= address.bytes.length * 8, 'a prefix is no longer than its address')
  mustHold(cidrOf(canonical)?.canonical === canonical, () => `${canonical} is its own canonical form`)
  const set = new CidrSet([text])
  mustHold(set.has(address), 'a network contains its first address')
  for (const flipped of bitFlips(address)) {
    mustHold(
      set.has(flipped.address) === flipped.bit >= bits,
      () => `${canonical} and an address that differs in bit ${flipped.bit}`,
    )
  }
}

function cidrOf(text: string): ReturnType<typeof parseCidr> | null {
  try {
    return parseCidr(text)
  } catch (error) {
    mustHold(error instanceof RangeError, `parseCidr throws a RangeError and nothing else, not ${String(error)}`)
    return null
  }
}

function* bitFlips(address: IpAddress): Generator<{ address: IpAddress; bit: number }> {
  for (let bit = 0; bit < address.bytes.length * 8; bit++) {
    const bytes = address.bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte))
    yield { address: { ...address, bytes }, bit }
  }
}

function checkListenAddress(text: string): void {
  const address = parseListenAddress(text)
  if (address === null) return
  mustHold(Number.isInteger(address.port) && address.port >= 0 && address.port <= 65_535, 'a port is from 0 to 65535')
  const again = parseListenAddress(formatAddress(address))
  mustHold(
    again?.host === address.host && again.port === address.port,
    'what is written of a listen address is read as it',
  )
  mustHold(typeof isLoopback(address.host) === 'boolean', 'a host is loopback or not')
}

function checkHost(text: string): void {
  const host = canonicalHost(text)
  if (host === null) return
  mustHold(canonicalHost(host) === host, () => `${JSON.stringify(host)} is its own canonical form`)
  mustHold(/^[\x21-\x7e]{1,255}$/.test(host), 'a canonical host is short and has no spaces')
}

function checkOrigin(text: string): void {
  const origin = canonicalOrigin(text)
  if (origin === null) return
  mustHold(canonicalOrigin(origin) === origin, () => `${JSON.stringify(origin)} is its own canonical form`)
  mustHold(/^https?:\/\/[^/?#@\s]+$/.test(origin), 'an origin is a scheme and a host')
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255
}
