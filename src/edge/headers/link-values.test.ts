import { describe, expect, it } from 'vitest'
import { linkValues } from './link-values.js'

describe('the links of an early hint', () => {
  it('are taken from all Link fields, one by one', () => {
    expect(
      linkValues([
        'Link',
        '</a.css>; rel=preload; as=style, </b,c.js>; rel="preload,x"; as=script',
        'X-Other',
        '</no>; rel=preload',
        'link',
        '<https://cdn.example>; rel=preconnect; crossorigin',
      ]),
    ).toEqual([
      '</a.css>; rel=preload; as=style',
      '</b,c.js>; rel="preload,x"; as=script',
      '<https://cdn.example>; rel=preconnect; crossorigin',
    ])
  })

  it.each([
    '',
    ',',
    '/a.css',
    '<>',
    '</a',
    '</a>; rel="x',
    '</a b>; rel=x',
    '</a>\r\nSet-Cookie: a=b',
    '</ä>; rel=x',
    '</a>; =x',
    '</a>; rel="preload x"',
  ])('are not %j', (value) => {
    expect(linkValues(['Link', value])).toEqual([])
  })

  it('are bounded in number and length, and read quickly whatever they are', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => `</${i}>`).join(', ')
    expect(linkValues(['Link', many]).length).toBe(32)
    expect(linkValues(['Link', `</${'a'.repeat(9_000)}>`])).toEqual([])
    const before = performance.now()
    for (const bad of [
      '<a>;'.repeat(2_000),
      `</a>${'; a'.repeat(2_700)}"`,
      `</a>${' '.repeat(8_000)}"`,
      '"'.repeat(8_000),
    ]) {
      for (let i = 0; i < 10; i++) linkValues(['Link', bad])
    }
    expect(performance.now() - before).toBeLessThan(2_000)
  })
})
