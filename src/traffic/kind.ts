/** What is asked for. `other` is what the request says is a part of a page while its address does not. */
export type Kind = 'page' | 'asset' | 'feed' | 'data' | 'other'

const ASSETS = new Set(
  'css js mjs map png jpg jpeg gif webp avif svg ico bmp woff woff2 ttf otf eot mp4 webm ogv mp3 m4a ogg wav m3u8 ts vtt pdf zip gz webmanifest'.split(
    ' ',
  ),
)
const FEEDS = new Set(['rss', 'atom', 'rdf', 'ics'])
const DATA = new Set(['json', 'xml', 'txt', 'csv', 'ndjson'])
const FEED_PATH = /(^|\/)(feed|rss|atom)(\.xml)?(\/|$)/
const DATA_PATH = /^\/(api|rest|graphql|wp-json|ajax)(\/|$)/

/**
 * What is asked for, as far as its address tells.
 * @param path a path in lower or mixed case, without the query
 */
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

/** https://fetch.spec.whatwg.org/#concept-request-destination */
const DESTINATIONS: ReadonlyMap<string, Kind> = new Map([
  ...['document', 'iframe', 'frame', 'fencedframe', 'embed', 'object'].map((name): [string, Kind] => [name, 'page']),
  ...['empty', 'json', 'text', 'report', 'websocket', 'webidentity', 'xslt'].map((name): [string, Kind] => [
    name,
    'data',
  ]),
  ...['image', 'style', 'script', 'font', 'audio', 'video', 'track', 'manifest'].map((name): [string, Kind] => [
    name,
    'other',
  ]),
  ...['worker', 'sharedworker', 'serviceworker', 'audioworklet', 'paintworklet'].map((name): [string, Kind] => [
    name,
    'other',
  ]),
])

/**
 * What is asked for at an address that looks like a page's, by what the request says. Never `asset`: who fetches a page's
 * files is taken for a browser, and must not become one by a word in a request for something expensive.
 * @param destination Sec-Fetch-Dest; undefined when it was not sent
 */
export function kindAskedFor(destination: string | undefined, accept: string | undefined): Kind {
  const said = destination === undefined ? undefined : DESTINATIONS.get(destination)
  if (said !== undefined) return said
  if (accept === undefined || accept.startsWith('text/html') || accept.startsWith('*/*')) return 'page'
  if (accept.includes('text/html')) return 'page'
  if (accept.includes('rss+xml') || accept.includes('atom+xml')) return 'feed'
  if (accept.includes('json') || accept.startsWith('text/event-stream')) return 'data'
  return accept.startsWith('image/') || accept.startsWith('text/css') ? 'other' : 'page'
}
