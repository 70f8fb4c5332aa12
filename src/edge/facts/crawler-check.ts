import type { CrawlersConfig } from '../../config/config.js'
import type { LimitedLogger } from '../../config/logger.js'
import type { IpAddress } from '../../traffic/address.js'
import { CidrSet } from '../../traffic/cidr-set.js'
import { type Crawler, claimedCrawler } from '../../traffic/crawler-names.js'
import { crawlerRanges } from '../../traffic/crawler-ranges.js'
import { TwoGenerations } from '../../traffic/two-generations.js'
import { userAgentFamily } from '../../traffic/user-agent-family.js'
import { CrawlerDns } from './crawler-dns.js'
import { KeptFile } from './kept-file.js'

/** Who asks, and what it says of itself. */
export interface Claimant {
  /** The User-Agent field; undefined without one. */
  userAgent: string | undefined
  address: IpAddress
  /** The request says that it was passed on for somebody else, so that the address tells nothing against it. */
  passedOn: boolean
}

const MOST_USER_AGENTS = 2_048
const LONGEST_USER_AGENT = 512
const NONE = 'none'

/**
 * Tells crawlers from those who only use their names: `verified NAME`, `declared NAME` (cannot be verified, or is not yet),
 * `pretender NAME` (its operator documents how it is known, and this is somebody else) or `none`. A crawler of no known name
 * is `declared crawler` or `declared mail-proxy`.
 *
 * A wrong `pretender` costs a site its place in a search engine, so that it takes a name server that answers, has been seen
 * to be right, and says no. A list of ranges only ever speaks for an address: it may be old.
 */
export class CrawlerCheck {
  readonly #now: () => number
  readonly #log: LimitedLogger
  readonly #claims = new TwoGenerations<string, Crawler | string>(MOST_USER_AGENTS)
  #config: CrawlersConfig
  #lists: { crawler: string; file: KeptFile<CidrSet> }[] = []
  #dns: CrawlerDns | null

  constructor(config: CrawlersConfig, log: LimitedLogger, now: () => number) {
    this.#now = now
    this.#log = log
    this.#config = config
    this.#dns = this.#newDns(config)
    this.#lists = this.#listsOf(config)
  }

  configure(config: CrawlersConfig): void {
    const { dns, resolver } = this.#config
    if (config.dns !== dns || config.resolver !== resolver) {
      this.#dns?.close()
      this.#dns = this.#newDns(config)
    }
    this.#lists = this.#listsOf(config)
    this.#config = config
  }

  async renew(): Promise<void> {
    await Promise.all(this.#lists.map(({ file }) => file.renew()))
  }

  of({ userAgent, address, passedOn }: Claimant): string {
    const claim = this.#claimOf(userAgent ?? '')
    if (typeof claim === 'string') return claim
    const { name } = claim
    if (this.#lists.some(({ crawler, file }) => crawler === name && file.value?.has(address))) return `verified ${name}`
    const verdict = this.#dns?.verdict(claim, address)
    if (verdict === 'verified') return `verified ${name}`
    return verdict === 'refuted' && !passedOn ? `pretender ${name}` : `declared ${name}`
  }

  /** What of its bounds is used: addresses of which an answer is kept, and questions on their way. */
  get use(): Record<'addresses' | 'questions', { used: number; bound: number }> {
    const none = { used: 0, bound: 0 }
    return { addresses: this.#dns?.addresses ?? none, questions: this.#dns?.questions ?? none }
  }

  /** Resolves when what has been asked of DNS so far is answered. */
  async settled(): Promise<void> {
    await this.#dns?.settled()
  }

  close(): void {
    this.#dns?.close()
  }

  #claimOf(userAgent: string): Crawler | string {
    if (userAgent.length > LONGEST_USER_AGENT) return claimOf(userAgent.slice(0, LONGEST_USER_AGENT))
    const known = this.#claims.get(userAgent)
    if (known !== undefined) return known
    const claim = claimOf(userAgent)
    this.#claims.set(userAgent, claim)
    return claim
  }

  #newDns({ dns, resolver }: CrawlersConfig): CrawlerDns | null {
    return dns ? new CrawlerDns(resolver, this.#now) : null
  }

  #listsOf({ ranges }: CrawlersConfig): { crawler: string; file: KeptFile<CidrSet> }[] {
    return ranges.map(({ crawler, file }) => {
      const known = this.#lists.find((list) => list.file.path === file)
      return { crawler, file: known?.file ?? new KeptFile(file, readList, this.#log) }
    })
  }
}

function readList(bytes: Buffer): CidrSet {
  return new CidrSet(crawlerRanges(bytes.toString('utf8')))
}

function claimOf(userAgent: string): Crawler | string {
  const crawler = claimedCrawler(userAgent)
  if (crawler) return crawler
  const { declares } = userAgentFamily(userAgent)
  return declares === null ? NONE : `declared ${declares}`
}
