import { HeaderGenerator } from 'header-generator'
import type { SeededRandom } from './seeded-random.js'
import type { Program } from './shape.js'

/** Headers of one browser, in its order. */
export type Profile = readonly (readonly [string, string])[]

/** What Node can decode. A browser that offers more would be answered in something the rehearsal cannot read. */
const READABLE_ENCODINGS = new Set(['gzip', 'deflate', 'br', 'identity'])

/** As many browsers as the visitors of a drill have between them. */
const BROWSERS = 300

/**
 * Plausible headers of browsers in use, from measured traffic: each header set as often as it is common. header-generator draws from Math.random, which is seeded
 * for this call: it is synchronous, so nobody else can notice.
 */
export function browserProfiles(random: SeededRandom): Profile[] {
  const own = Math.random
  Math.random = () => random.next()
  try {
    const generator = new HeaderGenerator({ httpVersion: '1', locales: ['en-GB', 'en', 'de', 'pl'] })
    return Array.from({ length: BROWSERS }, () =>
      Object.entries(generator.getHeaders()).map(([name, value]) => [name, readable(name, value)] as const),
    )
  } finally {
    Math.random = own
  }
}

/** Of these, the ones of the browser that most of them are: one program and version, in all its languages. */
export function commonest(profiles: readonly Profile[]): Profile[] {
  const userAgent = (profile: Profile) => profile.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? ''
  const counts = new Map<string, number>()
  for (const profile of profiles) counts.set(userAgent(profile), (counts.get(userAgent(profile)) ?? 0) + 1)
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return profiles.filter((profile) => userAgent(profile) === most?.[0])
}

function readable(name: string, value: string): string {
  if (name.toLowerCase() !== 'accept-encoding') return value
  return value
    .split(/,\s*/)
    .filter((coding) => READABLE_ENCODINGS.has(coding.split(';')[0] ?? ''))
    .join(', ')
}

const FEED_READERS = [
  'NetNewsWire (RSS Reader; https://netnewswire.com/)',
  'Feedbin feed-id:4711 - 12 subscribers',
  'Miniflux/2.2 (https://miniflux.app)',
  'Thunderbird/140.0',
]
const APPS = ['LocalNews/5.3 (iPhone; iOS 19.1; Scale/3.00)', 'LocalNews/5.2 (Android 15) okhttp/5.1.0']
const CRAWLERS = ['Mozilla/5.0 (compatible; LibraryArchiveBot/2.1; +https://archive.example.org/bot)']

/** Programs send few headers, and say who they are. */
export function programProfile(kind: Program, random: SeededRandom): Profile {
  const gzip = ['Accept-Encoding', 'gzip, deflate'] as const
  switch (kind) {
    case 'feed reader':
      return [
        ['User-Agent', random.pick(FEED_READERS)],
        ['Accept', 'application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1'],
        gzip,
      ]
    case 'app':
      return [['User-Agent', random.pick(APPS)], ['Accept', 'application/json'], ['Accept-Language', 'en-GB'], gzip]
    case 'crawler':
      return [
        ['User-Agent', random.pick(CRAWLERS)],
        ['Accept', 'text/html,application/xhtml+xml,*/*;q=0.5'],
        ['From', 'bot@archive.example.org'],
        gzip,
      ]
    case 'image proxy':
      return [['User-Agent', 'Mozilla/5.0'], ['Accept', 'image/*,*/*;q=0.5'], gzip]
  }
}

export type Fetching = { what: 'page'; from: 'elsewhere' | 'here' } | { what: 'form' } | { what: 'asset'; path: string }

/** The headers a browser sends for this fetch (Fetch standard, Sec-Fetch-*); a program's are always the same. */
export function headersFor(
  profile: Profile,
  fetching: Fetching,
  page: { origin: string; referer: string | null },
): [string, string][] {
  const headers: [string, string][] = []
  for (const [name, value] of profile) {
    const changed = forFetch(name.toLowerCase(), value, fetching)
    if (changed !== null) headers.push([name, changed])
  }
  if (page.referer !== null) headers.push(['Referer', page.referer])
  if (fetching.what === 'form') headers.push(['Origin', page.origin])
  return headers
}

function forFetch(name: string, value: string, fetching: Fetching): string | null {
  const asset = fetching.what === 'asset' ? destination(fetching.path) : null
  switch (name) {
    case 'accept':
      return asset?.accept ?? value
    case 'sec-fetch-site':
      return fetching.what === 'page' && fetching.from === 'elsewhere' ? 'none' : 'same-origin'
    case 'sec-fetch-mode':
      return asset ? 'no-cors' : 'navigate'
    case 'sec-fetch-dest':
      return asset?.name ?? 'document'
    case 'sec-fetch-user':
    case 'upgrade-insecure-requests':
      return asset ? null : value
    default:
      return value
  }
}

function destination(path: string): { name: string; accept: string } {
  const file = path.split('?')[0] ?? ''
  if (file.endsWith('.css')) return { name: 'style', accept: 'text/css,*/*;q=0.1' }
  if (/\.m?js$/.test(file)) return { name: 'script', accept: '*/*' }
  return { name: 'image', accept: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8' }
}
