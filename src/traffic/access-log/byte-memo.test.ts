import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteMemo } from './byte-memo.js'

function textMemo(places: number, longestBytes: number) {
  const made: string[] = []
  const memo = new ByteMemo(places, longestBytes, (bytes, start, end) => {
    const text = bytes.toString('latin1', start, end)
    made.push(text)
    return text
  })
  return { made, of: (text: string) => memo.get(Buffer.from(`<${text}>`, 'latin1'), 1, 1 + text.length) }
}

describe('ByteMemo', () => {
  it('makes what it was asked for once', () => {
    const { made, of } = textMemo(64, 32)
    expect([of('GET'), of('GET'), of('POST'), of('GET')]).toEqual(['GET', 'GET', 'POST', 'GET'])
    expect(made).toEqual(['GET', 'POST'])
  })

  it('gives everyone their own, however many share a place', () => {
    const { of } = textMemo(2, 8)
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii', maxLength: 12 }), (text) => of(text) === text))
  })

  it('tells ranges apart that differ in one byte or in their length', () => {
    const { of } = textMemo(1, 16)
    for (const text of ['abcd', 'abce', 'abc', 'abc\0', 'abcd\0', '', '\0', '\0\0']) expect(of(text)).toBe(text)
  })

  it('never keeps more values than it has places', () => {
    const { made, of } = textMemo(8, 16)
    for (let i = 0; i < 1_000; i++) of(`hostile-${i}`)
    made.length = 0
    for (let i = 0; i < 1_000; i++) of(`hostile-${i}`)
    expect(made.length).toBeGreaterThanOrEqual(992)
  })

  it('makes ranges anew that are longer than it keeps', () => {
    const { made, of } = textMemo(8, 4)
    expect([of('12345'), of('12345')]).toEqual(['12345', '12345'])
    expect(made).toHaveLength(2)
  })
})
