import { acceptedCodings } from './accepted-codings.js'
import type { CacheEntry } from './cache-entry.js'
import { type FlatHeaders, headerPairs } from './response-headers.js'

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
 * @param headers what would be sent otherwise, `[name, value, …]`
 * @param revalidated the entry to be confirmed, if there is one: its validators are sent
 * @param options.anonymous leaves out Cookie too, for a fetch in the background that no visitor waits for
 */
export function fillRequestHeaders(
  headers: FlatHeaders,
  revalidated?: CacheEntry,
  { anonymous = false }: { anonymous?: boolean } = {},
): string[] {
  const sent: string[] = []
  for (const [name, value] of headerPairs(headers)) {
    const lower = name.toLowerCase()
    if (LEFT_OUT.has(lower) || (anonymous && lower === 'cookie')) continue
    sent.push(name, lower === 'accept-encoding' ? acceptedCodings(value) || 'identity' : value)
  }
  for (const [name, value] of Object.entries(revalidated?.conditionalHeaders() ?? {})) sent.push(name, value)
  return sent
}
