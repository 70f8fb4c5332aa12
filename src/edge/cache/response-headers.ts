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
  for (const [name, value] of headerPairs(headers)) {
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) {
      found = found === undefined ? value : `${found}, ${value}`
    }
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

/** RFC 9110 section 7.6.1 and RFC 9111 section 3.1: these belong to one connection and are never stored. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** A copy without hop-by-hop headers, those that Connection names included. */
export function endToEndHeaders(headers: FlatHeaders): string[] {
  const dropped = new Set(HOP_BY_HOP)
  for (const name of responseHeader(headers, 'connection')?.split(',') ?? []) dropped.add(name.trim().toLowerCase())
  return withoutHeaders(headers, dropped)
}
