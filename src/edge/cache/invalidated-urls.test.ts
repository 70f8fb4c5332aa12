import { describe, expect, it } from 'vitest'
import { cacheKey } from './cache-key.js'
import { invalidatedUrls } from './invalidated-urls.js'

const target = { scheme: 'https', host: 'news.example.org', path: '/article/1', query: 'a=1' } as const

function keys(method: string, status: number, headers: Record<string, string> = {}) {
  return invalidatedUrls(method, target, { status, headers }).map((url) => cacheKey(url).key)
}

describe('what a change makes doubtful', () => {
  const self = 'https://news.example.org/article/1?a=1'

  it.each([
    ['POST', 200, [self]],
    ['PUT', 204, [self]],
    ['DELETE', 303, [self]],
    ['PATCH', 200, [self]],
    ['INVENTED', 200, [self]],
    ['POST', 400, []],
    ['POST', 503, []],
    ['GET', 200, []],
    ['HEAD', 200, []],
    ['OPTIONS', 200, []],
  ])('%s answered %i', (method, status, expected) => {
    expect(keys(method, status)).toEqual(expected)
  })

  it('includes what Location and Content-Location name on this origin', () => {
    const headers = { Location: '/article/1#comment-9', 'content-location': 'https://news.example.org/feed.xml?x=1' }
    expect(keys('POST', 303, headers)).toEqual([
      self,
      'https://news.example.org/article/1',
      'https://news.example.org/feed.xml?x=1',
    ])
    expect(keys('POST', 303, { location: '2' })).toEqual([self, 'https://news.example.org/article/2'])
  })

  it.each(['https://other.example/', 'http://news.example.org/', '//other.example/x', 'https://[', 'javascript:1'])(
    'but not %s',
    (location) => {
      expect(keys('POST', 303, { location })).toEqual([self])
    },
  )
})
