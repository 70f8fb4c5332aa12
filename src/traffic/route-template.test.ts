import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { routeTemplate } from './route-template.js'

describe('the route of a path', () => {
  it.each([
    ['/', '/'],
    ['/search', '/search'],
    ['/article/storm-hits-harbour-42', '/article/:slug'],
    ['/article/storm-hits-the-harbour', '/article/:slug'],
    ['/2026/11/23/x', '/:year/:number/:number/x'],
    ['/archive/2026-11-23', '/archive/:date'],
    ['/user/123456', '/user/:number'],
    ['/img/9f86d081884c7d65.jpg', '/img/:hash.jpg'],
    ['/o/123e4567-e89b-12d3-a456-426614174000', '/o/:uuid'],
    ['/a/b/c/d/e/f', '/a/b/c/d/e/f'],
    ['/a/b/c/d/e/f/g/h', '/a/b/c/d/e/f/**'],
    ['/%D0%B0', '/:text'],
    ['/feed.xml', '/feed.xml'],
  ])('%s is %s', (path, route) => expect(routeTemplate(path)).toBe(route))

  it('is short, whatever the path', () => {
    const part = fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^[a-z0-9.-]{0,80}$/))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        // Six parts of at most 32 characters and an extension of six, with their slashes.
        expect(routeTemplate(`/${parts.join('/')}`).length).toBeLessThanOrEqual(6 * 40 + 3)
      }),
    )
  })

  it('is one for ten thousand articles', () => {
    const routes = new Set(Array.from({ length: 10_000 }, (_, i) => routeTemplate(`/article/some-title-${i}`)))
    expect([...routes]).toEqual(['/article/:slug'])
  })
})
