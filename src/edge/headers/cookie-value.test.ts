import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cookieValue } from './cookie-value.js'

it.each([
  [undefined, null],
  ['', null],
  ['a=1', '1'],
  ['b=2; a=1', '1'],
  ['b=2;a=1', '1'],
  ['aa=2; a=1', '1'],
  ['a=1; a=2', '1'],
  ['a="quoted"', 'quoted'],
  ['a=', ''],
  ['a', null],
  ['A=1', null],
  ['a=x=y', 'x=y'],
  ['   a=1  ; b', '1'],
])('in %j the cookie a is %j', (field, value) => expect(cookieValue(field, 'a')).toBe(value))

it('finds what was set, whatever else stands around it', () => {
  const other = fc.stringMatching(/^[b-z]{1,5}=[\w"=]{0,8}$/)
  fc.assert(
    fc.property(fc.array(other), fc.stringMatching(/^\w{1,20}$/), fc.array(other), (before, value, after) => {
      expect(cookieValue([...before, `a=${value}`, ...after].join('; '), 'a')).toBe(value)
    }),
  )
})

it('never fails', () => {
  fc.assert(fc.property(fc.string(), fc.stringMatching(/^\w{1,5}$/), (field, name) => void cookieValue(field, name)))
})
