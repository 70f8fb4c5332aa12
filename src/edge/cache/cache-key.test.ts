import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cacheKey } from './cache-key.js'

const at = (query: string, keep?: (name: string) => boolean) =>
  cacheKey({ scheme: 'https', host: 'news.example.org', path: '/search', query, keep })

describe('the cache key', () => {
  it('tells scheme, host, path and query apart', () => {
    const parts = { scheme: 'http', host: 'a.example', path: '/p', query: 'q' } as const
    const keys = [
      parts,
      { ...parts, scheme: 'https' as const },
      { ...parts, host: 'b.example' },
      { ...parts, path: '/P' },
      { ...parts, path: '/p/' },
      { ...parts, query: 'Q' },
      { ...parts, query: '' },
    ].map((each) => cacheKey(each).key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('takes one host in several spellings for one', () => {
    const key = (scheme: 'http' | 'https', host: string) => cacheKey({ scheme, host, path: '/', query: '' }).key
    expect(key('https', 'News.Example.ORG:443')).toBe(key('https', 'news.example.org'))
    expect(key('http', 'news.example.org:80')).toBe(key('http', 'news.example.org'))
    expect(key('http', 'news.example.org:443')).not.toBe(key('http', 'news.example.org'))
  })

  it('keeps every parameter in order when nobody chooses', () => {
    expect(at('b=2&a=1&&a=0')).toEqual({
      key: 'https://news.example.org/search?b=2&a=1&&a=0',
      query: 'b=2&a=1&&a=0',
      reduced: false,
    })
  })

  it('leaves out what is not wanted, and says what to ask the origin instead', () => {
    const key = at('b=2&x=81723&a=1&93817&a=0', (name) => name === 'a' || name === 'b')
    expect(key).toEqual({ key: 'https://news.example.org/search?b=2&a=1&a=0', query: 'b=2&a=1&a=0', reduced: true })
  })

  it('asks for the path alone when nothing is left', () => {
    expect(at('82731', () => false)).toEqual({ key: 'https://news.example.org/search', query: '', reduced: true })
  })

  it('chooses by the decoded name and keeps the spelling', () => {
    expect(at('%70age=2&p+q=1&%E0%A4%A=1', (name) => name === 'page' || name === 'p q').query).toBe('%70age=2&p+q=1')
  })

  it('has one key for all spellings of noise', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[0-9a-z=%+;]{0,12}$/), { maxLength: 20 }), (noise) => {
        const keep = (name: string) => name === 'Page'
        expect(at(['Page=1', ...noise].join('&'), keep).query).toBe('Page=1')
      }),
    )
  })

  it('gives the same key again for what it tells to ask the origin', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (query) => {
        const keep = (name: string) => name.length % 2 === 0
        const first = at(query, keep)
        expect(at(first.query, keep)).toEqual({ ...first, reduced: false })
      }),
    )
  })
})
