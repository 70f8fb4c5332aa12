import { expect, it } from 'vitest'
import { kindOf } from './kind.js'

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
