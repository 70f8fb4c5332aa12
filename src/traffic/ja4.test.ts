import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClientHello, ja4 } from './ja4.js'

const list = (text: string) => text.split(',').map((value) => Number.parseInt(value, 16))

/** The example of the specification, in the order in which it was sent. */
const EXAMPLE: ClientHello = {
  legacyVersion: 0x0303,
  versions: list('0304,0303'),
  ciphers: list('1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035'),
  extensions: list('001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015'),
  signatureAlgorithms: list('0403,0804,0401,0503,0805,0501,0806,0601'),
  firstProtocol: Buffer.from('h2'),
}
const GREASE = Array.from({ length: 16 }, (_, i) => (i << 12) | (i << 4) | 0x0a0a)

describe('JA4', () => {
  it('is what the specification says of its example', () => {
    expect(ja4(EXAMPLE)).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1')
    expect(ja4({ ...EXAMPLE, signatureAlgorithms: [] })).toBe('t13d1516h2_8daaf6152771_6d807ffa2a79')
  })

  it('says 000000000000 where there is nothing to say', () => {
    const bare = { legacyVersion: 0x0301, versions: null, ciphers: [], extensions: [], signatureAlgorithms: [] }
    expect(ja4({ ...bare, firstProtocol: null })).toBe('t10i000000_000000000000_000000000000')
  })

  it.each([
    [[0xab], 'ab'],
    [[0xab, 0xcd], 'ad'],
    [[0x30, 0xab], '3b'],
    [[0x30, 0x31, 0xab, 0xcd], '3d'],
    [[0x30, 0xab, 0xcd, 0x31], '01'],
    [[...Buffer.from('http/1.1')], 'h1'],
    [[...Buffer.from('h')], 'hh'],
    [[], '00'],
  ])('names the protocol of the bytes %j: %s', (bytes, expected) => {
    expect(ja4({ ...EXAMPLE, firstProtocol: Uint8Array.from(bytes) }).slice(8, 10)).toBe(expected)
  })

  it.each([
    [[0x0304, 0x0303], '13'],
    [[0x7a7a, 0x0303], '12'],
    [[0x0305], '00'],
    [[], '00'],
  ])('takes the highest version of %j: %s', (versions, expected) => {
    expect(ja4({ ...EXAMPLE, versions }).slice(1, 3)).toBe(expected)
  })

  it('takes the version of the message where none are offered', () => {
    expect(ja4({ ...EXAMPLE, versions: null }).slice(1, 3)).toBe('12')
  })

  it('counts to 99', () => {
    const ciphers = Array.from({ length: 300 }, (_, i) => i)
    expect(ja4({ ...EXAMPLE, ciphers }).slice(4, 6)).toBe('99')
  })

  it('is the same however a browser shuffles, and whatever GREASE it strews in', () => {
    const shuffled = (values: readonly number[]) => fc.shuffledSubarray([...values], { minLength: values.length })
    fc.assert(
      fc.property(
        shuffled(EXAMPLE.ciphers),
        shuffled(EXAMPLE.extensions),
        fc.constantFrom(...GREASE),
        fc.nat(10),
        (ciphers, extensions, grease, at) => {
          const strewn = (values: readonly number[]) => [...values.slice(0, at), grease, ...values.slice(at)]
          const hello = {
            ...EXAMPLE,
            ciphers: strewn(ciphers),
            extensions: [...strewn(extensions), grease],
            versions: strewn(EXAMPLE.versions ?? []),
            signatureAlgorithms: strewn(EXAMPLE.signatureAlgorithms),
          }
          expect(ja4(hello)).toBe(ja4(EXAMPLE))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('differs for another cipher, extension, algorithm or order of algorithms', () => {
    const others: Partial<ClientHello>[] = [
      { ciphers: [...EXAMPLE.ciphers.slice(1), 0x00ff] },
      { extensions: [...EXAMPLE.extensions.slice(1), 0xfe0d] },
      { signatureAlgorithms: [...EXAMPLE.signatureAlgorithms].reverse() },
      // Looks like GREASE at a glance, and is none.
      { ciphers: [...EXAMPLE.ciphers, 0x0a1a] },
    ]
    const texts = [EXAMPLE, ...others.map((other) => ({ ...EXAMPLE, ...other }))].map(ja4)
    expect(new Set(texts).size).toBe(texts.length)
  })
})
