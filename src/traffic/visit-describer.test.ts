import { describe, expect, it } from 'vitest'
import { ATTRIBUTES, COLUMN } from './attributes.js'
import { VisitDescriber } from './visit-describer.js'
import type { VisitFields } from './visit-fields.js'

const VISIT: VisitFields = {
  method: 'GET',
  target: '/article/storm-hits-harbour-42?page=2',
  httpVersion: '1.1',
  secure: null,
  fields: ['Referer', 'https://www.site.example/', 'User-Agent', 'curl/8.7.1'],
  told: 'some',
  cookie: null,
  tls: null,
  as: null,
  country: null,
  crawler: null,
}

function described(change: Partial<VisitFields> = {}, describer = new VisitDescriber(new Set(['www.site.example']))) {
  const values = new Int32Array(ATTRIBUTES.length)
  describer.describe({ ...VISIT, ...change }, values)
  return Object.fromEntries(ATTRIBUTES.map((name) => [name, describer.text(COLUMN[name], values[COLUMN[name]] ?? 0)]))
}

describe('a visit in words', () => {
  it('is what its line tells, and unknown where it does not', () => {
    expect(described()).toMatchObject({
      method: 'GET',
      route: '/article/:slug',
      query: 'page=:number',
      kind: 'page',
      userAgent: 'curl/8.7.1',
      family: 'curl 8',
      referrer: 'own',
      http: '1.1',
      crawler: 'none',
      tls: undefined,
      languages: undefined,
    })
    expect(described({ fields: [], httpVersion: null })).toMatchObject({
      userAgent: undefined,
      family: undefined,
      referrer: undefined,
      http: undefined,
    })
  })

  it('has no method and no length that a visitor made up', () => {
    expect(described({ method: 'X'.repeat(9_000) }).method).toBe('other')
    expect(described({ fields: ['User-Agent', 'X'.repeat(9_000)] }).userAgent).toHaveLength(512)
    expect(described({ target: `/${'x'.repeat(90_000)}?${'y'.repeat(90_000)}` }).query?.length).toBeLessThan(300)
  })

  it('is remembered within bounds, and the same after its dictionary has forgotten it', () => {
    const describer = new VisitDescriber(new Set(), 300)
    const first = described({}, describer)
    const values = new Int32Array(ATTRIBUTES.length)
    for (let i = 0; i < 2_000; i++) {
      const fields = [
        ['User-Agent', `agent ${i}`],
        ['Referer', `https://h${i}.example/`],
        ['Accept-Language', `${i}`],
        ['Accept-Encoding', `${i}`],
        [`X-${i}`, ''],
      ].flat()
      const target = `/p${i.toString(36)}x/${i}?${i.toString(36)}p=1`
      const said = { tls: `t${i}`, as: `AS ${i}`, country: `${i}`, crawler: `pretender ${i}` }
      describer.describe({ ...VISIT, ...said, target, fields, told: 'in-order' }, values)
    }
    expect(described({}, describer)).toEqual(first)
    for (const dictionary of describer.dictionaries) expect(dictionary.size).toBeLessThanOrEqual(601)
  })
})
