import fc from 'fast-check'
import { expect, it } from 'vitest'
import { visibleText } from './visible-text.js'

it('leaves ordinary text as it is, in every script', () => {
  for (const text of ['GET /search?q=größe', 'מוזילה', '検索 🔎', '<b>&"\'']) expect(visibleText(text)).toBe(text)
})

it('writes out what turns the line, hides or breaks', () => {
  expect(visibleText('a\u202eb')).toBe('a\\u{202e}b')
  expect(visibleText('a\u200bb\u0000c\nd\u2028e\ud800f')).toBe('a\\u{200b}b\\u{0}c\\u{a}d\\u{2028}e\\u{d800}f')
})

it('leaves nothing invisible of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
  )
})
