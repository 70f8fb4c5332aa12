import { describe, expect, test } from 'vitest'
import { leadSlug, longestSlug, testTime, useNewsroom } from '../test-newsroom.test-support.js'
import { articlePlace, placeText } from './article-place.js'

const newsroom = useNewsroom()

describe('an article', () => {
  test('has its picture with a description and a caption, its writer, its times and its correction', async () => {
    const html = await newsroom.html(`/article/${leadSlug}`)
    expect(html).toMatch(
      /<img src="\/assets\/\w+\/photo\/[^"]+\.svg" alt="Drawing of [^"]{20,}" width="960" height="600"/,
    )
    expect(html).toContain('<figcaption>')
    expect(html).toContain('By Niamh Cassidy')
    expect(html).toMatch(/Published <time datetime="2026-06-1[23]T/)
    expect(html).toMatch(/Updated <time/)
    expect(html).toContain('They were slowed and queued, not switched off.')
    expect(html).toContain('reported to the National Cyber Security Centre')
  })

  test('describes itself as NewsArticle, with absolute addresses that follow the proxy', async () => {
    const html = await newsroom.html(`/article/${longestSlug}`, {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'news.example.org',
    })
    const json = /<script type="application\/ld\+json">(.+?)<\/script>/.exec(html)?.[1] ?? ''
    const data = JSON.parse(json)
    expect(data['@type']).toBe('NewsArticle')
    expect(data.mainEntityOfPage).toBe(`https://news.example.org/article/${longestSlug}`)
    expect(data.image[0]).toMatch(/^https:\/\/news\.example\.org\/assets\//)
    expect(data.commentCount).toBe(3_000)
    expect(Date.parse(data.dateModified)).toBeGreaterThanOrEqual(Date.parse(data.datePublished))
    expect(html).toContain(`<link rel="canonical" href="https://news.example.org/article/${longestSlug}"/>`)
  })

  test('a made-up host name does not reach the page', async () => {
    const html = await newsroom.html(`/article/${leadSlug}`, { 'x-forwarded-host': 'evil.example/"><script>' })
    expect(html).not.toContain('evil.example')
  })

  test('nothing is dated in the future', async () => {
    const { articles } = await newsroom.listed('limit=100')
    for (const { published } of articles) expect(Date.parse(published)).toBeLessThanOrEqual(testTime)
    expect(testTime - Date.parse(articles[0]?.published ?? '')).toBeLessThan(36 * 3_600_000)
  })
})

test('a section can be walked to its end, without an article twice or left out', async () => {
  const seen: string[] = []
  let path: string | undefined = '/section/health'
  while (path !== undefined) {
    const html = await newsroom.html(path)
    const listed = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
    seen.push(
      ...[...listed.matchAll(/class="teaser-title"><a href="\/article\/([^"]+)"/g)].map(([, slug = '']) => slug),
    )
    path = /href="(\/section\/health\?before=[^"]+)"/.exec(listed)?.[1]
  }
  expect(new Set(seen).size).toBe(seen.length)
  const { articles } = await newsroom.listed('section=health&limit=100')
  expect(seen).toHaveLength(articles.length)
})

test('a place in the list survives the way through an address; anything else is not a place', () => {
  const article = { published_at: new Date(1_780_000_000_000), id: 17 }
  expect(articlePlace(placeText(article))).toEqual({ publishedAt: article.published_at, id: 17 })
  expect(articlePlace(undefined)).toBeUndefined()
  for (const text of ['', '1', '-1-2', '1-2-3', 'a-b', '99999999999-1', "1'-2"])
    expect(articlePlace(text)).toBe('wrong')
})
