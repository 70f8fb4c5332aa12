import { describe, expect, it } from 'vitest'
import { fromFrontPage, groupsThatCanAct, journeysByKind } from './journeys-by-kind.js'
import type { Journey, Rehearsal } from './rehearsal.js'
import { crowd } from './shapes/crowd.js'

const get = (path: string) => ({ method: 'GET' as const, path, expectStatus: [200] })
const journey = (name: string, activity: string, ...steps: Journey['steps']): Journey => ({
  name,
  activity,
  weight: 1,
  steps,
})

const site: Rehearsal = {
  articles: ['one'],
  words: ['bridge'],
  journeys: [
    journey('reads', 'read', get('/'), get('/assets/site.css'), get('/article/{article}')),
    journey('searches', 'search', get('/search?q={word}')),
    journey('feed', 'read', get('/feed.xml')),
    journey('app', 'read', get('/api/articles.json')),
    journey('signs in', 'signup', { ...get('/signin'), method: 'POST', form: { name: 'x' } }),
  ],
}
const assets = [
  { path: '/assets/site.css', bytes: 10 },
  { path: '/assets/photo.svg', bytes: 900 },
]

describe('journeys by kind', () => {
  const byKind = journeysByKind(site, assets)
  const paths = (kind: Parameters<typeof byKind.get>[0]) =>
    byKind.get(kind)?.map(({ steps }) => steps.map(({ path }) => path))

  it('give everybody what they do', () => {
    expect(paths('browser')).toEqual([['/', '/article/{article}'], ['/search?q={word}']])
    expect(paths('office')).toEqual(paths('browser'))
    expect(paths('feed reader')).toEqual([['/feed.xml']])
    expect(paths('app')).toEqual([['/api/articles.json']])
    expect(paths('crawler')).toEqual([['/', '/article/{article}']])
    expect(paths('image proxy')).toEqual([['/assets/photo.svg']])
  })

  it('let those who sign in go on as readers, each step counted for its own activity', () => {
    expect(byKind.get('signed-in')?.[0]?.steps.map(({ path, activity }) => [path, activity])).toEqual([
      ['/signin', 'signup'],
      ['/', 'read'],
      ['/article/{article}', 'read'],
    ])
  })

  it('start at the front page in a crowd, once', () => {
    const [reads, searches] = site.journeys
    if (!reads || !searches) throw new Error('no journeys')
    expect(fromFrontPage(reads, site)).toBe(reads)
    expect(fromFrontPage(searches, site).steps.map(({ path, activity }) => [path, activity])).toEqual([
      ['/', 'read'],
      ['/search?q={word}', undefined],
    ])
  })
})

describe('a crowd on a site without an app, a feed or a sign-in', () => {
  it('is as large as anywhere', () => {
    const plain: Rehearsal = { articles: [], words: [], journeys: site.journeys.slice(0, 1) }
    const groups = groupsThatCanAct(crowd.visitors, journeysByKind(plain, []))
    expect(groups.map(({ kind }) => kind)).toEqual([
      'browser',
      'no script',
      'no cookies',
      'screen reader',
      'office',
      'crawler',
    ])
    const sum = (list: typeof groups) =>
      list.reduce((total, group) => total + (group.rushActionsPerSecond ?? group.actionsPerSecond), 0)
    expect(sum(groups)).toBeCloseTo(sum(crowd.visitors))
  })
})
