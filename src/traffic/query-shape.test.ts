import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { queryShape } from './query-shape.js'

describe('the shape of a query', () => {
  it.each([
    ['', '-'],
    ['q=storm+damage&page=2', 'q=:words&page=:number'],
    ['q=storm%20damage', 'q=:words'],
    ['q=kdjfhqwe', 'q=:word8'],
    ['q=a8f3k2x9', 'q=:code8'],
    ['t=1754269776123', 't=:number16'],
    ['x7fk20a=1', ':name=:number'],
    ['1754269776123', ':name'],
    ['utm_source=mail&utm_medium=x', 'utm_source=:word&utm_medium=:word'],
    ['sopt=4', 'sopt=:number'],
    ['a&b=&c', 'a&b=:empty&c'],
    ['&&', '-'],
    ['a=1&b=2&c=3&d=4&e=5&f=6&g=7', 'a=:number&b=:number&c=:number&d=:number&e=:number&f=:number&…'],
    ['mail=a%40b.org', 'mail=:token16'],
  ])('%s: %s', (query, shape) => expect(queryShape(query)).toBe(shape))

  it('is the same for two values that look alike, and short whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000 }), (query) => {
        expect(queryShape(query).length).toBeLessThan(300)
      }),
    )
  })
})
