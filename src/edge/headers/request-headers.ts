import { connectionOptions, isHopByHop } from './hop-by-hop.js'

/** Written afresh by Holdfast, or said to Holdfast alone, so a visitor's own copies are removed; names in the form that CGI-like origins see them. */
const REWRITTEN = new Set([
  'forwarded',
  'x-real-ip',
  'holdfast-level',
  'holdfast-clearance',
  'holdfast-partner',
  'host',
  'via',
  'expect',
  'http2-settings',
])

/** A proxy's words about a visitor (`x-forwarded-…`, whichever) are no visitor's to say. */
function isRewritten(name: string): boolean {
  return REWRITTEN.has(name) || name.startsWith('x-forwarded-')
}

/** A name that CGI-like origins take for one that is ours to write, or that says where the request ends. */
function isImitation(name: string): boolean {
  return isRewritten(name) || isHopByHop(name) || name === 'content-length'
}

export interface OriginRequestFacts {
  clientAddress: string
  /** Host as the visitor asked for it, with its port. */
  host: string
  scheme: 'http' | 'https'
  /** '1.0', '1.1' or '2' as Via wants it (RFC 9110, 7.6.3). */
  httpVersion: string
  level: string
}

/**
 * The fields for the origin as a flat array: the visitor's end-to-end fields, then ours.
 * `x_forwarded_for`, `content_length` and the like are removed too: WSGI, CGI and PHP cannot tell them from the real ones.
 * @param raw flat array of names and values as node:http gives it; HTTP/2 pseudo-fields are left out
 */
export function originRequestHeaders(
  raw: readonly string[],
  connection: string | undefined,
  facts: OriginRequestFacts,
): string[] {
  const listed = connectionOptions(connection)
  const headers: string[] = ['host', facts.host]
  let via = ''
  let cookies = ''
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string
    const value = raw[i + 1] as string
    const lower = name.toLowerCase()
    if (lower === 'via') via = via ? `${via}, ${value}` : value
    // HTTP/2 may split Cookie; for HTTP/1.1 it is one field again (RFC 9113, 8.2.3).
    else if (lower === 'cookie') cookies = cookies ? `${cookies}; ${value}` : value
    else if (lower.charCodeAt(0) === 58 || isHopByHop(lower) || listed.has(lower)) continue
    else if (isRewritten(lower) || (lower.includes('_') && isImitation(lower.replaceAll('_', '-')))) continue
    else headers.push(lower, value)
  }
  if (cookies) headers.push('cookie', cookies)
  const address = facts.clientAddress
  headers.push(
    'x-forwarded-for',
    address,
    'x-forwarded-proto',
    facts.scheme,
    'x-forwarded-host',
    facts.host,
    'forwarded',
    `for=${address.includes(':') ? `"[${address}]"` : address};host=${quoted(facts.host)};proto=${facts.scheme}`,
    'via',
    `${via ? `${via}, ` : ''}${facts.httpVersion} holdfast`,
    'holdfast-level',
    facts.level,
  )
  return headers
}

/** A token as it is, anything else as a quoted string (RFC 7239, 4). */
function quoted(value: string): string {
  return /^[\w!#$%&'*+\-.^`|~]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`
}
