import { describe, expect, it } from 'vitest'
import type { AttackAim, RequestFlood } from './attack.js'
import { attackRequests, canSendForms, floodingProgram } from './attack-requests.js'
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
const headers = attack.userAgents.map(floodingProgram)
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

  const paths = (what: AttackAim, rehearsal = site) => {
    const next = attackRequests(
      { mix: [{ what, weight: 1 }], headers },
      rehearsal,
      'news.localhost',
      new SeededRandom(3),
    )
    return Array.from({ length: 500 }, () => next().text.split(' ')[1] ?? '')
  }

  it('are pages as visitors open them, without anything to tell them by', () => {
    expect([...new Set(paths('page'))].sort()).toEqual(['/', '/article/one', '/article/two'])
  })

  it('are paths that nobody has, in several depths', () => {
    const random = paths('random-path')
    expect(random.every((path) => /^\/([a-z]+(\/[a-z]+){0,2}|[A-Z]+)$/.test(path))).toBe(true)
    expect(new Set(random.map((path) => path.split('/').length))).toEqual(new Set([2, 3, 4]))
    expect(new Set(random).size).toBeGreaterThan(480)
  })

  it('are searches narrowed down each in another way, or pages where there is no search', () => {
    const facets = paths('facets')
    expect(facets.every((path) => /^\/search\?q=[a-z]{2}&page=\d+/.test(path))).toBe(true)
    expect(new Set(facets).size).toBeGreaterThan(495)
    expect(new Set(facets.map((path) => path.replace(/=[^&]*/g, ''))).size).toBeGreaterThan(10)
    const without = {
      ...site,
      journeys: site.journeys.map((journey) => ({ ...journey, steps: journey.steps.slice(0, 3) })),
    }
    expect(paths('facets', without).every((path) => /^\/(article\/(one|two))?\?page=/.test(path))).toBe(true)
    expect([canSendForms(site), canSendForms(without)]).toEqual([true, false])
  })

  it('come with the headers of who asks, where it says which', () => {
    const next = attackRequests({ mix: [{ what: 'page', weight: 1 }], headers }, site, 'x', new SeededRandom(3))
    for (const name of ['A/1', 'B/2', 'A/1'])
      expect(next([['User-Agent', name]]).text.endsWith(`Host: x\r\nUser-Agent: ${name}\r\n\r\n`)).toBe(true)
  })
})
