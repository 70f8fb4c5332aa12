import { expect, it } from 'vitest'
import { cookieClass } from './cookie-class.js'

it.each([
  [undefined, 'none'],
  ['', 'none'],
  ['holdfast-place=abc-def', 'none'],
  ['theme=dark', 'some'],
  ['holdfast-place=abc-def; theme=dark', 'some'],
  ['theme=dark; session=1', 'session'],
  ['Session=1', 'some'],
] as const)('cookies %s are told as %s', (field, expected) => {
  expect(cookieClass(field, 'session')).toBe(expected)
})

it('without a session cookie named, no cookie is one', () => {
  expect(cookieClass('session=1', undefined)).toBe('some')
})
