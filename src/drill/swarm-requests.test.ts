import { describe, expect, it } from 'vitest'
import type { Swarm } from './attack.js'
import { browserProfiles } from './browser-profiles.js'
import type { Rehearsal } from './rehearsal.js'
import { SeededRandom } from './seeded-random.js'
import { swarmRequests } from './swarm-requests.js'

const site: Rehearsal = {
  articles: ['one'],
  words: ['bridge'],
  journeys: [
    {
      name: 'everything',
      activity: 'read',
      weight: 1,
      steps: [
        { method: 'GET', path: '/', expectStatus: [200] },
        { method: 'GET', path: '/search?q={word}', expectStatus: [200] },
        { method: 'POST', path: '/donate', form: { name: '{word}' }, expectStatus: [303] },
      ],
    },
  ],
}
const AUTHORITY = 'news.localhost:8080'
const SEED = 7

const mix = [{ what: 'search', weight: 1 }] as const

function make(swarm: Pick<Swarm, 'headers' | 'changeEveryMs'>, times: readonly number[]): string[] {
  const next = swarmRequests({ mix, ...swarm }, site, AUTHORITY, SEED)
  return times.map((sinceMs) => next(sinceMs).text)
}
const every10Ms = Array.from({ length: 2_000 }, (_, i) => i * 10)
const pathOf = (text: string) => text.split(' ')[1] ?? ''
const agentOf = (text: string) => /User-Agent: (.*)\r\n/.exec(text)?.[1] ?? ''

describe('the requests of a swarm', () => {
  it('are searches for words that nobody has searched for, with what only programs send', () => {
    const requests = make({ headers: 'program', changeEveryMs: null }, every10Ms)
    expect(requests.every((text) => /^GET \/search\?q=[a-z]{10} HTTP\/1\.1\r\n/.test(text))).toBe(true)
    expect(new Set(requests.map(pathOf)).size).toBe(requests.length)
    expect(requests.every((text) => !/sec-fetch/i.test(text) && text.includes(`\r\nHost: ${AUTHORITY}\r\n`))).toBe(true)
  })

  it('in disguise have the very headers of the browser that most rehearsed visitors have', () => {
    const requests = make({ headers: 'browser', changeEveryMs: null }, every10Ms)
    const visitors = browserProfiles(new SeededRandom(SEED)).map((profile) => profile.map(([name]) => name).join())
    const agents = new Set(requests.map(agentOf))
    expect(agents.size).toBe(1)
    for (const text of requests) {
      const names = text
        .split('\r\n')
        .slice(2, -2)
        .map((line) => line.split(':')[0])
      expect(visitors).toContain(names.join())
    }
    expect(requests[0]).toContain('Sec-Fetch-Site: none')
    expect(new Set(requests.map((text) => /Accept-Language: (.*)\r\n/.exec(text)?.[1])).size).toBeGreaterThan(3)
  })

  it.each(['program', 'browser'] as const)(
    'that change (as %s) ask for something else, or otherwise, in turn',
    (headers) => {
      const requests = make({ headers, changeEveryMs: 5_000 }, every10Ms)
      const stretches = [0, 1, 2, 3].map((stretch) => requests.slice(stretch * 500, (stretch + 1) * 500))
      const searches = stretches.map((texts) => texts.every((text) => pathOf(text).startsWith('/search?q=')))
      expect(searches).toEqual([true, false, true, false])
      const agents = stretches.map((texts) => [...new Set(texts.map(agentOf))].sort().join())
      expect(agents[0]).toBe(agents[1])
      expect(agents[2]).toBe(agents[3])
      expect(agents[0]).not.toBe(agents[2])
      expect(requests.every((text) => text.startsWith('GET '))).toBe(true)
    },
  )
})
