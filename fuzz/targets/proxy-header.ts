import fc from 'fast-check'
import { type ProxyHeader, readProxyHeader } from '../../src/edge/listeners/proxy-header.js'
import { parseAddress } from '../../src/traffic/address.js'
import { mustHold, type Target } from '../engine/target.js'

const LONGEST_BYTES = 536
const V2_START = Buffer.from('\r\n\r\n\0\r\nQUIT\n')

const v1 = fc
  .tuple(
    fc.constantFrom('TCP4', 'TCP6', 'UNKNOWN', 'UDP4', 'tcp4'),
    fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('::ffff:192.0.2.7', 'fe80::1%eth0', '0x7f.1', '')),
    fc.integer({ min: -1, max: 70_000 }),
    fc.constantFrom('\r\n', '\n', '\r\n\r\n', ' \r\n', ''),
  )
  .map(([protocol, address, port, end]) => Buffer.from(`PROXY ${protocol} ${address} ${address} ${port} 443${end}`))
const v2 = fc
  .tuple(
    fc.constantFrom(0x20, 0x21, 0x22, 0x11),
    fc.constantFrom(0x00, 0x11, 0x21, 0x31, 0x12, 0xff),
    fc.oneof(fc.constantFrom(0, 12, 36, 216, 520, 521, 65_535), fc.nat(60)),
    fc.uint8Array({ maxLength: 560 }),
  )
  .map(([command, family, length, rest]) =>
    Buffer.concat([V2_START, Buffer.of(command, family, length >> 8, length & 255), rest]),
  )
const headers = fc.oneof(v1, v2)

/** The PROXY protocol before a visitor's first byte. */
export const proxyHeader: Target = {
  name: 'proxy-header',
  about: 'PROXY protocol headers, versions 1 and 2',
  weight: 0.5,
  words: [
    'PROXY ',
    'PROXY TCP4 ',
    'TCP6',
    'UNKNOWN',
    '\r\n',
    V2_START.toString('latin1'),
    '\x21\x11\0\x0c',
    '\x20\0\0\0',
    '192.0.2.7 ',
  ],
  generate: (seed) => fc.sample(headers, { seed, numRuns: 1 })[0] ?? Buffer.alloc(0),
  mostBytes: 110_000,
  mostMs: 50,
  attempt(input) {
    const bytes = Buffer.from(input)
    const header = readProxyHeader(bytes)
    if (header.kind === 'incomplete')
      mustHold(bytes.length < LONGEST_BYTES, 'no more is asked for than a header may have')
    if (header.kind === 'client') {
      const { address } = header
      mustHold(parseAddress(address.text)?.text === address.text, () => `${address.text} is an address`)
    }
    // However the bytes arrive, the first that can be said is what is said of all of them.
    const first = firstSaid(bytes)
    mustHold(same(first, header), () => `${JSON.stringify(first)} in pieces is ${JSON.stringify(header)} as a whole`)
    if (header.kind === 'client' || header.kind === 'own') {
      mustHold(header.bytes <= Math.min(bytes.length, LONGEST_BYTES), 'a header is no longer than what came')
      mustHold(same(readProxyHeader(bytes.subarray(0, header.bytes)), header), 'what follows a header changes nothing')
    }
  },
}

function firstSaid(bytes: Buffer): ProxyHeader {
  for (let length = 0; length < Math.min(bytes.length, LONGEST_BYTES + 1); length++) {
    const said = readProxyHeader(bytes.subarray(0, length))
    if (said.kind !== 'incomplete') return said
  }
  return readProxyHeader(bytes)
}

/** What is wrong may be put in other words when more has come. */
function same(a: ProxyHeader, b: ProxyHeader): boolean {
  return a.kind === 'wrong' ? b.kind === 'wrong' : JSON.stringify(a) === JSON.stringify(b)
}
