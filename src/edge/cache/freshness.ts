import { type CacheControl, deltaSeconds } from './cache-control.js'
import { type FlatHeaders, responseHeader } from './response-headers.js'

/** Until when an answer may be given, and how. All times in Unix milliseconds. */
export interface Freshness {
  /** When the answer was made, by its Age: `now - bornAt` is its age. */
  bornAt: number
  /** Given without asking while `now` is before this. */
  freshUntil: number
  /** The origin's stale-while-revalidate: given at once before this, while a fresh one is fetched. */
  staleWhileRevalidateUntil: number
  /** The origin's stale-if-error: given before this when the origin fails. */
  staleIfErrorUntil: number
  /** Whether the operator's grace may be used: false when the origin forbids stale answers (RFC 9111 section 4.2.4). */
  graceAllowed: boolean
}

/**
 * The freshness an origin has stated, or `undefined` when it has stated none.
 *
 * There is no heuristic freshness: guessing a lifetime from Last-Modified is allowed, but a page that its makers
 * never meant to be shared would then be given to others just when nobody has time to notice.
 *
 * The age at arrival is the Age header plus the time the answer took (RFC 9111 section 4.2.3); Date is not used
 * for it, so an origin whose clock is wrong keeps its cache.
 *
 * must-revalidate and proxy-revalidate forbid every stale answer. s-maxage forbids the operator's grace (it
 * includes proxy-revalidate), but a stale-while-revalidate or stale-if-error beside it is the origin's own word to
 * shared caches and is honoured, as other shared caches do.
 *
 * @param requestedAt when the request was sent to the origin, Unix milliseconds
 * @param now when the answer's headers arrived, Unix milliseconds
 */
export function statedFreshness(
  headers: FlatHeaders,
  control: CacheControl,
  { requestedAt, now }: { requestedAt: number; now: number },
): Freshness | undefined {
  const lifetimeMs = statedLifetimeMs(headers, control, now)
  if (lifetimeMs === undefined) return undefined

  const bornAt = now - 1_000 * deltaSeconds(responseHeader(headers, 'age')) - Math.max(0, now - requestedAt)
  const freshUntil = bornAt + lifetimeMs
  const staleForbidden = control.mustRevalidate || control.proxyRevalidate || control.noCache
  const extended = (seconds: number | undefined) => (staleForbidden ? freshUntil : freshUntil + 1_000 * (seconds ?? 0))
  return {
    bornAt,
    freshUntil,
    staleWhileRevalidateUntil: extended(control.staleWhileRevalidate),
    staleIfErrorUntil: extended(control.staleIfError),
    graceAllowed: !staleForbidden && control.sMaxAge === undefined,
  }
}

/** RFC 9111 section 4.2.1: s-maxage before max-age before Expires. */
function statedLifetimeMs(headers: FlatHeaders, control: CacheControl, now: number): number | undefined {
  const seconds = control.sMaxAge ?? control.maxAge
  if (seconds !== undefined) return seconds * 1_000

  const expires = responseHeader(headers, 'expires')
  if (expires === undefined) return undefined
  // A date that cannot be read, "0" above all, lies in the past (RFC 9111 section 5.3).
  const expiresAt = httpDate(expires)
  if (expiresAt === undefined) return 0
  return Math.max(0, expiresAt - (httpDate(responseHeader(headers, 'date')) ?? now))
}

const HTTP_DATE = /^[A-Z][a-z]+,? /

/** Unix milliseconds of an HTTP date (RFC 9110 section 5.6.7), `undefined` when it is none. */
export function httpDate(value: string | undefined): number | undefined {
  if (value === undefined || !HTTP_DATE.test(value)) return undefined
  // The asctime form carries no zone, and means GMT.
  const at = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`)
  return Number.isNaN(at) ? undefined : at
}
