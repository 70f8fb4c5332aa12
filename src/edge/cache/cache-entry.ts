import type { Freshness } from './freshness.js'
import { endToEndHeaders, type FlatHeaders, headerPairs, responseHeader, withoutHeaders } from './response-headers.js'

/** Set anew for each copy: Age when it is given, Content-Length from the body we have. */
const SET_BY_US: ReadonlySet<string> = new Set(['age', 'content-length'])

/** What an entry costs beside its body and texts, in bytes: objects, map slot, list links. Measured, rounded up. */
const ENTRY_OVERHEAD_BYTES = 1_024
/** Cost of one string beside its characters, in bytes. */
const STRING_OVERHEAD_BYTES = 24

export interface CacheEntryParts {
  key: string
  /** Request headers the answer depends on, and what the request said in them. */
  varyNames: readonly string[]
  variant: string
  status: number
  /** End-to-end headers, without Age and Content-Length. */
  headers: FlatHeaders
  body: Buffer
  shared: boolean
  freshness: Freshness
}

/** A stored answer. It never changes: a refresh makes a new one, so whoever is being given this one sees it whole. */
export class CacheEntry {
  readonly key: string
  readonly varyNames: readonly string[]
  readonly variant: string
  readonly status: number
  readonly body: Buffer
  /** The origin said `public` or `s-maxage`. */
  readonly shared: boolean
  readonly freshness: Freshness
  readonly etag: string | undefined
  readonly lastModified: string | undefined
  /** What it costs, for the cache's bound. */
  readonly bytes: number
  readonly #headers: FlatHeaders
  #served: FlatHeaders = []
  #servedAgeSeconds = -1

  constructor({ key, varyNames, variant, status, headers, body, shared, freshness }: CacheEntryParts) {
    this.key = key
    this.varyNames = varyNames
    this.variant = variant
    this.status = status
    this.body = body
    this.shared = shared
    this.freshness = freshness
    this.etag = responseHeader(headers, 'etag')
    this.lastModified = responseHeader(headers, 'last-modified')
    this.#headers = status === 204 ? headers : [...headers, 'Content-Length', String(body.length)]
    this.bytes =
      ENTRY_OVERHEAD_BYTES + body.length + textBytes(key) + textBytes(variant) + 2 * headersBytes(this.#headers)
  }

  /** Whole seconds since the origin made it. */
  ageSeconds(now: number): number {
    return Math.max(0, Math.floor((now - this.freshness.bornAt) / 1_000))
  }

  /** Headers with Age, ready for `writeHead`; the same array within one second of age, so do not change it. */
  headersAt(now: number): FlatHeaders {
    const ageSeconds = this.ageSeconds(now)
    if (ageSeconds !== this.#servedAgeSeconds) {
      this.#served = [...this.#headers, 'Age', String(ageSeconds)]
      this.#servedAgeSeconds = ageSeconds
    }
    return this.#served
  }

  /** The stored headers, without Age. */
  get headers(): FlatHeaders {
    return this.#headers
  }

  /** Headers that ask the origin whether this is still what it would answer; empty when it has no validator. */
  conditionalHeaders(): Record<string, string> {
    const headers: Record<string, string> = {}
    if (this.etag !== undefined) headers['if-none-match'] = this.etag
    if (this.lastModified !== undefined) headers['if-modified-since'] = this.lastModified
    return headers
  }

  get hasValidator(): boolean {
    return this.etag !== undefined || this.lastModified !== undefined
  }

  /** The same answer with other headers or freshness. */
  with(changes: Partial<CacheEntryParts>): CacheEntry {
    const { key, varyNames, variant, status, body, shared, freshness } = this
    const headers = withoutHeaders(this.#headers, SET_BY_US)
    return new CacheEntry({ key, varyNames, variant, status, headers, body, shared, freshness, ...changes })
  }
}

/**
 * The headers to keep of an origin's answer: end-to-end, without Age and Content-Length, with a Date (a cache must
 * add one when it is missing, RFC 9110 section 6.6.1).
 */
export function storedHeaders(headers: FlatHeaders, now: number): FlatHeaders {
  const kept = withoutHeaders(endToEndHeaders(headers), SET_BY_US)
  if (responseHeader(kept, 'date') === undefined) kept.push('Date', new Date(now).toUTCString())
  return kept
}

/** Stored twice at most: as they are, and with the Age of the second they are given in. */
function headersBytes(headers: FlatHeaders): number {
  let bytes = 0
  for (const [name, value] of headerPairs(headers)) bytes += textBytes(name) + textBytes(value)
  return bytes
}

/** V8 keeps the texts of HTTP headers at one byte a character. */
function textBytes(text: string): number {
  return STRING_OVERHEAD_BYTES + text.length
}
