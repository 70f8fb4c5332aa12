const TAG = /<(a|link|script|img|source)\b([^>]{0,2000})>/gi
const MOST_PER_PAGE = 200

export interface PageLinks {
  /** Paths that `<a href>` leads to on the same site, each once, in order. */
  pages: string[]
  /** Paths of what a browser fetches to show the page: styles, scripts, images. */
  assets: string[]
}

/** Finds the links of a page as far as a rehearsal needs them; not an HTML parser. */
export function pageLinks(html: string, pagePath: string): PageLinks {
  const pages = new Set<string>()
  const assets = new Set<string>()
  for (const [, tag = '', attributes = ''] of html.matchAll(TAG)) {
    if (pages.size + assets.size >= MOST_PER_PAGE) break
    const name = tag.toLowerCase()
    const reference = attribute(attributes, name === 'a' || name === 'link' ? 'href' : 'src')
    const path = reference === null ? null : pathOnSite(reference, pagePath)
    if (path === null) continue
    if (name === 'a') pages.add(path)
    else if (name !== 'link' || isFetched(attribute(attributes, 'rel') ?? '')) {
      if (name !== 'img' || attribute(attributes, 'loading') !== 'lazy') assets.add(path)
    }
  }
  return { pages: [...pages], assets: [...assets] }
}

/** @returns null for another site, another scheme, or what could break a request line. */
export function pathOnSite(reference: string, pagePath: string): string | null {
  const base = 'http://site.invalid'
  const decoded = reference.trim().replaceAll('&amp;', '&')
  if (!URL.canParse(decoded, base + pagePath)) return null
  const url = new URL(decoded, base + pagePath)
  return url.origin === base ? url.pathname + url.search : null
}

function attribute(attributes: string, name: string): string | null {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes)
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null
}

function isFetched(rel: string): boolean {
  return /\b(stylesheet|icon|preload|modulepreload|manifest)\b/i.test(rel)
}
