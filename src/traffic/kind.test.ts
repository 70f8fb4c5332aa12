import { expect, it } from 'vitest'
import { type Kind, kindAskedFor, kindOf } from './kind.js'

it.each([
  ['/', 'page'],
  ['/article/storm', 'page'],
  ['/index.php', 'page'],
  ['/a.b/c', 'page'],
  ['/img/photo.JPG', 'asset'],
  ['/site.css', 'asset'],
  ['/video/part-3.m3u8', 'asset'],
  ['/feed.xml', 'feed'],
  ['/blog/feed/', 'feed'],
  ['/news.rss', 'feed'],
  ['/sitemap.xml', 'data'],
  ['/robots.txt', 'data'],
  ['/api/v1/items', 'data'],
  ['/rest/index.php', 'data'],
  ['/feedback', 'page'],
])('%s is asked for as %s', (path, kind) => expect(kindOf(path)).toBe(kind))

const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

it.each<[destination: string | undefined, accept: string | undefined, kind: Kind]>([
  ['document', HTML, 'page'],
  ['iframe', HTML, 'page'],
  ['empty', HTML, 'data'],
  ['image', 'image/avif,*/*;q=0.8', 'other'],
  ['script', '*/*', 'other'],
  ['made-up', undefined, 'page'],
  [undefined, HTML, 'page'],
  [undefined, '*/*', 'page'],
  [undefined, undefined, 'page'],
  [undefined, 'application/json, text/plain, */*', 'data'],
  [undefined, 'application/json, text/html', 'page'],
  [undefined, 'text/event-stream', 'data'],
  [undefined, 'application/atom+xml, application/rss+xml, */*;q=0.1', 'feed'],
  [undefined, 'image/webp,image/*;q=0.8', 'other'],
])("for %s with Accept: %s an address like a page's is %s", (destination, accept, kind) => {
  expect(kindAskedFor(destination, accept)).toBe(kind)
})
