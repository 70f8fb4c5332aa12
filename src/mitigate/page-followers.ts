import { RotatingBloom } from '../sketch/rotating-bloom.js'

/** Browsers have asked for a page's files within this time. */
const FOLLOWS_AFTER_MS = 1_000
const REMEMBERED_MS = 60_000
/** Pages of which fewer than this share of the usual one were followed by their files were not opened by browsers. */
const UNLIKE_BROWSERS = 0.3
const FEW_FOLLOWED = 0.05
/** Of so few pages, or of a group of visits that are hardly ever pages, nothing can be told. Apps fetch no files either. */
const LEAST_PAGES = 8
const LEAST_PAGE_SHARE = 0.1

/** A visit of a group that is looked at. */
export interface GroupVisit {
  page: boolean
  client: number
  at: number
}

/** Who asks for the files of pages: browsers do, flooding programs hardly ever. Bounded; forgets after a minute or two. */
export class PageFollowers {
  readonly #clients = new RotatingBloom({ bits: 2 ** 21, hashes: 3, rotateEveryMs: REMEMBERED_MS })
  readonly #usualShare: number

  /** @param usualShare share (0..1) of page views that are followed by a file of the page, on ordinary days */
  constructor(usualShare: number) {
    this.#usualShare = usualShare
  }

  /** The client has asked for a file. */
  add(client: number, now: number): void {
    this.#clients.add(client, now)
  }

  has(client: number, now: number): boolean {
    return this.#clients.has(client, now)
  }

  /** Share (0..1) of the bits that are set. */
  get fillShare(): number {
    return this.#clients.fillShare
  }

  /**
   * Whether hardly any page of the group was followed by its files, far fewer than on ordinary days.
   * @param afterMs what came later says nothing yet
   */
  lackIn(group: Iterable<GroupVisit>, now: number, afterMs = FOLLOWS_AFTER_MS): boolean {
    let visits = 0
    let pages = 0
    let followed = 0
    for (const { page, client, at } of group) {
      if (at > now - afterMs) continue
      visits++
      if (!page) continue
      pages++
      if (this.has(client, now)) followed++
    }
    if (pages < LEAST_PAGES || pages < LEAST_PAGE_SHARE * visits) return false
    return followed / pages < Math.max(FEW_FOLLOWED, UNLIKE_BROWSERS * this.#usualShare)
  }
}
