/**
 * A link as RFC 8288 writes it, of visible characters only; parameters with or without quotes. Node throws at some that
 * the RFC allows, with spaces within quotes or around `=`, so those are none here.
 */
const LINK = /^<[^<>"\s]+>(?:\s*;\s*[!#$%&'*+.^_`|~\w-]+(?:=(?:"[^"\\\s;]*"|[^\s"<>;,]+))?)*$/
const VISIBLE = /^[\t\x20-\x7e]*$/
/** Commas within quotes or angle brackets belong to a link. */
const ONE_OF_LIST = /(?:<[^<>]*>|"[^"]*"|[^,<"])+/g

const MOST_LINKS = 32
const MOST_CHARACTERS = 8 * 1024

/**
 * The single links of all Link fields, those left out that are malformed or more than a browser would use: at most 32
 * of together 8 KiB.
 * @param headers flat array [name, value, …]
 */
export function linkValues(headers: readonly string[]): string[] {
  const links: string[] = []
  let characters = 0
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const value = headers[i + 1] as string
    if (headers[i]?.toLowerCase() !== 'link' || value.length > MOST_CHARACTERS || !VISIBLE.test(value)) continue
    for (const [part] of value.matchAll(ONE_OF_LIST)) {
      const link = part.trim()
      characters += link.length
      if (links.length === MOST_LINKS || characters > MOST_CHARACTERS) return links
      if (LINK.test(link)) links.push(link)
    }
  }
  return links
}
