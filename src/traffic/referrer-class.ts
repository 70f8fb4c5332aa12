const SEARCH = /(^|\.)(google|bing|duckduckgo|yahoo|ecosia|qwant|baidu|yandex|startpage|brave)\./
const LONGEST_HOST = 100

/**
 * Where a visit says that it comes from: `none`, `own` (a page of the site), `search`, the name of another site, or
 * `odd` for what no browser sends.
 * @param ownHosts the site's own names, in lower case
 */
export function referrerClass(referrer: string, ownHosts: ReadonlySet<string>): string {
  if (referrer === '' || referrer === '-') return 'none'
  const scheme = referrer.indexOf('://')
  if (scheme < 0) return 'odd'
  if (referrer.startsWith('android-app://')) return 'app'
  const from = scheme + 3
  let end = from
  while (end < referrer.length) {
    const code = referrer.charCodeAt(end)
    if (code === 47 || code === 63 || code === 35 || code === 58) break
    end++
  }
  const host = referrer.slice(from, end).toLowerCase()
  if (host === '' || host.length > LONGEST_HOST) return 'odd'
  if (ownHosts.has(host)) return 'own'
  return SEARCH.test(host) ? 'search' : host
}
