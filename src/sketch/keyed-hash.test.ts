import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createKeyedHash } from './keyed-hash.js'

const KEY = Uint8Array.from({ length: 8 }, (_, i) => i)
const hash = createKeyedHash(KEY)
const bytesUpTo = (length: number) => Uint8Array.from({ length }, (_, i) => i)

/** `vectors_hsip64` of the reference implementation (github.com/veorq/SipHash, vectors.h): key 00..07, input 00..n-1. */
const REFERENCE = [
  [0, '218d1f59b9b83cc8'],
  [1, 'be552412f8387315'],
  [2, '064f39ef7c50eb57'],
  [3, 'ce0f1a45f7060679'],
  [4, 'd5e78a175be52ea1'],
  [7, 'ff202728b07bc684'],
  [8, 'edfee820bce4858c'],
  [15, '217d0bcb4e81c902'],
  [33, '248477681d28f89c'],
] as const

describe('keyed hash', () => {
  test.each(REFERENCE)('agrees with the reference for %i bytes', (length, hex) => {
    const all64 = Buffer.from(hex, 'hex').readBigUInt64LE()
    expect(hash.bytes(bytesUpTo(length))).toBe(Number(all64 & ((1n << 53n) - 1n)))
  })

  test('hashes a text like its UTF-16 code units', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(hash.string(text)).toBe(hash.bytes(Buffer.from(text, 'utf16le')))
      }),
    )
  })

  test('always gives a non-negative safe integer', () => {
    fc.assert(
      fc.property(fc.string(), fc.maxSafeInteger(), fc.maxSafeInteger(), (text, a, b) => {
        for (const value of [hash.string(text), hash.fold(a, b)]) {
          expect(Number.isSafeInteger(value) && value >= 0).toBe(true)
        }
      }),
    )
  })

  test('gives other hashes with another key', () => {
    const other = createKeyedHash(Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 8]))
    const texts = Array.from({ length: 1000 }, (_, i) => `192.0.2.${i}`)
    expect(texts.filter((text) => hash.string(text) === other.string(text))).toEqual([])
  })

  test('flips half of the bits when one bit of the input flips', () => {
    let flipped = 0
    let bits = 0
    for (let i = 0; i < 2000; i++) {
      const a = BigInt(hash.string(`client ${i}`))
      const b = BigInt(hash.string(`client ${i}`.replace('c', 'b')))
      flipped += (a ^ b).toString(2).replaceAll('0', '').length
      bits += 53
    }
    expect(flipped / bits).toBeGreaterThan(0.49)
    expect(flipped / bits).toBeLessThan(0.51)
  })

  test('does not collide over many similar texts', () => {
    const seen = new Set<number>()
    for (let i = 0; i < 200_000; i++) seen.add(hash.string(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`))
    expect(seen.size).toBe(200_000)
  })

  test('folding depends on both parts and on their order', () => {
    const seen = new Set<number>()
    for (let a = 0; a < 200; a++) for (let b = 0; b < 200; b++) seen.add(hash.fold(a, b * 2 ** 32))
    expect(seen.size).toBe(40_000)
    expect(hash.fold(1, 2)).not.toBe(hash.fold(2, 1))
  })

  test('refuses a short secret and says what is needed', () => {
    expect(() => createKeyedHash(new Uint8Array(7))).toThrow(/7 bytes.*at least 8/)
  })
})
