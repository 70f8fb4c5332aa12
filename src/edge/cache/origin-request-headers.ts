import type { CacheEntry } from './cache-entry.js'
import { type RequestHeaders, requestHeader } from './cache-request.js'
import { acceptedCodings } from './vary.js'

/**
 * What must not reach the origin with a request whose answer may become everybody's. A visitor's conditions would
 * bring back a 304 that nobody else can use; a visitor's Cache-Control would pass the caches behind us.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'cache-control',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'pragma',
])

/**
 * The headers to ask the origin with when the answer may be stored (`use.store` is not `none`). Accept-Encoding is
 * put into the one spelling that variants are told apart by.
 *
 * @param revalidated the entry to be confirmed, if there is one: its validators are sent
 * @param options.anonymous leaves out Cookie too, for a fetch in the background that no visitor waits for
 */
export function originRequestHeaders(
  headers: RequestHeaders,
  revalidated?: CacheEntry,
  { anonymous = false }: { anonymous?: boolean } = {},
): Record<string, string | readonly string[]> {
  const sent: Record<string, string | readonly string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || LEFT_OUT.has(name) || (anonymous && name === 'cookie')) continue
    sent[name] = value
  }
  const acceptEncoding = requestHeader(headers, 'accept-encoding')
  if (acceptEncoding !== undefined) sent['accept-encoding'] = acceptedCodings(acceptEncoding) || 'identity'
  return Object.assign(sent, revalidated?.conditionalHeaders())
}
