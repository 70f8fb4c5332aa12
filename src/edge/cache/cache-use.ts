import { type RequestHeaders, requestHeader } from './cache-request.js'

/** Which copies: `any`, only `shared` ones (the origin said `public` or `s-maxage`), or `none`. */
export type Reach = 'any' | 'shared' | 'none'

/** What the cache may do with a request. */
export interface CacheUse {
  /** Which stored answers may be given to it. */
  lookup: Reach
  /** Which of the origin's answers to it may be stored for others. */
  store: Reach
  /** Whether it may wait for, or be, the one request that fetches for several. */
  coalesce: boolean
}

const NOTHING: CacheUse = Object.freeze({ lookup: 'none', store: 'none', coalesce: false })
const LOOKUP_ONLY: CacheUse = Object.freeze({ lookup: 'any', store: 'none', coalesce: false })
const SHARED_LOOKUP_ONLY: CacheUse = Object.freeze({ lookup: 'shared', store: 'none', coalesce: false })
const STORE_SHARED: CacheUse = Object.freeze({ lookup: 'any', store: 'shared', coalesce: true })

/** Of a GET that says nothing of its visitor; also of our own fetch in the background, which is sent without cookies. */
export const ANONYMOUS_USE: CacheUse = Object.freeze({ lookup: 'any', store: 'any', coalesce: true })

/**
 * Headers by which some origins let a visitor change what a URL means. They are not part of the key, so an answer
 * to such a request must not become everybody's answer (web cache poisoning).
 */
const OVERRIDES: ReadonlySet<string> = new Set([
  'x-original-url',
  'x-rewrite-url',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-host',
])

/** Holdfast's own cookies, which no origin looks at; only with a value that no parser could read more into. */
const OWN_COOKIE = /^(?:__Host-)?holdfast-[\w-]*=[\w.~-]*$/

/**
 * Decides from method and headers what the cache may do with a request.
 *
 * A visitor's own Cache-Control and Pragma count for nothing here: otherwise `no-cache` on every request would be
 * the simplest way to flood past the cache (RFC 9111 section 5.2.1 makes request directives advisory).
 *
 * Cookies: with `signedInCookie` the operator has named the cookie that makes a visitor somebody, so a request with
 * it is left alone and one with other cookies is anonymous to read. Storing stays stricter: an answer to a request
 * that carried any cookie becomes everybody's only when the origin says `public` or `s-maxage`. Without the name
 * any cookie may be a session: only explicitly shared copies are given, nothing is stored, nothing coalesced.
 */
export function cacheUse(
  method: string,
  headers: RequestHeaders,
  { signedInCookie }: { signedInCookie?: string | undefined } = {},
): CacheUse {
  if (method !== 'GET' && method !== 'HEAD') return NOTHING
  if (headers.authorization !== undefined || headers.upgrade !== undefined || hasBody(headers)) return NOTHING

  const cookies = cookieKind(requestHeader(headers, 'cookie'), signedInCookie)
  if (cookies === 'signed-in') return NOTHING
  if (cookies === 'some' && signedInCookie === undefined) return SHARED_LOOKUP_ONLY

  if (method === 'HEAD' || headers.range !== undefined || hasOverride(headers)) return LOOKUP_ONLY
  return cookies === 'none' ? ANONYMOUS_USE : STORE_SHARED
}

/** A GET with a body may be answered by what the body says, and the body is not in the key. */
function hasBody(headers: RequestHeaders): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

/** CGI-like origins read `X_Host` as they read `X-Host`. */
function hasOverride(headers: RequestHeaders): boolean {
  for (const name in headers) {
    if (name.startsWith('x') && OVERRIDES.has(name.includes('_') ? name.replaceAll('_', '-') : name)) return true
  }
  return false
}

/** Which cookies a request carries; Holdfast's own count for none. Names are case-sensitive (RFC 6265 section 5.4). */
export function cookieKind(
  field: string | undefined,
  signedInCookie: string | undefined,
): 'none' | 'some' | 'signed-in' {
  if (field === undefined) return 'none'
  let kind: 'none' | 'some' = 'none'
  for (const part of field.split(';')) {
    const pair = part.trim()
    if (pair === '' || OWN_COOKIE.test(pair)) continue
    const equals = pair.indexOf('=')
    if ((equals === -1 ? pair : pair.slice(0, equals)).trimEnd() === signedInCookie) return 'signed-in'
    kind = 'some'
  }
  return kind
}
