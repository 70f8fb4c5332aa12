import type { CacheUse } from './cache-use.js'

/** Header names in lower case, as node:http gives them in `IncomingMessage.headers`. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** What the cache needs to know of a request. `use` comes from `cacheUse()`, so that nobody can forget to ask. */
export interface CacheRequest {
  method: string
  headers: RequestHeaders
  use: CacheUse
}

/**
 * One header of a request, several values joined with `, ` as RFC 9110 section 5.3 allows.
 * Own properties only: the name may come from an origin's Vary, and `__proto__` is not a header.
 */
export function requestHeader(headers: RequestHeaders, name: string): string | undefined {
  if (!Object.hasOwn(headers, name)) return undefined
  const value = headers[name]
  return value === undefined || typeof value === 'string' ? value : value.join(', ')
}
