import { withoutHeaders } from '../cache/response-headers.js'
import { connectionOptions, isHopByHop } from './hop-by-hop.js'

/**
 * The origin's end-to-end fields as a flat array [name, value, …] in their order, with our Via appended.
 * @param raw alternating names and values as undici gives them
 */
export function visitorResponseHeaders(raw: readonly (Buffer | string)[], httpVersion = '1.1'): string[] {
  const headers: string[] = []
  let connection: string | undefined
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = text(raw[i])
    const lower = name.toLowerCase()
    if (lower === 'connection') connection = connection ? `${connection}, ${text(raw[i + 1])}` : text(raw[i + 1])
    else if (!isHopByHop(lower)) headers.push(name, text(raw[i + 1]))
    else if (lower === 'trailer') headers.push(name, text(raw[i + 1]))
  }
  const listed = connectionOptions(connection)
  const kept = listed.size === 0 ? headers : withoutHeaders(headers, listed)
  kept.push('Via', `${httpVersion} holdfast`)
  return kept
}

/**
 * Trailer fields for the visitor. What frames or belongs to the connection has no meaning there (RFC 9110, 6.5.1).
 * @param raw alternating names and values as undici gives them
 */
export function visitorTrailers(raw: readonly (Buffer | string)[]): string[] {
  const trailers: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = text(raw[i])
    const lower = name.toLowerCase()
    if (!isHopByHop(lower) && lower !== 'content-length' && lower !== 'host') trailers.push(name, text(raw[i + 1]))
  }
  return trailers
}

/** Field values are bytes; latin1 keeps each of them as it is. */
function text(part: Buffer | string | undefined): string {
  return typeof part === 'string' ? part : (part?.toString('latin1') ?? '')
}
