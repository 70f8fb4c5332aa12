import type { CacheRequest, RequestHeaders } from './cache-request.js'
import { cacheUse } from './cache-use.js'
import type { OriginAnswer, ResponseCacheOptions } from './response-cache.js'
import { ResponseCache } from './response-cache.js'

export const KEY = 'https://news.example.org/'
/** Monday, 23 November 2026, 12:00:00 GMT. */
export const NOON = Date.UTC(2026, 10, 23, 12)
export const SECOND_MS = 1_000

export function cacheOf(options: Partial<ResponseCacheOptions> = {}): ResponseCache {
  return new ResponseCache({
    maxBytes: 10_000_000,
    maxEntryBytes: 1_000_000,
    graceCalmMs: 10 * SECOND_MS,
    graceDistressedMs: 3_600 * SECOND_MS,
    ...options,
  })
}

export function get(headers: RequestHeaders = {}, signedInCookie?: string): CacheRequest {
  return { method: 'GET', headers, use: cacheUse('GET', headers, { signedInCookie }) }
}

export function head(headers: RequestHeaders = {}): CacheRequest {
  return { method: 'HEAD', headers, use: cacheUse('HEAD', headers) }
}

/** A 200 with this Cache-Control. */
export function page(cacheControl: string, headers: Record<string, string> = {}, body = 'page'): OriginAnswer {
  return { status: 200, headers: { 'cache-control': cacheControl, ...headers }, body: Buffer.from(body) }
}
