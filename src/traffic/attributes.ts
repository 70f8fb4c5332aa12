/**
 * What is told apart about a visit, in the order of a record's columns. From an access log only some can be known; a
 * column that says `UNKNOWN` for a visit never takes part in a rule.
 */
export const ATTRIBUTES = [
  'method',
  /** The path with what differs from visit to visit replaced: `/article/:slug`. */
  'route',
  /** Names and value classes of the query: `q=word&page=digits`; `-` without one. */
  'query',
  /** page, asset, feed, data or other: by extension, Accept and fetch metadata. */
  'kind',
  'userAgent',
  /** Browser or program and its major version: `Chrome 124, Android`, `Googlebot`, `curl`. */
  'family',
  'languages',
  'encodings',
  /** Order and presence of header fields. */
  'headers',
  /** Fetch metadata and client hints against the claimed browser: consistent, missing, contradicting, not expected. */
  'fetch',
  /** none, own (a page of the site), search, other site, or odd (not a URL). */
  'referrer',
  /** none, some, session. */
  'cookie',
  'http',
  /** JA4 of the TLS hello. */
  'tls',
  'as',
  'country',
  /** Was the network here in calm times: seen, new. */
  'network',
  /** verified, declared (says so, not verified), pretender, none. */
  'crawler',
] as const

export type Attribute = (typeof ATTRIBUTES)[number]

/** Place of each attribute in a record. */
export const COLUMN: Readonly<Record<Attribute, number>> = Object.fromEntries(
  ATTRIBUTES.map((attribute, column) => [attribute, column]),
) as Record<Attribute, number>

/** Value ids that every dictionary has. */
export const UNKNOWN = 0
