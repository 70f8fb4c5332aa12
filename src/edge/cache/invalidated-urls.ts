import type { CacheKeyParts } from './cache-key.js'
import { flatHeaders, type ResponseHeaders, responseHeader } from './response-headers.js'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * The URLs whose stored answers a request has made doubtful (RFC 9111 section 4.4): the target of an unsafe method
 * that was answered 2xx or 3xx, and those that Location and Content-Location name on the same origin. Others are
 * ignored, or any site could empty another's cache.
 *
 * @example
 * for (const url of invalidatedUrls('POST', url, answer)) cache.invalidate(cacheKey(url).key, now)
 */
export function invalidatedUrls(
  method: string,
  target: CacheKeyParts,
  { status, headers }: { status: number; headers: ResponseHeaders },
): CacheKeyParts[] {
  if (SAFE_METHODS.has(method) || status < 200 || status >= 400) return []
  const { scheme, host, path, query } = target
  const urls: CacheKeyParts[] = [{ scheme, host, path, query }]
  const base = parsedUrl(`${scheme}://${host}${path}`)
  if (base === undefined) return urls

  const flat = flatHeaders(headers)
  for (const name of ['location', 'content-location']) {
    const value = responseHeader(flat, name)
    const url = value === undefined ? undefined : parsedUrl(value, base)
    if (url === undefined || url.origin !== base.origin) continue
    urls.push({ scheme, host, path: url.pathname, query: url.search.slice(1) })
  }
  return urls
}

function parsedUrl(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined
}
