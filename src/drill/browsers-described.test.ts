import { describe, expect, it } from 'vitest'
import { ATTRIBUTES, COLUMN } from '../traffic/attributes.js'
import { VisitDescriber } from '../traffic/visit-describer.js'
import { browserProfiles, headersFor } from './browser-profiles.js'
import { SeededRandom } from './seeded-random.js'

describe('browsers of a drill, as Holdfast sees them', () => {
  const page = { origin: 'http://news.localhost', referer: 'http://news.localhost/' }
  const describer = new VisitDescriber(new Set(['news.localhost']))
  const row = new Int32Array(ATTRIBUTES.length)
  const described = (headers: readonly (readonly [string, string])[]) => {
    describer.describe(
      {
        ...{ method: 'GET', target: '/', httpVersion: '1.1', secure: false, fields: headers.flat(), told: 'in-order' },
        ...{ cookie: null, tls: null, as: null, country: null, crawler: null },
      },
      row,
    )
    return (attribute: 'fetch' | 'headers' | 'family') =>
      describer.text(COLUMN[attribute], row[COLUMN[attribute]] ?? 0) ?? ''
  }

  it('are what they say they are, and nothing is missing over plain HTTP', () => {
    for (const profile of browserProfiles(new SeededRandom(9))) {
      for (const fetching of [
        { what: 'page', from: 'elsewhere' },
        { what: 'page', from: 'here' },
        { what: 'form' },
        { what: 'asset', path: '/a.css' },
      ] as const) {
        const of = described(headersFor(profile, fetching, page))
        expect([of('family'), of('fetch')]).toEqual([of('family'), expect.stringMatching(/^(consistent|none)$/)])
      }
    }
  })

  it('have one header shape for pages, wherever they come from and whatever cookies they have', () => {
    for (const profile of browserProfiles(new SeededRandom(9))) {
      const first = described(headersFor(profile, { what: 'page', from: 'elsewhere' }, { ...page, referer: null }))(
        'headers',
      )
      const next = described([...headersFor(profile, { what: 'page', from: 'here' }, page), ['Cookie', 'a=b']])(
        'headers',
      )
      expect(next).toBe(first)
    }
  })
})
