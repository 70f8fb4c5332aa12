import fc from 'fast-check'
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

  it('is told by all fields of a request, of which those that are not there say something too', () => {
    const fields = [
      ['Host', 'www.site.example'],
      ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
      ['Accept', 'application/json'],
      ['Accept-Language', 'de-AT, de;q=0.8'],
      ['Accept-Encoding', 'gzip, br'],
    ]
    const live = { fields: fields.flat(), told: 'in-order', secure: true, httpVersion: '2', cookie: 'session' } as const
    const known = { tls: 't13d1516h2_8daaf6152771_b186095e22b6', as: 'AS 64500', country: 'IE' }
    expect(described({ ...live, ...known, crawler: 'declared Googlebot' })).toEqual({
      method: 'GET',
      route: '/article/:slug',
      query: 'page=:number',
      kind: 'data',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      family: 'Firefox 140, Linux',
      languages: 'de-at,de',
      encodings: 'gzip,br',
      headers: expect.stringMatching(/^[0-9a-f]{6} \(5 fields\)$/),
      fetch: 'missing',
      referrer: 'none',
      cookie: 'session',
      http: '2',
      tls: 't13d1516h2_8daaf6152771_b186095e22b6',
      as: 'AS 64500',
      country: 'IE',
      network: undefined,
      crawler: 'none',
    })
    expect(described({ fields: [], told: 'in-order', secure: true })).toMatchObject({
      userAgent: 'none',
      family: 'none',
      languages: 'none',
      encodings: 'none',
      fetch: 'none',
      referrer: 'none',
      cookie: undefined,
    })
    expect(described({ fields: [], told: 'all', secure: false, httpVersion: '2.0' })).toMatchObject({
      languages: 'none',
      headers: undefined,
      http: '2',
    })
  })

  it('is of the crawler that it is known to be or not to be', () => {
    const fields = ['User-Agent', 'Mozilla/5.0 (compatible; Googlebot/2.1)']
    expect(described({ fields }).crawler).toBe('declared crawler')
    expect(described({ fields, crawler: 'none' }).crawler).toBe('declared crawler')
    expect(described({ fields, crawler: 'verified Googlebot' }).crawler).toBe('verified Googlebot')
    expect(described({ fields, crawler: 'pretender Googlebot' }).crawler).toBe('pretender Googlebot')
  })

  it('can be told whatever the visitor sends, the same each time, and in few characters', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    const name = fc.oneof(
      text,
      fc.constantFrom(...['User-Agent', 'Accept', 'Accept-Language', 'Accept-Encoding', 'Referer', 'Sec-CH-UA']),
      fc.constantFrom(...['Sec-Fetch-Site', 'Sec-Fetch-Mode', 'Sec-Fetch-Dest', '__proto__', 'constructor']),
    )
    const value = fc.oneof(
      text,
      fc.tuple(text, fc.nat(700)).map(([piece, times]) => piece.repeat(times)),
    )
    const visit = fc.record({
      method: text,
      target: value.map((target) => `/${target}`),
      httpVersion: fc.constantFrom('1.0', '1.1', '2', null),
      secure: fc.constantFrom(true, false, null),
      fields: fc.array(fc.tuple(name, value), { maxLength: 12 }).map((fields) => fields.flat()),
      told: fc.constantFrom('in-order' as const, 'all' as const, 'some' as const),
    })
    const describer = new VisitDescriber(new Set(), 200)
    fc.assert(
      fc.property(visit, (change) => {
        const first = described(change, describer)
        expect(described(change, describer)).toEqual(first)
        for (const words of Object.values(first)) expect((words ?? '').length).toBeLessThanOrEqual(620)
      }),
      { numRuns: 300 },
    )
    for (const dictionary of describer.dictionaries) expect(dictionary.size).toBeLessThanOrEqual(401)
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
