/**
 * What is measured of a stretch of traffic: shares between 0 and 1, none of them a volume. A newsletter multiplies the
 * visits by ten within a minute and is no attack (Cloudflare, "Training a million models per day", 2024, chose a dozen
 * such ratios for the same reason).
 */
export const RATIOS = [
  'newNetworks',
  'clientsPerVisit',
  'pages',
  'withoutReferrer',
  'withQuery',
  'posts',
  'topRoute',
  'unseenRoute',
  'unseenQuery',
  'unseenUserAgent',
  'failed',
] as const

export type Ratio = (typeof RATIOS)[number]

export interface RatioVisit {
  networkIsNew: boolean
  page: boolean
  referrer: boolean
  query: boolean
  post: boolean
  failed: boolean
  unseenRoute: boolean
  unseenQuery: boolean
  unseenUserAgent: boolean
  /** Keyed hash of the client, and the route's value id. */
  client: number
  route: number
}

const MOST_TRACKED = 4096

/** Counts one stretch of traffic. Bounded: of clients and routes it follows the first few thousand. */
export class RatioWindow {
  visits = 0
  readonly #sums = new Float64Array(RATIOS.length)
  readonly #clients = new Set<number>()
  readonly #routes = new Map<number, number>()
  #topRoute = 0

  add(visit: RatioVisit): void {
    this.visits++
    const sums = this.#sums
    sums[0] = (sums[0] ?? 0) + Number(visit.networkIsNew)
    sums[2] = (sums[2] ?? 0) + Number(visit.page)
    sums[3] = (sums[3] ?? 0) + Number(!visit.referrer)
    sums[4] = (sums[4] ?? 0) + Number(visit.query)
    sums[5] = (sums[5] ?? 0) + Number(visit.post)
    sums[7] = (sums[7] ?? 0) + Number(visit.unseenRoute)
    sums[8] = (sums[8] ?? 0) + Number(visit.unseenQuery)
    sums[9] = (sums[9] ?? 0) + Number(visit.unseenUserAgent)
    sums[10] = (sums[10] ?? 0) + Number(visit.failed)
    if (this.#clients.size < MOST_TRACKED) this.#clients.add(visit.client)
    const onRoute = this.#routes.get(visit.route)
    if (onRoute === undefined && this.#routes.size >= MOST_TRACKED) return
    this.#routes.set(visit.route, (onRoute ?? 0) + 1)
    this.#topRoute = Math.max(this.#topRoute, (onRoute ?? 0) + 1)
  }

  /** One share for each of `RATIOS`, in their order. */
  shares(): Float64Array {
    const visits = Math.max(1, this.visits)
    const shares = this.#sums.map((sum) => sum / visits)
    shares[1] = this.#clients.size / Math.min(visits, MOST_TRACKED)
    shares[6] = this.#topRoute / visits
    return shares
  }
}
