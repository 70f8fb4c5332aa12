const hostPattern = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i

/**
 * The address under which the visitor knows this site, for the links that have to be absolute (feeds, sitemap,
 * structured data). It is used for nothing else, as whoever sends the request can choose these headers.
 * @returns for example `https://news.example.org`, without a slash at the end
 */
export function publicOrigin(request: Request): string {
  const url = new URL(request.url)
  const protocol = request.headers.get('x-forwarded-proto')
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host') ?? url.host
  const scheme = protocol === 'https' || protocol === 'http' ? protocol : url.protocol.slice(0, -1)
  return `${scheme}://${host.length <= 255 && hostPattern.test(host) ? host : url.host}`
}
