import { describe, expect, it } from 'vitest'
import type { RequestHeaders } from './cache-request.js'
import { unionOf, variantOf, varyNames } from './vary.js'

describe('what an answer varies on', () => {
  it.each<[string, string[], string[] | undefined]>([
    ['nothing', [], []],
    ['names in any case and order', ['Vary', 'Origin , accept'], ['accept', 'origin']],
    ['several headers', ['Vary', 'a', 'vary', 'b,,a'], ['a', 'b']],
    ['a star', ['Vary', 'a, *'], undefined],
    ['an encoding it forgot', ['Content-Encoding', 'br'], ['accept-encoding']],
    ['a site allowed by name', ['Access-Control-Allow-Origin', 'https://a.example'], ['origin']],
    ['not on the site when all are allowed', ['Access-Control-Allow-Origin', '*'], []],
  ])('%s', (_what, headers, names) => {
    expect(varyNames(headers)).toEqual(names)
  })

  it('adds up', () => {
    expect(unionOf(['a', 'c'], ['b'])).toEqual(['a', 'b', 'c'])
    expect(unionOf(['a'], [])).toEqual(['a'])
  })
})

describe('the variant of a request', () => {
  const variant = (headers: RequestHeaders) => variantOf(['x-a', 'x-b'], headers)

  it('tells absent, empty and shifted values apart', () => {
    const variants = [
      {},
      { 'x-a': '' },
      { 'x-b': '' },
      { 'x-a': '1' },
      { 'x-b': '1' },
      { 'x-a': '1', 'x-b': '1' },
      { 'x-a': '-' },
    ]
    expect(new Set(variants.map(variant)).size).toBe(variants.length)
  })

  it('is the same for several lines and one', () => {
    expect(variant({ 'x-a': ['1', '2'] })).toBe(variant({ 'x-a': '1, 2' }))
  })
})
