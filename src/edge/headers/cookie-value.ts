/** The value of the first cookie of that name in a Cookie field, without quotes; null when there is none (RFC 6265, 4.2). */
export function cookieValue(field: string | undefined, name: string): string | null {
  if (field === undefined) return null
  let at = 0
  while (at < field.length) {
    let end = field.indexOf(';', at)
    if (end < 0) end = field.length
    while (field.charCodeAt(at) === 32) at++
    if (field.startsWith(name, at) && field.charCodeAt(at + name.length) === 61) {
      const value = field.slice(at + name.length + 1, end).trim()
      return value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value
    }
    at = end + 1
  }
  return null
}
