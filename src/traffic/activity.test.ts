import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Activities } from './activity.js'

function matches(pattern: string, path: string): boolean {
  return new Activities([{ name: 'it', paths: [pattern], tier: 'essential' }]).of(path).name === 'it'
}

describe('an activity', () => {
  it.each([
    ['/donate', '/donate', true],
    ['/donate', '/donate/', true],
    ['/donate', '/donate/x', false],
    ['/donate', '/donated', false],
    ['/', '/', true],
    ['/', '/x', false],
    ['/article/*', '/article/storm', true],
    ['/article/*', '/article', false],
    ['/article/*', '/article/', false],
    ['/article/*', '/article/a/b', false],
    ['/article/**', '/article', true],
    ['/article/**', '/article/', true],
    ['/article/**', '/article/a/b/c', true],
    ['/article/**', '/articles', false],
    ['/**', '/', true],
    ['/**', '/anything/at/all', true],
    ['/**/comments', '/comments', true],
    ['/**/comments', '/a/b/comments', true],
    ['/**/comments', '/a/b/comments/c', false],
    ['/a/**/z', '/a/z', true],
    ['/a/**/m/**/z', '/a/1/m/2/3/z', true],
    ['/a/**/m/**/z', '/a/1/2/3/z', false],
    ['/*.xml', '/feed.xml', true],
    ['/*.xml', '/.xml', true],
    ['/img-*-*.png', '/img-a-b.png', true],
    ['/img-*-*.png', '/img-a.png', false],
  ])('with the path %s: %s is %s', (pattern, path, expected) => expect(matches(pattern, path)).toBe(expected))

  it('is the first that matches, else "other"', () => {
    const activities = new Activities([
      { name: 'search', paths: ['/search'], tier: 'deferrable', whenUndecided: 'closed' },
      { name: 'read', paths: ['/**'], tier: 'essential' },
    ])
    expect(activities.of('/search')).toMatchObject({ name: 'search', whenUndecided: 'closed' })
    expect(activities.of('/x')).toEqual({ name: 'read', tier: 'essential', whenUndecided: 'open', index: 1 })
    expect(activities.all.at(-1)).toEqual({ name: 'other', tier: 'important', whenUndecided: 'open', index: 2 })
    expect(new Activities([]).of('/x').name).toBe('other')
  })

  it('matches as the plain rules say, for all patterns and paths', () => {
    const part = fc.constantFrom('a', 'b', 'ab', 'ba', 'aab')
    const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`)
    const pattern = fc
      .array(fc.oneof(part, fc.constantFrom('*', '**', 'a*', '*b', 'a*b', '*a*')), { minLength: 1, maxLength: 5 })
      .map((parts) => `/${parts.join('/')}`)
    fc.assert(
      fc.property(pattern, path, (p, s) => {
        expect([p, s, matches(p, s)]).toEqual([p, s, plainly(p.split('/').slice(1), s.split('/').slice(1))])
      }),
      { numRuns: 2_000 },
    )
  })

  it('never fails on what a visitor sends', () => {
    const activities = new Activities([{ name: 'it', paths: ['/a/**/*b*/**/c', '/*a*a*a*b'], tier: 'essential' }])
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void activities.of(`/${text}`)))
    activities.of(`/${'a/'.repeat(8_000)}`)
    activities.of(`/${'a'.repeat(16_000)}`)
  })
})

/** The rules again, written without any care for time. */
function plainly(pattern: string[], path: string[]): boolean {
  const [first, ...others] = pattern
  if (first === undefined) return path.length === 0
  if (first === '**') return plainly(others, path) || (path.length > 0 && plainly(pattern, path.slice(1)))
  const [segment, ...rest] = path
  if (segment === undefined) return false
  const expression = new RegExp(`^${first.replaceAll('*', '.*')}$`)
  return expression.test(segment) && plainly(others, rest)
}
