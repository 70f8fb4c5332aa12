/** Longer fields than this are no browser's; what is beyond is not looked at. */
const LONGEST = 200
/** RFC 5646, 4.4.1. */
const LONGEST_ITEM = 35
const ITEM = /^(?:[a-z0-9-]+|\*)$/

/**
 * A list of languages or codings with weights (RFC 9110, 12.4.2) in one form for all ways of writing it:
 * `en-US, en;q=0.9` → `en-us,en`. `none` for nothing, `odd` for what is no such list.
 * @param most items that are kept; more are not told apart
 */
export function listedForm(field: string, most: number): string {
  const text = field.slice(0, LONGEST).trim().toLowerCase()
  if (text === '' || text === '-') return 'none'
  const items: string[] = []
  for (const part of text.split(',')) {
    const semicolon = part.indexOf(';')
    const item = (semicolon < 0 ? part : part.slice(0, semicolon)).trim()
    if (item === '') continue
    if (item.length > LONGEST_ITEM || !ITEM.test(item)) return 'odd'
    items.push(item)
    if (items.length === most) break
  }
  return items.length === 0 ? 'odd' : items.join(',')
}
