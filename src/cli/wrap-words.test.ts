import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wrapWords } from './wrap-words.js'

it('keeps every word, in lines no longer than asked for', () => {
  const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'b', 'ä') })
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 12, max: 40 }), (words, width) => {
      const lines = wrapWords(words.join(' '), width)
      expect(lines.join(' ')).toBe(words.join(' '))
      expect(lines.every((line) => line.length <= width)).toBe(true)
    }),
  )
  expect(wrapWords('one averyveryverylongword two', 8)).toEqual(['one', 'averyveryverylongword', 'two'])
})
