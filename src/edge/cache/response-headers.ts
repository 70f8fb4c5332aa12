import { connectionOptions, isHopByHop } from '../headers/hop-by-hop.js'

/** `[name, value, name, value, …]`, as `writeHead` takes and `rawHeaders` gives it. */
export type FlatHeaders = readonly string[]

/** What an origin's answer may bring: flat, or an object as undici gives it. */
export type ResponseHeaders = FlatHeaders | Readonly<Record<string, string | readonly string[] | undefined>>

export function flatHeaders(headers: ResponseHeaders): FlatHeaders {
  if (isFlat(headers)) return headers
  const flat: string[] = []
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    for (const one of typeof value === 'string' ? [value] : value) flat.push(name, one)
  }
  return flat
}

function isFlat(headers: ResponseHeaders): headers is FlatHeaders {
  return Array.isArray(headers)
}

/** The value of a header by its lower-case name; several joined with `, ` (RFC 9110 section 5.3). */
export function responseHeader(headers: FlatHeaders, lowerName: string): string | undefined {
  let found: string | undefined
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at]
    if (name?.length !== lowerName.length || name.toLowerCase() !== lowerName) continue
    found = found === undefined ? headers[at + 1] : `${found}, ${headers[at + 1]}`
  }
  return found
}

export function* headerPairs(headers: FlatHeaders): Generator<[name: string, value: string]> {
  for (let at = 0; at + 1 < headers.length; at += 2) yield [headers[at] ?? '', headers[at + 1] ?? '']
}

/** A copy without the headers whose lower-case name is in `dropped`. */
export function withoutHeaders(headers: FlatHeaders, dropped: ReadonlySet<string>): string[] {
  const kept: string[] = []
  for (const [name, value] of headerPairs(headers)) if (!dropped.has(name.toLowerCase())) kept.push(name, value)
  return kept
}

/** A copy without what belongs to one connection and is never stored (RFC 9111 section 3.1). */
export function endToEndHeaders(headers: FlatHeaders): string[] {
  const listed = connectionOptions(responseHeader(headers, 'connection'))
  const kept: string[] = []
  for (const [name, value] of headerPairs(headers)) {
    const lower = name.toLowerCase()
    if (!isHopByHop(lower) && !listed.has(lower) && lower !== 'proxy-authentication-info') kept.push(name, value)
  }
  return kept
}
