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
  /** page, asset, feed, data or other: by extension, and for what looks like a page by fetch metadata and Accept. */
  'kind',
  'userAgent',
  /** Browser or program and its major version: `Chrome 124, Android`, `Googlebot`, `curl`. */
  'family',
  /** `en-gb,en`, none, odd (not a list of languages). */
  'languages',
  /** `gzip,deflate,br`, none, odd. */
  'encodings',
  /** Order and presence of header fields: `5f3a9c (14 fields)`. */
  'headers',
  /** Fetch metadata and client hints against the claimed browser: consistent, missing, contradicting, none. */
  'fetch',
  /** none, own (a page of the site), search, other site, or odd (not a URL). */
  'referrer',
  /** none, some, session. */
  'cookie',
  /** 1.0, 1.1, 2, 3. */
  'http',
  /** JA4 of the TLS hello. */
  'tls',
  /** `AS 64500`: who runs the network. */
  'as',
  /** `IE`. */
  'country',
  /** Was the network here in calm times: seen, new. */
  'network',
  /** `verified NAME`, `declared crawler` or `declared mail-proxy` (says so, not verified), `pretender NAME`, none. */
  'crawler',
] as const

export type Attribute = (typeof ATTRIBUTES)[number]

/** Place of each attribute in a record. */
export const COLUMN: Readonly<Record<Attribute, number>> = Object.fromEntries(
  ATTRIBUTES.map((attribute, column) => [attribute, column]),
) as Record<Attribute, number>

/** Value ids that every dictionary has. */
export const UNKNOWN = 0
