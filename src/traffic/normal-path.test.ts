import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalPath } from './normal-path.js'

/** What attackers try: pieces that mean something to one parser or another. */
const hostilePath = fc
  .array(
    fc.constantFrom(
      '/',
      '/',
      '.',
      '..',
      '%2e',
      '%2E',
      '%2f',
      '%25',
      '%',
      '%7',
      '%zz',
      '%73',
      'a',
      'Ä',
      ';',
      '\\',
      '%c0%ae',
      '~',
    ),
    {
      maxLength: 14,
    },
  )
  .map((pieces) => `/${pieces.join('')}`)

describe('the path for matching', () => {
  it.each([
    ['/', '/'],
    ['/search', '/search'],
    ['/search/', '/search/'],
    ['//search', '/search'],
    ['/a//b///c', '/a/b/c'],
    ['/x/../search', '/search'],
    ['/./search/.', '/search/'],
    ['/search/..', '/'],
    ['/../../search', '/search'],
    ['/%73earch', '/search'],
    ['/%2e%2e/search', '/search'],
    ['/x/%2e%2E/search', '/search'],
    ['/a%2fb', '/a%2Fb'],
    ['/%zz', '/%25zz'],
    ['/..a/b..', '/..a/b..'],
  ])('of %s is %s', (path, normal) => expect(normalPath(path)).toBe(normal))

  it('begins with one slash and has no dots and no empty part left', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostilePath,
          fc.string().map((text) => `/${text}`),
        ),
        (path) => {
          const parts = normalPath(path).split('/')
          expect(parts[0]).toBe('')
          for (const part of parts.slice(1, -1)) expect(['', '.', '..']).not.toContain(part)
          expect(['.', '..']).not.toContain(parts.at(-1))
        },
      ),
    )
  })

  it('is its own normal path', () => {
    fc.assert(
      fc.property(hostilePath, (path) => {
        const once = normalPath(path)
        expect(normalPath(once)).toBe(once)
      }),
    )
  })
})
