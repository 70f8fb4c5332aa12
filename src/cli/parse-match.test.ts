import { describe, expect, it } from 'vitest'
import { matchText, parseMatch } from './parse-match.js'

describe('a test of a match', () => {
  it.each([
    ['route is /search', { attribute: 'route', op: 'is', value: '/search' }],
    ['  userAgent   unseen ', { attribute: 'userAgent', op: 'unseen', value: '' }],
    [
      'userAgent is Mozilla/5.0 (X11; is it?)',
      { attribute: 'userAgent', op: 'is', value: 'Mozilla/5.0 (X11; is it?)' },
    ],
    ['referrer is unseen', { attribute: 'referrer', op: 'is', value: 'unseen' }],
    ['userAgent is', { attribute: 'userAgent', op: 'is', value: '' }],
    ['userAgent is ', { attribute: 'userAgent', op: 'is', value: '' }],
  ])('%j is read', (text, test) => {
    expect(parseMatch(text)).toEqual(test)
  })

  it('reads back as it is written', () => {
    for (const text of ['route is /search', 'family is Chrome 124, Android', 'tls unseen']) {
      expect(matchText(parseMatch(text))).toBe(text)
    }
  })

  it.each([
    ['route', 'expected "ATTRIBUTE is VALUE" or "ATTRIBUTE unseen", found `route`'],
    ['route=/search', 'expected "ATTRIBUTE is VALUE"'],
    ['route island', 'expected "ATTRIBUTE is VALUE"'],
    ['routes is /search', 'there is no attribute `routes`. Did you mean route? There are: method, route,'],
    ['__proto__ is 1', 'there is no attribute `__proto__`'],
  ])('%j is none, and it is said why', (text, says) => {
    expect(() => parseMatch(text)).toThrow(says)
  })
})
