import { SeededRandom } from '../../src/drill/seeded-random.js'
import type { SiteAsset, SitePage } from './rehearsed-site.js'
import type { LabelledVisit } from './visit.js'

const MOST_KEPT = 4_000
const MOST_PAGES_COUNTED = 20_000
const MOST_ASSETS = 30
const ASSET = /\.(?:css|js|png|jpe?g|gif|svg|webp|ico|woff2?)(?:\?|$)/i
const FOR_PROGRAMS = /\.(?:txt|xml|json)(?:\?|$)/i

/** What a composer can know of a site by looking at its calm traffic: enough to copy its visitors. */
export interface SiteFacts {
  origin: string
  /** HTTP version of most visits. */
  http: string
  /** Pages by how often people read them, the most read first, with what browsers fetch for them. */
  pages: SitePage[]
  /** A fair sample of what browsers asked for. */
  browserVisits: LabelledVisit[]
  /** A fair sample of addresses. */
  addresses: string[]
}

/**
 * Reads calm traffic once. Bounded whatever comes: samples, and the first 20,000 pages.
 * @throws RangeError when there are no people in it
 */
export function siteFacts(origin: string, calm: Iterable<LabelledVisit>, seed: number): SiteFacts {
  const random = new SeededRandom(seed)
  const browserVisits: LabelledVisit[] = []
  const addresses: string[] = []
  const pages = new Map<string, { page: SitePage; assets: Map<string, SiteAsset>; visits: number }>()
  const versions = new Map<string, number>()
  let seen = 0
  let seenOfBrowsers = 0
  for (const visit of calm) {
    keep(addresses, visit.address, ++seen, random)
    if (visit.group !== 'browser') continue
    keep(browserVisits, visit, ++seenOfBrowsers, random)
    versions.set(visit.http, (versions.get(visit.http) ?? 0) + 1)
    if (visit.method !== 'GET' || visit.status !== 200 || FOR_PROGRAMS.test(visit.target)) continue
    const { target, bytes } = visit
    if (!ASSET.test(target)) {
      const known = pages.get(target)
      if (known) known.visits++
      else if (pages.size < MOST_PAGES_COUNTED) {
        pages.set(target, { page: { target, bytes, assets: [] }, assets: new Map(), visits: 1 })
      }
    } else if (visit.referrer?.startsWith(origin)) {
      const assets = pages.get(visit.referrer.slice(origin.length))?.assets
      if (assets && assets.size < MOST_ASSETS) assets.set(target, { target, bytes })
    }
  }
  if (browserVisits.length === 0) throw new RangeError('The calm traffic has no visit of a browser.')
  const byReaders = [...pages.values()].sort((a, b) => b.visits - a.visits).slice(0, 60)
  return {
    origin,
    http: [...versions].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '1.1',
    pages: byReaders.map(({ page, assets }) => ({ ...page, assets: [...assets.values()] })),
    browserVisits,
    addresses,
  }
}

/** Reservoir sampling (Vitter 1985, algorithm R): each of `seen` has the same chance to be kept. */
function keep<T>(kept: T[], one: T, seen: number, random: SeededRandom): void {
  if (kept.length < MOST_KEPT) kept.push(one)
  else {
    const place = random.integer(seen)
    if (place < MOST_KEPT) kept[place] = one
  }
}
