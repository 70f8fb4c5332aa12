import { isKnownCoding } from './accepted-codings.js'
import { parseCacheControl } from './cache-control.js'
import { type CacheRequest, requestHeader } from './cache-request.js'
import { type Freshness, statedFreshness } from './freshness.js'
import { type FlatHeaders, responseHeader } from './response-headers.js'
import { MAX_VARIANT_LENGTH, MAX_VARY_NAMES, unionOf, variantOf, varyNames } from './vary.js'

/** An origin's answer without its body. */
export interface AnswerHead {
  status: number
  headers: FlatHeaders
}

/** Why an answer is not stored. */
export type NotStorableReason =
  | 'request'
  | 'status'
  | 'no-store'
  | 'private'
  | 'no-cache'
  | 'set-cookie'
  | 'cookies'
  | 'no-freshness'
  | 'never-usable'
  | 'vary'
  | 'encoding'

export type Storability =
  | {
      kind: 'storable'
      freshness: Freshness
      /** The origin said `public` or `s-maxage`: also for visitors with cookies nobody has explained to us. */
      shared: boolean
      /** What answers of this URL vary on: this one and those stored before. */
      varyNames: readonly string[]
    }
  | { kind: 'not-storable'; reason: NotStorableReason }

export interface StorabilityContext {
  /** When the request was sent to the origin, Unix milliseconds. */
  requestedAt: number
  /** When the headers arrived, Unix milliseconds. */
  now: number
  /** What the stored answers of this URL vary on: one that forgets Vary must not be given to everybody. */
  alreadyVaries: readonly string[]
}

/** Final statuses that mean the same for everybody. 206 is never stored: only whole bodies are. */
const STORABLE_STATUSES: ReadonlySet<number> = new Set([200, 203, 204, 301, 308, 404, 410])

/**
 * Whether an answer may be kept for others (RFC 9111 section 3, read as a shared cache), stricter in four points:
 * freshness must be stated, Set-Cookie is never stored, nor is an answer to a request whose visitor may be known,
 * nor one that could never be given without asking the origin first (`no-cache`, or no lifetime and no grace).
 */
export function storability(
  request: CacheRequest,
  { status, headers }: AnswerHead,
  context: StorabilityContext,
): Storability {
  if (request.method !== 'GET' || request.use.store === 'none') return no('request')
  if (!STORABLE_STATUSES.has(status)) return no('status')

  const cacheControl = responseHeader(headers, 'cache-control')
  const control = parseCacheControl(cacheControl)
  if (control.noStore) return no('no-store')
  if (control.private) return no('private')
  if (control.noCache || (cacheControl === undefined && /no-cache/i.test(responseHeader(headers, 'pragma') ?? ''))) {
    return no('no-cache')
  }
  if (responseHeader(headers, 'set-cookie') !== undefined) return no('set-cookie')
  if (!isKnownCoding(responseHeader(headers, 'content-encoding'))) return no('encoding')

  const shared = control.public || control.sMaxAge !== undefined
  if (request.use.store === 'shared' && !shared) return no('cookies')

  const freshness = statedFreshness(headers, control, context)
  if (freshness === undefined) return no('no-freshness')
  // A lifetime of nothing is often meant as "do not keep"; only `public` says that an old copy is harmless.
  const extended = Math.max(freshness.staleWhileRevalidateUntil, freshness.staleIfErrorUntil)
  const everUsable = freshness.freshUntil > freshness.bornAt || extended > freshness.freshUntil
  if (!everUsable && !(control.public && freshness.graceAllowed)) return no('never-usable')

  const ownNames = varyNames(headers)
  const names = ownNames && unionOf(context.alreadyVaries, ownNames)
  if (
    names === undefined ||
    names.length > MAX_VARY_NAMES ||
    variantOf(names, request.headers).length > MAX_VARIANT_LENGTH
  )
    return no('vary')
  // One copy for each cookie would be one for each visitor.
  if (names.includes('cookie') && requestHeader(request.headers, 'cookie') !== undefined) return no('vary')

  return { kind: 'storable', freshness, shared, varyNames: names }
}

function no(reason: NotStorableReason): Storability {
  return { kind: 'not-storable', reason }
}
