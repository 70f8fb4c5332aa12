import { acceptedCodings } from './accepted-codings.js'
import { type RequestHeaders, requestHeader } from './cache-request.js'
import { type FlatHeaders, responseHeader } from './response-headers.js'

/** An origin that varies on more headers than this has no answer worth keeping for others. */
export const MAX_VARY_NAMES = 8
/** Longest variant that is stored or coalesced, in characters: visitors choose these values. */
export const MAX_VARIANT_LENGTH = 1_024

/**
 * The request headers an answer depends on, lower case and sorted; `undefined` for `*`, which nothing
 * matches. Two that origins forget are added: an encoded body depends on Accept-Encoding, and an answer that
 * allows one site by name (Access-Control-Allow-Origin) depends on Origin.
 */
export function varyNames(headers: FlatHeaders): readonly string[] | undefined {
  const names = new Set<string>()
  for (const part of responseHeader(headers, 'vary')?.split(',') ?? []) {
    const name = part.trim().toLowerCase()
    if (name === '*') return undefined
    if (name !== '') names.add(name)
  }
  if (responseHeader(headers, 'content-encoding') !== undefined) names.add('accept-encoding')
  if ((responseHeader(headers, 'access-control-allow-origin') ?? '*') !== '*') names.add('origin')
  return [...names].sort()
}

/**
 * What a request says in the headers `names`: two requests with the same variant may share an answer. An absent
 * header matches only an absent one (RFC 9111 section 4.1). Empty when nothing varies.
 */
export function variantOf(names: readonly string[], headers: RequestHeaders): string {
  if (names.length === 0) return ''
  let variant = ''
  for (const name of names) {
    const value = requestHeader(headers, name)
    variant += value === undefined ? '-\n' : `=${normalised(name, value)}\n`
  }
  return variant
}

/** Rewrites that keep the meaning (RFC 9111 section 4.1), so that spelling does not multiply variants. */
function normalised(name: string, value: string): string {
  if (name === 'accept-encoding') return acceptedCodings(value)
  if (name === 'accept-language') return value.toLowerCase().replaceAll(/\s+/g, '')
  return value.trim()
}

/** Both lists in one, sorted. */
export function unionOf(left: readonly string[], right: readonly string[]): readonly string[] {
  return right.every((name) => left.includes(name)) ? left : [...new Set([...left, ...right])].sort()
}
