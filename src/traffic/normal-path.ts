const UNRESERVED = /^[A-Za-z0-9\-._~]$/

/**
 * The path as the origin will most likely understand it, for matching only: percent-encoded unreserved characters
 * decoded, `.` and `..` and empty segments resolved (RFC 3986, 5.2.4 and 6.2.2), so that `//search`, `/x/../search`
 * and `/%73earch` do not dodge what is said of `/search`. What is forwarded stays as the visitor wrote it.
 */
export function normalPath(path: string): string {
  if (!path.includes('%') && !path.includes('/.') && !path.includes('//')) return path
  const decoded = path.replace(/%([0-9A-Fa-f]{2})?/g, (whole, hex: string | undefined) => {
    // Alone it encodes nothing. It must not come to stand before digits that were decoded: `%%34%31` is not `%41`.
    if (hex === undefined) return '%25'
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(character) ? character : whole.toUpperCase()
  })
  const kept: string[] = []
  const segments = decoded.split('/')
  for (const segment of segments) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  const last = segments.at(-1)
  const slash = kept.length > 0 && (last === '' || last === '.' || last === '..') ? '/' : ''
  return `/${kept.join('/')}${slash}`
}
