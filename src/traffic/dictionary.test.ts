import { describe, expect, it } from 'vitest'
import { UNKNOWN } from './attributes.js'
import { Dictionary } from './dictionary.js'

describe('a dictionary', () => {
  it('gives a value one id, and none to another', () => {
    const dictionary = new Dictionary()
    const ids = ['a', 'b', 'a', '__proto__', 'constructor'].map((value) => dictionary.id(value))
    expect(ids[0]).toBe(ids[2])
    expect(new Set(ids).size).toBe(4)
    expect(ids).not.toContain(UNKNOWN)
    expect(dictionary.text(ids[3] ?? 0)).toBe('__proto__')
    expect(dictionary.find('never')).toBe(UNKNOWN)
  })

  it('is bounded whatever comes, forgets what was not seen for longest, and keeps what is pinned', () => {
    const dictionary = new Dictionary(100)
    const pinned = dictionary.pin('pinned')
    const often = dictionary.id('often')
    for (let i = 0; i < 10_000; i++) {
      dictionary.id(`value ${i}`)
      dictionary.id('often')
    }
    expect(dictionary.size).toBeLessThanOrEqual(201)
    expect(dictionary.id('often')).toBe(often)
    expect(dictionary.id('pinned')).toBe(pinned)
    expect(dictionary.find('value 1')).toBe(UNKNOWN)
    expect(dictionary.id('value 1')).toBeGreaterThan(10_000)
  })

  it('has one id for a word and its value, forgotten in between or not', () => {
    const dictionary = new Dictionary(10)
    const word = dictionary.word('in use')
    for (let i = 0; i < 500; i++) {
      dictionary.id(`value ${i}`)
      if (i % 7 === 0) expect(dictionary.text(dictionary.idOf(word))).toBe('in use')
      expect(word.id).toBe(1)
    }
    for (let i = 0; i < 100; i++) dictionary.id(`other ${i}`)
    expect(dictionary.text(1)).toBeUndefined()
    expect(dictionary.idOf(word)).toBe(dictionary.id('in use'))
    expect(dictionary.text(dictionary.idOf(word))).toBe('in use')
  })
})
