import { describe, expect, test } from 'vitest'
import { useNewsroom } from '../test-newsroom.test-support.js'
import { tidySearch } from './search.js'

const newsroom = useNewsroom()
const hits = (html: string) => html.match(/class="hit"/g)?.length ?? 0

describe('search', () => {
  test('finds articles and comments, in any form of the word, and marks it', async () => {
    const html = await newsroom.html('/search?q=harbours')
    expect(hits(html)).toBe(20)
    expect(html).toMatch(/<mark>[Hh]arbours?<\/mark>/)
    expect(html).toMatch(/[\d,]+ results/)
  })

  test('a comment found this way can be reached', async () => {
    const html = await newsroom.html('/search?q=%22stamp+is+an+exaggeration%22')
    const link = /href="(\/article\/[^"]+\/comments\?before=(\d+)#comment-(\d+))"/.exec(html)
    expect(Number(link?.[2])).toBe(Number(link?.[3]) + 1)
    expect(await newsroom.html(link?.[1]?.split('#')[0] ?? '')).toContain(`id="comment-${link?.[3]}"`)
  })

  test('keeps to a section, and to words that are asked to be absent', async () => {
    const inSport = await newsroom.html('/search?q=harbour&section=sport')
    expect(inSport).not.toMatch(/class="kicker">(Town|Council|Coast)/)
    const total = (html: string) => Number(/([\d,]+) results/.exec(html)?.[1]?.replace(',', ''))
    expect(total(await newsroom.html('/search?q=harbour+-master'))).toBeLessThan(
      total(await newsroom.html('/search?q=harbour')),
    )
  })

  test('has at most ten pages, each different', async () => {
    const first = await newsroom.html('/search?q=council')
    expect(first).toContain('Page 1 of 10')
    expect(first).toContain('href="/search?q=council&amp;page=2"')
    const last = await newsroom.html('/search?q=council&page=10')
    expect(last).toContain('Page 10 of 10')
    expect(last).not.toContain('rel="next"')
    expect(await newsroom.html('/search?q=council&page=999999')).toContain('Page 10 of 10')
    expect(last).not.toBe(first)
  })

  test('says so when nothing is found, and shows what was asked as text', async () => {
    const html = await newsroom.html('/search?q=%3Cscript%3Ezzyzx')
    expect(html).toContain('Nothing found')
    expect(html).toContain('&lt;script&gt;zzyzx')
    expect(html).not.toContain('<script>zzyzx')
  })

  test.each([
    "'; drop table comments; --",
    '"unfinished phrase',
    '((( & | !',
    '-',
    'or or or',
    '\u0000\ud800',
    '🐦'.repeat(60),
    '%',
    'the and of',
  ])('%j is a search like any other', async (text) => {
    const response = await newsroom.get(`/search?q=${new URLSearchParams({ q: text }).toString().slice(2)}`)
    expect(response.status).toBe(200)
    expect(newsroom.errors).toEqual([])
  })
})

test('at most eight words and a hundred characters are searched for', () => {
  expect(tidySearch('a b c d e f g h i j k')).toBe('a b c d e f g h')
  expect(tidySearch('x'.repeat(5_000))).toHaveLength(100)
  expect(tidySearch('  two\t\u0000 words \n')).toBe('two words')
})
