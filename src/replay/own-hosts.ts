import type { LogEntry } from '../traffic/access-log/log-entry.js'

/** A host that so many of the referrers name is the site itself. */
const OWN_SHARE = 0.1
const LEAST_REFERRERS = 20

/**
 * The site's own names, from the referrers of its visitors: most visits that come from a page come from a page of the
 * site. Names that differ in `www.` or `m.` alone belong together.
 */
export function ownHosts(entries: readonly LogEntry[]): Set<string> {
  const counts = new Map<string, number>()
  const logged = new Set<string>()
  let referrers = 0
  for (const { referrer, host } of entries) {
    if (host) logged.add(host.toLowerCase())
    const named = /^https?:\/\/([^/?#:]+)/i.exec(referrer ?? '')?.[1]?.toLowerCase()
    if (!named) continue
    referrers++
    counts.set(named, (counts.get(named) ?? 0) + 1)
  }
  const own = new Set(logged)
  if (referrers < LEAST_REFERRERS) return own
  const sites = new Map<string, number>()
  for (const [host, count] of counts) sites.set(siteOf(host), (sites.get(siteOf(host)) ?? 0) + count)
  for (const host of counts.keys()) if ((sites.get(siteOf(host)) ?? 0) >= OWN_SHARE * referrers) own.add(host)
  return own
}

function siteOf(host: string): string {
  return host.replace(/^(www\d?|m|mobile|amp)\./, '')
}
