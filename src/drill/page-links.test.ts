import { describe, expect, it } from 'vitest'
import { pageLinks, pathOnSite } from './page-links.js'

describe('the links of a page', () => {
  it('are pages to go to and files to show it, on this site only', () => {
    const links = pageLinks(
      `<link rel="stylesheet" href="/assets/a.css"><link rel=canonical href="/other"><link rel="alternate" href="/feed.xml">
       <script src='/assets/b.js' defer></script><img alt="" src="photo.jpg"><img loading="lazy" src="/late.jpg">
       <a href="/article/one?x=1&amp;y=2#top">One</a><a href="/article/one?x=1&y=2">Again</a><a href="https://example.org/">Away</a>
       <a href="mailto:x@example.org">Mail</a><a href="//example.org/">Away</a><a class="x" href=next>Next</a>`,
      '/section/local',
    )
    expect(links).toEqual({
      pages: ['/article/one?x=1&y=2', '/section/next'],
      assets: ['/assets/a.css', '/assets/b.js', '/section/photo.jpg'],
    })
  })

  it('can never break a request line', () => {
    expect(pathOnSite('/a b\r\nX: y', '/')).toMatch(/^[\x21-\x7e]+$/)
    expect(pathOnSite('javascript:alert(1)', '/')).toBeNull()
    expect(pathOnSite('http://[', '/')).toBeNull()
  })

  it('are bounded, however many there are', () => {
    const page = Array.from({ length: 5_000 }, (_, i) => `<a href="/${i}">x</a>`).join('')
    expect(pageLinks(page, '/').pages.length).toBeLessThanOrEqual(200)
    expect(pageLinks(`<a ${'x'.repeat(1_000_000)}`, '/').pages).toEqual([])
  })
})
