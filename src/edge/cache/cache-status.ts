/** Why a request was forwarded (RFC 9211 section 2.2). */
export type Forwarded = 'bypass' | 'method' | 'uri-miss' | 'vary-miss' | 'miss' | 'request' | 'stale' | 'partial'

/** How the cache handled a request. */
export type CacheHandling =
  | { kind: 'hit'; ttlSeconds?: number; detail?: CacheDetail }
  | { kind: 'forwarded'; why: Forwarded; status?: number; stored?: boolean; collapsed?: boolean; detail?: CacheDetail }

/** Our own words for what RFC 9211 has no parameter for; a closed list, so that nothing a visitor sent gets in. */
export type CacheDetail = 'stale-busy' | 'stale-error' | 'stale-revalidating'

/**
 * The value of a Cache-Status header (RFC 9211).
 *
 * @example
 * cacheStatus({ kind: 'hit', ttlSeconds: 12 })                            // holdfast; hit; ttl=12
 * cacheStatus({ kind: 'hit', ttlSeconds: -4, detail: 'stale-busy' })      // holdfast; hit; ttl=-4; detail=stale-busy
 * cacheStatus({ kind: 'forwarded', why: 'miss', stored: true })           // holdfast; fwd=miss; stored
 */
export function cacheStatus(handling: CacheHandling): string {
  let value = 'holdfast'
  if (handling.kind === 'hit') {
    value += '; hit'
    if (handling.ttlSeconds !== undefined) value += `; ttl=${Math.trunc(handling.ttlSeconds)}`
  } else {
    value += `; fwd=${handling.why}`
    if (handling.status !== undefined) value += `; fwd-status=${handling.status}`
    if (handling.stored === true) value += '; stored'
    if (handling.collapsed === true) value += '; collapsed'
  }
  return handling.detail === undefined ? value : `${value}; detail=${handling.detail}`
}
