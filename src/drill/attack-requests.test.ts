import { describe, expect, it } from 'vitest'
import type { RequestFlood } from './attack.js'
import { attackRequests, floodingProgram } from './attack-requests.js'
import type { Rehearsal } from './rehearsal.js'
import { SeededRandom } from './seeded-random.js'
import { flood } from './shapes/flood.js'

const attack = flood.attack as RequestFlood
const site: Rehearsal = {
  articles: ['one', 'two'],
  words: ['bridge'],
  journeys: [
    {
      name: 'everything',
      activity: 'read',
      weight: 1,
      steps: [
        { method: 'GET', path: '/', expectStatus: [200] },
        { method: 'GET', path: '/article/{article}', expectStatus: [200] },
        { method: 'GET', path: '/assets/site.css', expectStatus: [200] },
        { method: 'GET', path: '/search?q={word}', expectStatus: [200] },
        { method: 'POST', path: '/donate', form: { name: '{word}' }, expectStatus: [303] },
      ],
    },
  ],
}

const make = (count: number, rehearsal: Rehearsal, seed = 1) => {
  const next = attackRequests(
    { mix: attack.mix, headers: attack.userAgents.map(floodingProgram) },
    rehearsal,
    'news.localhost:8080',
    new SeededRandom(seed),
  )
  return Array.from({ length: count }, () => next())
}
const pathOf = (text: string) => text.split(' ')[1] ?? ''

describe('the requests of a flood', () => {
  const requests = make(2_000, site)

  it('ask for the dear pages in the proportions of the shape', () => {
    const share = (test: (text: string) => boolean) =>
      requests.filter(({ text }) => test(text)).length / requests.length
    expect(share((text) => pathOf(text).startsWith('/search'))).toBeCloseTo(0.5, 1)
    expect(share((text) => /^\/(article\/(one|two))?\?/.test(pathOf(text)))).toBeCloseTo(0.4, 1)
    expect(share((text) => text.startsWith('POST /donate'))).toBeCloseTo(0.1, 1)
  })

  it('are new to every cache each time', () => {
    const gets = requests.filter(({ method }) => method === 'GET').map(({ text }) => pathOf(text))
    expect(new Set(gets).size / gets.length).toBeGreaterThan(0.99)
  })

  it('are whole, for this host, from several browsers, and the same for the same seed', () => {
    for (const { text } of requests) {
      const [head = '', body = ''] = text.split('\r\n\r\n')
      expect(head).toContain('\r\nHost: news.localhost:8080\r\n')
      expect(/Content-Length: (\d+)/.exec(head)?.[1] ?? '0').toBe(String(body.length))
    }
    expect(new Set(requests.map(({ text }) => /User-Agent: (.*)\r\n/.exec(text)?.[1])).size).toBe(6)
    expect(make(50, site)).toEqual(requests.slice(0, 50))
    expect(make(50, site, 2)).not.toEqual(requests.slice(0, 50))
  })

  it('are never forms for a site that does not say that this is safe', () => {
    const plain = {
      articles: [],
      words: [],
      journeys: [
        {
          name: 'front',
          activity: 'front page',
          weight: 1,
          steps: [{ method: 'GET' as const, path: '/', expectStatus: [200] }],
        },
      ],
    }
    expect(make(200, plain).every(({ method, text }) => method === 'GET' && pathOf(text).startsWith('/?'))).toBe(true)
  })
})
