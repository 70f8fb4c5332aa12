/** What is asked for, as far as its address tells. */
export type Kind = 'page' | 'asset' | 'feed' | 'data'

const ASSETS = new Set(
  'css js mjs map png jpg jpeg gif webp avif svg ico bmp woff woff2 ttf otf eot mp4 webm ogv mp3 m4a ogg wav m3u8 ts vtt pdf zip gz webmanifest'.split(
    ' ',
  ),
)
const FEEDS = new Set(['rss', 'atom', 'rdf', 'ics'])
const DATA = new Set(['json', 'xml', 'txt', 'csv', 'ndjson'])
const FEED_PATH = /(^|\/)(feed|rss|atom)(\.xml)?(\/|$)/
const DATA_PATH = /^\/(api|rest|graphql|wp-json|ajax)(\/|$)/

/** @param path a path in lower or mixed case, without the query */
export function kindOf(path: string): Kind {
  const dot = path.lastIndexOf('.')
  if (dot > path.lastIndexOf('/') && path.length - dot <= 12) {
    const extension = path.slice(dot + 1).toLowerCase()
    if (ASSETS.has(extension)) return 'asset'
    if (FEEDS.has(extension) || (extension === 'xml' && FEED_PATH.test(path))) return 'feed'
    if (DATA.has(extension)) return 'data'
  }
  if (FEED_PATH.test(path)) return 'feed'
  return DATA_PATH.test(path) ? 'data' : 'page'
}
