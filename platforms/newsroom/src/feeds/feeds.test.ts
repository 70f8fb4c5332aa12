import { describe, expect, test } from 'vitest'
import { useNewsroom } from '../test-newsroom.test-support.js'
import { xmlText } from './xml-text.js'

const newsroom = useNewsroom()
const behindProxy = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'news.example.org' }

test('the feed lists the newest articles with addresses that work from outside', async () => {
  const response = await newsroom.get('/feed.xml', behindProxy)
  expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
  const xml = await response.text()
  expect(xml.match(/<entry>/g)).toHaveLength(30)
  expect(xml).toContain('<link rel="self" type="application/atom+xml" href="https://news.example.org/feed.xml"/>')
  const ids = [...xml.matchAll(/<id>(https:\/\/news\.example\.org\/article\/[^<]+)<\/id>/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(30)
  expect(xml).not.toMatch(/&(?!amp;|lt;|gt;|quot;|apos;)/)
})

test('the sitemap lists every article, and robots.txt leads to it', async () => {
  const xml = await (await newsroom.get('/sitemap.xml', behindProxy)).text()
  expect(xml.match(/<loc>https:\/\/news\.example\.org\/article\//g)).toHaveLength(400)
  const robots = await (await newsroom.get('/robots.txt', behindProxy)).text()
  expect(robots).toContain('Sitemap: https://news.example.org/sitemap.xml')
  expect(robots).toContain('Disallow: /search')
})

describe('the API', () => {
  test('is open to apps on other sites', async () => {
    const answer = await newsroom.get('/api/articles.json')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  })

  test('can be walked to the end of the archive', async () => {
    const seen = new Set<number>()
    let next: string | null = ''
    while (next !== null) {
      const page: Awaited<ReturnType<typeof newsroom.listed>> = await newsroom.listed(
        `limit=100${next && `&before=${next}`}`,
      )
      for (const { id } of page.articles) seen.add(id)
      next = page.next
    }
    expect(seen.size).toBe(400)
  })

  test.each(['section=none', 'limit=0', 'limit=101', 'limit=ten', 'before=x', 'limit=-1'])(
    '?%s is refused with a sentence that helps',
    async (query) => {
      const answer = await newsroom.get(`/api/articles.json?${query}`)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toEqual({ error: expect.stringMatching(/^.{20,}\.$/) })
    },
  )
})

test('health answers when the database does', async () => {
  expect(await (await newsroom.get('/health')).json()).toEqual({ status: 'ok' })
})

test('text cannot leave its place in XML', () => {
  expect(xmlText(`<a href="x">'&'</a>`)).toBe('&lt;a href=&quot;x&quot;&gt;&apos;&amp;&apos;&lt;/a&gt;')
})
