import fc from 'fast-check'
import { expect, it } from 'vitest'
import { listedForm } from './listed-form.js'

it.each([
  ['en-US,en;q=0.9', 'en-us,en'],
  ['en-us , EN; q=0.5,, de,fr', 'en-us,en,de'],
  ['*', '*'],
  ['', 'none'],
  ['-', 'none'],
  ['en;q=0.9;x', 'en'],
  ['<script>', 'odd'],
  [',', 'odd'],
  ['x'.repeat(36), 'odd'],
  ['x'.repeat(100_000), 'odd'],
])('%s is %s', (field, form) => expect(listedForm(field, 3)).toBe(form))

it('is short and plain whatever was sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 1, max: 6 }), (field, most) => {
      const form = listedForm(field, most)
      expect(form).toMatch(/^[a-z0-9*,-]+$/)
      expect(form.split(',').length).toBeLessThanOrEqual(most)
      expect(listedForm(form, most)).toBe(form === '-' ? 'none' : form)
    }),
  )
})
