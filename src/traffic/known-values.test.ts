import { describe, expect, it } from 'vitest'
import { UNKNOWN } from './attributes.js'
import { Dictionary } from './dictionary.js'
import { KnownValues, valueHash } from './known-values.js'

describe('values that normal visits have', () => {
  it('are told by their hashes', () => {
    const dictionary = new Dictionary()
    const known = new KnownValues(Int32Array.of(valueHash('/'), valueHash('/article/:slug')), dictionary)
    expect(known.has(dictionary.id('/'))).toBe(true)
    expect(known.has(dictionary.id('/article/:slug'))).toBe(true)
    expect(known.has(dictionary.id('/xmlrpc.php'))).toBe(false)
    expect(known.has(UNKNOWN)).toBe(false)
  })

  it('are not made up by an attacker who sends a million others', () => {
    const dictionary = new Dictionary(1000)
    const known = new KnownValues(Int32Array.of(valueHash('/')), dictionary)
    let wrong = 0
    for (let i = 0; i < 1_000_000; i++) if (known.has(dictionary.id(`/${i}`))) wrong++
    expect(wrong).toBeLessThan(5)
    expect(known.has(dictionary.id('/'))).toBe(true)
  })
})
