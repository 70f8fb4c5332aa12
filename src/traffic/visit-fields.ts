/** Cookies of a visit: none, some, or the platform's own session cookie. */
export type CookieClass = 'none' | 'some' | 'session'

/**
 * How much is known of the header fields of a visit.
 *
 * - `in-order`: all of them, in the order in which they were sent
 * - `all`: all that matter here; their order is not known
 * - `some`: what is not there may have been sent all the same
 */
export type FieldsTold = 'in-order' | 'all' | 'some'

/** What a request, or a line of a log, tells of a visit; null where it does not tell. */
export interface VisitFields {
  method: string
  /** Path and query. */
  target: string
  /** `1.0`, `1.1`, `2`; also `2.0`, as logs write it. */
  httpVersion: string | null
  /** It came over TLS. */
  secure: boolean | null
  /** Names, in any case, and values of header fields, flat: `rawHeaders` of node:http and node:http2 as it is. */
  fields: readonly string[]
  told: FieldsTold
  cookie: CookieClass | null
  /** JA4 of the TLS hello. */
  tls: string | null
  /** `AS 64500`. */
  as: string | null
  /** `IE`. */
  country: string | null
  /** `verified NAME` or `pretender NAME`, where that is known; with any other word, what the user agent says counts. */
  crawler: string | null
}
