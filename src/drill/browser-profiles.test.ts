import { describe, expect, it } from 'vitest'
import { browserProfiles, commonest, headersFor, programProfile } from './browser-profiles.js'
import { SeededRandom } from './seeded-random.js'

const page = { origin: 'http://news.localhost', referer: 'http://news.localhost/' }

describe('rehearsed browsers', () => {
  it('are many, the same for the same seed, and leave chance to others as it was', () => {
    const own = Math.random
    const profiles = browserProfiles(new SeededRandom(4))
    expect(Math.random).toBe(own)
    expect(browserProfiles(new SeededRandom(4))).toEqual(profiles)
    const agents = profiles.map((profile) => profile.find(([name]) => name.toLowerCase() === 'user-agent')?.[1])
    expect(new Set(agents).size).toBeGreaterThan(5)
    expect(agents.every((agent) => agent?.startsWith('Mozilla/5.0'))).toBe(true)
  })

  it('offer no encoding that the rehearsal cannot read', () => {
    for (const profile of browserProfiles(new SeededRandom(4))) {
      const offered = profile.find(([name]) => name.toLowerCase() === 'accept-encoding')?.[1] ?? ''
      expect(offered).not.toContain('zstd')
    }
  })

  it('have one that most of them are, in many languages', () => {
    const profiles = browserProfiles(new SeededRandom(4))
    const most = commonest(profiles)
    expect(most.length).toBeGreaterThan(50)
    expect(new Set(most.map((profile) => profile.find(([name]) => name === 'User-Agent')?.[1])).size).toBe(1)
    const languages = most.map((profile) => profile.find(([name]) => name === 'Accept-Language')?.[1])
    expect(new Set(languages).size).toBeGreaterThan(3)
    expect(commonest([])).toEqual([])
  })

  it('ask for files as browsers do, not as pages', () => {
    const profile = [
      ['Accept', 'text/html'],
      ['Sec-Fetch-Dest', 'document'],
      ['Sec-Fetch-Mode', 'navigate'],
      ['Sec-Fetch-User', '?1'],
    ] as const
    expect(headersFor(profile, { what: 'asset', path: '/a.css?v=1' }, page)).toEqual([
      ['Accept', 'text/css,*/*;q=0.1'],
      ['Sec-Fetch-Dest', 'style'],
      ['Sec-Fetch-Mode', 'no-cors'],
      ['Referer', 'http://news.localhost/'],
    ])
  })
})

describe('programs', () => {
  it('say who they are, and the image proxy of a newsletter says almost nothing', () => {
    const random = new SeededRandom(1)
    expect(programProfile('image proxy', random)[0]).toEqual(['User-Agent', 'Mozilla/5.0'])
    expect(programProfile('feed reader', random).flat().join()).toContain('atom+xml')
    expect(programProfile('app', random).flat()).toContain('application/json')
  })
})
