/** Longer, and written into an address a second time, it would not fit into the headers of the next request. */
const LONGEST = 3_000
const OWN = '/.well-known/holdfast/'

/**
 * Where a visitor goes on to, out of what an address says: a path of this site and its query, or `/`. Browsers take
 * `//host` and `/\host` for another site, and leave out tabs and line breaks before they look.
 */
export function whereTo(said: string | null): string {
  const isOurs =
    said !== null && said.length <= LONGEST && /^\/(?![/\\])[\x21-\x7e]*$/.test(said) && !said.startsWith(OWN)
  return isOurs ? said : '/'
}

/** What a request asked for, in the form that `whereTo` takes: without the query where it would be too long. */
export function askedFor(path: string, query: string): string {
  const [asciiPath, asciiQuery] = [ascii(path), ascii(query)]
  const whole = asciiQuery === '' ? asciiPath : `${asciiPath}?${asciiQuery}`
  return whereTo(whole.length <= LONGEST ? whole : asciiPath)
}

/** The bytes of a request's target are read as Latin-1; an address may have those above ASCII only as %XX. */
function ascii(target: string): string {
  return target.replaceAll(/[^\x21-\x7e]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
