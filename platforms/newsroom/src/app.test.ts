import { describe, expect, test } from 'vitest'
import { leadSlug, longestSlug, useNewsroom } from './test-newsroom.test-support.js'

const newsroom = useNewsroom()

const pages = [
  '/',
  '/section/coast',
  `/article/${leadSlug}`,
  `/article/${longestSlug}/comments`,
  '/search',
  '/search?q=harbour',
  '/donate',
  '/newsletter',
  '/newsletter/pending',
  '/signin',
]

describe('every page', () => {
  test.each(pages)('%s is a whole document with one main heading, usable without script', async (path) => {
    const html = await newsroom.html(path)
    expect(html).toMatch(/^<!doctype html><html lang="en-IE">/)
    expect(html).toMatch(/<title>[^<]{10,}<\/title>/)
    expect(html).toContain('name="viewport"')
    expect(html.match(/<h1[ >]/g)).toHaveLength(1)
    expect(html.match(/<main[ >]/g)).toHaveLength(1)
    expect(html).toContain('href="#content"')
    expect(html).not.toMatch(/<script(?! type="application\/ld\+json")/)
    expect(html).not.toMatch(/ on\w+="/)
    expect(html).not.toMatch(/undefined|\[object Object\]|NaN/)
  })

  test.each(pages)('%s asks nothing of other sites and may not be framed', async (path) => {
    const response = await newsroom.get(path)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const html = await response.text()
    expect([...html.matchAll(/(?:src|action)="([^"]+)"/g)].map(([, address]) => address)).toSatisfy(
      (addresses: string[]) => addresses.every((address) => address.startsWith('/')),
    )
  })

  test('ids are unique, so that links to a place on the page and labels lead somewhere', async () => {
    for (const path of pages) {
      const html = await newsroom.html(path)
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
      expect(new Set(ids).size, path).toBe(ids.length)
      for (const [, target] of html.matchAll(/ for="([^"]+)"/g)) expect(ids, path).toContain(target)
    }
  })

  test('no link leads nowhere', async () => {
    const found = new Set<string>()
    for (const path of ['/', '/section/coast', `/article/${leadSlug}`, '/search?q=harbour', '/donate']) {
      const html = await newsroom.html(path)
      for (const [, address = ''] of html.matchAll(/(?:href|src)="(\/[^"]*)"/g)) {
        found.add(address.replaceAll('&amp;', '&').replace(/#.*$/, ''))
      }
    }
    expect(found.size).toBeGreaterThan(80)
    for (const address of found) expect((await newsroom.get(address)).status, address).toBe(200)
  }, 60_000)
})

describe('caching', () => {
  test.each([
    ['/', 'public, max-age=10, stale-while-revalidate=60'],
    ['/section/town', 'public, max-age=30, stale-while-revalidate=120'],
    [`/article/${leadSlug}`, 'public, max-age=30, stale-while-revalidate=120'],
    ['/search?q=ferry', 'public, max-age=30'],
    ['/donate', 'public, max-age=60, stale-while-revalidate=300'],
    ['/feed.xml', 'public, max-age=60, stale-while-revalidate=300'],
    ['/sitemap.xml', 'public, max-age=60, stale-while-revalidate=300'],
    ['/api/articles.json', 'public, max-age=30, stale-while-revalidate=120'],
    ['/no/such/page', 'public, max-age=10'],
    ['/newsletter/pending', 'private, no-store'],
    ['/health', 'private, no-store'],
  ])('%s says %s and sets no cookie', async (path, expected) => {
    const response = await newsroom.get(path)
    expect(response.headers.get('cache-control')).toBe(expected)
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.headers.get('vary')).toBeNull()
  })

  test.each(['/', `/article/${leadSlug}`, '/search?q=ferry', '/feed.xml'])(
    '%s answers 304 to who has it',
    async (path) => {
      const etag = (await newsroom.get(path)).headers.get('etag') ?? ''
      expect(etag).toMatch(/^"[0-9a-f]{40}"$/)
      const again = await newsroom.get(path, { 'if-none-match': etag })
      expect(again.status).toBe(304)
      expect(await again.text()).toBe('')
      expect(again.headers.get('cache-control')).toMatch(/^public/)
      expect((await newsroom.get(path, { 'if-none-match': '"other"' })).status).toBe(200)
    },
  )

  test('assets under their own version keep for a year, under any other for a minute', async () => {
    const html = await newsroom.html('/')
    const css = /href="(\/assets\/[^"]+\.css)"/.exec(html)?.[1] ?? ''
    expect((await newsroom.get(css)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const old = await newsroom.get('/assets/0000000000/site.css')
    expect(old.headers.get('cache-control')).toBe('public, max-age=60')
    expect(await old.text()).toContain('--paper')
  })

  test('HEAD gives the head of the page and no body', async () => {
    const response = await newsroom.request('/', { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toMatch(/^public/)
    expect(await response.text()).toBe('')
  })
})

describe('what is not there', () => {
  test.each([
    '/nope',
    '/article/no-such-article',
    '/article/UPPER',
    '/article/%00',
    '/section/nothing',
    '/section/town?before=yesterday',
    '/article/no-such-article/comments',
    `/article/${leadSlug}/comments?before=x`,
    `/article/${leadSlug}/comments/99999999/report`,
    `/article/${leadSlug}/comments/4294967296/report`,
    '/donate/thanks/DC-00000-00000',
    '/donate/thanks/%27%20or%201',
    '/assets/x/photo/no-such-article.svg',
    '/assets/x/other.css',
  ])('%s is a 404 with a page that helps', async (path) => {
    const response = await newsroom.get(path)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('Go to the front page')
    expect(newsroom.errors).toEqual([])
  })
})

describe('under stress', () => {
  const stressed = (level: string) => ({ 'holdfast-level': level })

  test('in calm times, and for a word it does not know, a page is whole and has no notice', async () => {
    for (const headers of [{}, stressed('calm'), stressed('panic')]) {
      const html = await newsroom.html(`/article/${leadSlug}`, headers)
      expect(html).toContain('Most discussed')
      expect(html).not.toContain('stress-note')
    }
  })

  test.each(['strained', 'attack', 'severe'])(
    '%s: extras go, the article stays, and readers are told why',
    async (level) => {
      const html = await newsroom.html(`/article/${leadSlug}`, stressed(level))
      expect(html).not.toContain('Most discussed')
      expect(html).not.toContain('More from Council')
      expect(html).toContain('National Cyber Security Centre')
      expect(html).toContain('class="stress-note"')
      expect(html).toContain('Publish comment')
    },
  )

  test('search gives ten results instead of twenty, and at attack none from comments', async () => {
    const hits = (html: string) => html.match(/class="hit"/g)?.length
    expect(hits(await newsroom.html('/search?q=council'))).toBe(20)
    expect(hits(await newsroom.html('/search?q=council', stressed('strained')))).toBe(10)
    const bare = await newsroom.html('/search?q=council', stressed('attack'))
    expect(hits(bare)).toBe(10)
    expect(bare).not.toContain('· Comment')
  })
})

test('the story of the day leads the front page', async () => {
  const html = await newsroom.html('/')
  expect(html.indexOf('Flood of traffic hits Civic Alliance websites')).toBeLessThan(
    html.indexOf('The harbour light is lit'),
  )
})

test('no page that was asked for above failed on our side', () => {
  expect(newsroom.errors).toEqual([])
})
