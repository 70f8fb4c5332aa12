import fc from 'fast-check'
import { LONGEST_HELLO_BYTES, type ReadHello, readClientHello } from '../../src/edge/listeners/client-hello.js'
import { extension, helloMessage, inRecords, numbers, vector } from '../../src/edge/listeners/hello.test-support.js'
import { ja4 } from '../../src/traffic/ja4.js'
import { mustHold, type Target } from '../engine/target.js'

const FORM = /^t(?:1[0-3]|s[23]|00)[di]\d{4}[0-9A-Za-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/

const values = fc.array(fc.oneof(fc.constantFrom(0x1301, 0xc02b, 0x0a0a, 0xfafa, 0x00ff), fc.nat(0xffff)), {
  maxLength: 30,
})
const content = fc.oneof(
  values.map((list) => vector(2, numbers(list))),
  values.map((list) => vector(1, numbers(list))),
  fc.constantFrom('h2', 'http/1.1', '').map((name) => vector(2, vector(1, Buffer.from(name)))),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
)
const extensions = fc.array(
  fc.tuple(fc.oneof(fc.constantFrom(0x00, 0x0d, 0x10, 0x2b, 0x3a3a, 0xfe0d), fc.nat(0xffff)), content),
  { maxLength: 20 },
)
const hellos = fc
  .tuple(values, fc.option(extensions), fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 6 }))
  .map(([ciphers, told, records]) => {
    const list = told?.map(([type, bytes]) => extension(type, bytes)) ?? null
    return inRecords(helloMessage({ ciphers, extensions: list }), records)
  })

/** The first bytes of a connection that should speak TLS. */
export const clientHello: Target = {
  name: 'client-hello',
  about: 'the hello of TLS, and the JA4 made of it',
  weight: 0.5,
  words: ['\x16\x03\x01', '\x01\0\0', '\x03\x03', '\0\x10\0', '\0\x2b\0', '\0\x0d\0', '\x02h2', '\x0a\x0a'],
  generate: (seed) => fc.sample(hellos, { seed, numRuns: 1 })[0] ?? Buffer.alloc(0),
  mostBytes: 70_000,
  mostMs: 50,
  attempt(input) {
    const bytes = Buffer.from(input)
    const read = readClientHello(bytes)
    if (read.kind === 'incomplete') {
      mustHold(read.bytes > bytes.length, 'what is asked for has not come yet')
      mustHold(read.bytes <= LONGEST_HELLO_BYTES, 'no more is asked for than a hello may have')
    }
    if (read.kind === 'hello') mustHold(FORM.test(ja4(read.hello)), () => `${ja4(read.hello)} is a JA4`)
    // Whoever waits for as much as was asked for each time is told the same as who has all at once, or waits still for what
    // can no longer become a hello.
    const asked = asAsked(bytes)
    const waits = asked.kind === 'incomplete' && read.kind === 'unreadable'
    mustHold(waits || told(asked) === told(read), () => `${told(asked)} in pieces is ${told(read)} as a whole`)
  },
}

function asAsked(bytes: Buffer): ReadHello {
  let wanted = 1
  while (wanted <= bytes.length) {
    const read = readClientHello(bytes.subarray(0, wanted))
    if (read.kind !== 'incomplete') return read
    wanted = read.bytes
  }
  return { kind: 'incomplete', bytes: wanted }
}

function told(read: ReadHello): string {
  return read.kind === 'hello' ? ja4(read.hello) : read.kind
}
