/**
 * The language to answer a page in: the first that the visitor prefers and we have, else English.
 * @param acceptLanguage the field as the visitor sent it (RFC 9110, 12.5.4)
 * @param has whether there are texts in the language of a tag, which is in lower case
 */
export function pageLanguage(acceptLanguage: string | undefined, has: (tag: string) => boolean): string {
  const field = (acceptLanguage ?? '').slice(0, 200).toLowerCase()
  // Most browsers name the best first and without a weight, and no other can be better (RFC 9110, 12.4.2).
  const comma = field.indexOf(',')
  const first = (comma < 0 ? field : field.slice(0, comma)).trim()
  const best = first.includes(';') ? null : ours(first, has)
  if (best !== null) return best
  const wanted = field
    .split(',')
    .map((range, order) => {
      const [tag = '', ...parameters] = range.trim().split(';')
      const q = Number(
        parameters
          .find((parameter) => parameter.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      )
      return { tag: tag.trim(), q: Number.isFinite(q) ? q : 0, order }
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q || a.order - b.order)
  for (const { tag } of wanted) {
    const language = ours(tag, has)
    if (language !== null) return language
  }
  return 'en'
}

/** The language of ours that a tag stands for: itself or its primary one; null when there is none. */
function ours(tag: string, has: (tag: string) => boolean): string | null {
  if (has(tag)) return tag
  const hyphen = tag.indexOf('-')
  const primary = hyphen < 0 ? tag : tag.slice(0, hyphen)
  return has(primary) ? primary : null
}
