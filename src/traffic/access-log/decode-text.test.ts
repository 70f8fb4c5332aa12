import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText, type Escapes } from './decode-text.js'
import { apacheEscaped, nginxEscaped } from './read-log.test-support.js'

function decoded(text: string, escapes: Escapes): string {
  const bytes = Buffer.from(text)
  return decodeText(bytes, 0, bytes.length, escapes)
}

/** Half a surrogate pair cannot be written to a log. */
const anyText = fc.string({ unit: 'binary' })

describe('decodeText', () => {
  it('reads what nginx and Apache escape', () => {
    fc.assert(fc.property(anyText, (text) => decoded(nginxEscaped(text), 'backslash') === text))
    fc.assert(fc.property(anyText, (text) => decoded(apacheEscaped(text), 'backslash') === text))
  })

  it('reads what a JSON encoder escapes', () => {
    fc.assert(fc.property(anyText, (text) => decoded(JSON.stringify(text).slice(1, -1), 'json') === text))
    expect(decoded('\\u00e9 \\uD83D\\uDE00 \\ud83d! \\u12', 'json')).toBe('é 😀 \ufffd! \\u12')
  })

  it('reads what HAProxy escapes', () => {
    expect(decoded('/a?#22b#7C#e4#b8#ad#zz#2', 'hash')).toBe('/a?"b|中#zz#2')
  })

  it('keeps a backslash that escapes nothing', () => {
    expect(decoded('\\q \\x1 \\xzz \\', 'backslash')).toBe('\\q \\x1 \\xzz \\')
  })

  it('marks bytes that are no UTF-8', () => {
    expect(decodeText(Buffer.from([0x61, 0xff, 0x62]), 0, 3, 'backslash')).toBe('a\ufffdb')
    expect(decoded('a\\xffb', 'backslash')).toBe('a\ufffdb')
  })
})
