/** A field name as every HTTP parser lets it through (RFC 9110, 5.6.2), in an order that keeps the regular expression fast. */
const NOT_TOKEN = /[^!#$%&'*+\-.^_`|~0-9A-Za-z]/g
/** What no parser lets through in a value. */
const NOT_VALUE = /[\0\r\n]/g

/**
 * Reads lines of `Name: value` as the flat array that node:http makes of a head it has accepted: names are tokens, values
 * hold no line breaks. What does not fit is left out, so that every input says something.
 */
export function fieldLines(text: string): string[] {
  const flat: string[] = []
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':', 1)
    if (colon < 0) continue
    const name = `${line.startsWith(':') ? ':' : ''}${line.slice(0, colon).replace(NOT_TOKEN, '')}`
    if (name !== '' && name !== ':')
      flat.push(
        name,
        line
          .slice(colon + 1)
          .replace(NOT_VALUE, '')
          .trim(),
      )
  }
  return flat
}

/** All values of a field by its lower-case name, joined as node:http joins them. */
export function fieldValue(flat: readonly string[], lowerName: string): string | undefined {
  const values = flat.filter((_, i) => i % 2 === 1 && flat[i - 1]?.toLowerCase() === lowerName)
  return values.length === 0 ? undefined : values.join(', ')
}
