/** What names a stored answer. */
export interface CacheKey {
  key: string
  /** The query to ask the origin with, without `?`. What is stored must be what was asked. */
  query: string
  /** True when parameters were left out, so `query` is not what the visitor sent. */
  reduced: boolean
}

export interface CacheKeyParts {
  /** `http` or `https`, as the visitor came: the redirect from one to the other must not be given to both. */
  scheme: 'http' | 'https'
  host: string
  /** Path as sent, beginning with `/`, without the query. */
  path: string
  /** Query as sent, without `?`; empty for none. */
  query: string
  /** Which parameters stay, by decoded name. All when absent. */
  keep?: ((name: string) => boolean) | undefined
}

/**
 * The key of a URL. Parameters keep their order and spelling: origins may care about either.
 *
 * @example
 * cacheKey({ scheme: 'https', host: 'news.example.org', path: '/', query: 'page=2&x=81723', keep: (n) => n === 'page' })
 * // { key: 'https://news.example.org/?page=2', query: 'page=2', reduced: true }
 */
export function cacheKey({ scheme, host, path, query, keep }: CacheKeyParts): CacheKey {
  const kept = keep === undefined || query === '' ? query : reduceQuery(query, keep)
  const url = `${scheme}://${canonicalHost(host, scheme)}${path}`
  return { key: kept === '' ? url : `${url}?${kept}`, query: kept, reduced: kept !== query }
}

/** The query again with only the parameters whose name `keep` wants; unchanged when it wants them all. */
function reduceQuery(query: string, keep: (name: string) => boolean): string {
  const pairs = query.split('&')
  const kept = pairs.filter((pair) => pair !== '' && keep(parameterName(pair)))
  return kept.length === pairs.length ? query : kept.join('&')
}

/** The decoded name of `name=value`; the raw text where it is not valid percent-encoding. */
export function parameterName(pair: string): string {
  const equals = pair.indexOf('=')
  const raw = equals === -1 ? pair : pair.slice(0, equals)
  if (!raw.includes('%') && !raw.includes('+')) return raw
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '))
  } catch {
    return raw
  }
}

function canonicalHost(host: string, scheme: 'http' | 'https'): string {
  const lower = host.toLowerCase()
  const defaultPort = scheme === 'http' ? ':80' : ':443'
  return lower.endsWith(defaultPort) ? lower.slice(0, -defaultPort.length) : lower
}
