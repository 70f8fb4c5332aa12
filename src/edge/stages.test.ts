import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { STAGES } from './stages.js'

describe('the way of a request', () => {
  it('is explained in docs/request.md in the order in which it happens', () => {
    const page = readFileSync(new URL('../../docs/request.md', import.meta.url), 'utf8')
    const explained = [...page.matchAll(/^([a-z-]+):$/gm)].map(([, name]) => name)
    expect(explained).toEqual(['accept', ...STAGES.map(({ name }) => name)])
  })

  it('knows an operator before anything that could lock one out', () => {
    const order = STAGES.map(({ name }) => name)
    for (const later of ['budget', 'activity', 'admit'])
      expect(order.indexOf('operator')).toBeLessThan(order.indexOf(later as never))
  })
})
