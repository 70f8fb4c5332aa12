import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ja4 } from '../../traffic/ja4.js'
import { LONGEST_HELLO_BYTES, type ReadHello, readClientHello } from './client-hello.js'
import { EXAMPLE_JA4, exampleHello, extension, helloMessage, inRecords, numbers, vector } from './hello.test-support.js'

function fingerprint(read: ReadHello): string | null {
  return read.kind === 'hello' ? ja4(read.hello) : null
}

/** What is said when the bytes come in pieces that end at these places. */
function inPieces(bytes: Buffer, ends: readonly number[]): ReadHello {
  let wanted = 1
  for (const end of [...ends, bytes.length]) {
    if (end < wanted) continue
    const read = readClientHello(bytes.subarray(0, end))
    if (read.kind !== 'incomplete') return read
    expect(read.bytes).toBeGreaterThan(end)
    expect(read.bytes).toBeLessThanOrEqual(LONGEST_HELLO_BYTES)
    wanted = read.bytes
  }
  return { kind: 'incomplete', bytes: wanted }
}

describe('a ClientHello', () => {
  it('of the example of the specification has its JA4', () => {
    expect(fingerprint(readClientHello(exampleHello()))).toBe(EXAMPLE_JA4)
  })

  it('without extensions is read too', () => {
    expect(fingerprint(readClientHello(inRecords(helloMessage({ ciphers: [0x002f], extensions: null }))))).toMatch(
      /^t12i010000_[0-9a-f]{12}_000000000000$/,
    )
  })

  it('is read however it is cut into records and pieces, and whatever follows it', () => {
    const message = exampleHello().subarray(5)
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 40 }),
        fc.uint8Array({ maxLength: 30 }),
        (records, ends, rest) => {
          const bytes = Buffer.concat([inRecords(message, records), rest])
          const read = inPieces(
            bytes,
            ends.filter((end) => end < bytes.length).sort((a, b) => a - b),
          )
          expect(fingerprint(read)).toBe(EXAMPLE_JA4)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('of more than one full record is read, up to the bound', () => {
    const large = (bytes: number) =>
      inRecords(helloMessage({ ciphers: [0x1301], extensions: [extension(0x15, Buffer.alloc(bytes))] }))
    expect(fingerprint(readClientHello(large(20_000)))).toMatch(/^t12i010100_/)
    expect(fingerprint(readClientHello(large(32_600)))).toMatch(/^t12i010100_/)
    expect(readClientHello(large(32_768)).kind).toBe('unreadable')
    // Said at once: nothing of what is announced is waited for.
    expect(readClientHello(large(60_000).subarray(0, 9)).kind).toBe('unreadable')
  })

  it.each([
    ['a request in the clear', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['SSL 2', Buffer.from([0x80, 0x2e, 0x01, 0x00, 0x02])],
    ['another record', Buffer.from([21, 3, 1, 0, 2, 1, 0])],
    ['another version of records', Buffer.from([22, 2, 0, 0, 200])],
    ['an empty record', Buffer.from([22, 3, 1, 0, 0])],
    ['a record that is too long', Buffer.from([22, 3, 1, 0x40, 1])],
    ['another message', Buffer.from([22, 3, 1, 0, 40, 2])],
    ['a hello as short as nothing', inRecords(Buffer.from([1, 0, 0, 0]))],
    [
      'a hello whose lists are longer than it is',
      inRecords(helloMessage({ ciphers: [1], extensions: null }).fill(0xff, 39, 41)),
    ],
    ['a hello with more after its extensions', longer(helloMessage({ ciphers: [1], extensions: [] }))],
    ['half a cipher', inRecords(helloMessage({ ciphers: [], rawCiphers: Buffer.of(0x13), extensions: [] }))],
    ['a hello in a thousand records', inRecords(exampleHello().subarray(5), Array(1_000).fill(1))],
    ['more ciphers than there are', inRecords(helloMessage({ ciphers: Array(2_000).fill(0x1301), extensions: [] }))],
    [
      'more extensions than there are',
      inRecords(helloMessage({ ciphers: [1], extensions: Array(600).fill(extension(0x15)) })),
    ],
    [
      'more algorithms than there are',
      inRecords(
        helloMessage({ ciphers: [1], extensions: [extension(0x0d, vector(2, numbers(Array(600).fill(0x0403))))] }),
      ),
    ],
  ])('is not %s', (_what, bytes) => {
    expect(readClientHello(bytes).kind).toBe('unreadable')
  })

  it('that somebody has meddled with is read or not, and never takes long or fails', () => {
    const sound = exampleHello()
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
        fc.nat(sound.length),
        (changes, length) => {
          const bytes = Buffer.from(sound)
          for (const [at, value] of changes) bytes[at] = value
          const read = readClientHello(bytes.subarray(0, length))
          if (read.kind === 'incomplete') expect(read.bytes).toBeGreaterThan(length)
          if (read.kind === 'hello')
            expect(ja4(read.hello)).toMatch(/^t(1[0-3]|s[23]|00)[di]\d{4}.{2}_[0-9a-f]{12}_[0-9a-f]{12}$/)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

/** The length of the message counts a byte that belongs to none of its fields. */
function longer(message: Buffer): Buffer {
  const bytes = Buffer.concat([message, Buffer.of(7)])
  bytes.writeUIntBE(bytes.length - 4, 1, 3)
  return inRecords(bytes)
}
