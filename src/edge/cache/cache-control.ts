/** The response directives of RFC 9111 section 5.2.2 and RFC 5861 that this cache acts on. Times in seconds. */
export interface CacheControl {
  noStore: boolean
  noCache: boolean
  private: boolean
  public: boolean
  mustRevalidate: boolean
  proxyRevalidate: boolean
  maxAge: number | undefined
  sMaxAge: number | undefined
  staleWhileRevalidate: number | undefined
  staleIfError: number | undefined
}

/** RFC 9111 section 1.2.2: a value too large to hold counts as 2^31. */
const MAX_DELTA_SECONDS = 2 ** 31

const DIRECTIVE = /([!#$%&'*+\-.^_`|~\w]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g

/**
 * Reads a Cache-Control response header. Directive names are case-insensitive; of a repeated directive the first
 * counts; a time that is not a number counts as 0, that is, stale (RFC 9111 section 4.2.1). `private` and `no-cache`
 * that name fields are read as if they named none, which is the careful reading and always allowed.
 */
export function parseCacheControl(header: string | undefined): CacheControl {
  const found: CacheControl = {
    noStore: false,
    noCache: false,
    private: false,
    public: false,
    mustRevalidate: false,
    proxyRevalidate: false,
    maxAge: undefined,
    sMaxAge: undefined,
    staleWhileRevalidate: undefined,
    staleIfError: undefined,
  }
  for (const [, name = '', quoted, token] of header?.matchAll(DIRECTIVE) ?? []) {
    const value = quoted ?? token
    switch (name.toLowerCase()) {
      case 'no-store':
        found.noStore = true
        break
      case 'no-cache':
        found.noCache = true
        break
      case 'private':
        found.private = true
        break
      case 'public':
        found.public = true
        break
      case 'must-revalidate':
        found.mustRevalidate = true
        break
      case 'proxy-revalidate':
        found.proxyRevalidate = true
        break
      case 'max-age':
        found.maxAge ??= deltaSeconds(value)
        break
      case 's-maxage':
        found.sMaxAge ??= deltaSeconds(value)
        break
      case 'stale-while-revalidate':
        found.staleWhileRevalidate ??= deltaSeconds(value)
        break
      case 'stale-if-error':
        found.staleIfError ??= deltaSeconds(value)
        break
    }
  }
  return found
}

/** Seconds of an `Age` header or a directive; 0 when it is not a whole number. */
export function deltaSeconds(value: string | undefined): number {
  return value !== undefined && /^\d+$/.test(value) ? Math.min(Number(value), MAX_DELTA_SECONDS) : 0
}
