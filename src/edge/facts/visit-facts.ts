import type { Config } from '../../config/config.js'
import type { LimitedLogger } from '../../config/logger.js'
import type { Exchange } from '../exchange.js'
import { CrawlerCheck } from './crawler-check.js'
import { GeoOfClients } from './geo-of-clients.js'

/** What is known of a visit beyond what it says. null: not known. */
export interface Facts {
  /** JA4 of the visitor's TLS: `t13d1516h2_8daaf6152771_b186095e22b6`. */
  tls: string | null
  /** Autonomous system: `AS 64500`. */
  as: string | null
  /** Two letters of ISO 3166: `IE`. */
  country: string | null
  /** `verified Googlebot`, `declared Slackbot`, `pretender Bingbot`, `declared crawler`, `none`. */
  crawler: string | null
}

type FactsConfig = Pick<Config, 'geo' | 'crawlers'>

/** Finds out about visits without keeping anybody waiting: what is not known yet is said to be unknown. */
export class VisitFacts {
  readonly #geo: GeoOfClients
  readonly #crawlers: CrawlerCheck

  /** Reads nothing yet: see `renew`. */
  constructor({ geo, crawlers }: FactsConfig, log: LimitedLogger, now: () => number) {
    this.#geo = new GeoOfClients(geo, log)
    this.#crawlers = new CrawlerCheck(crawlers, log, now)
  }

  /** Takes on a configuration that was read again, and reads its files. */
  configure({ geo, crawlers }: FactsConfig): void {
    this.#geo.configure(geo)
    this.#crawlers.configure(crawlers)
    void this.renew()
  }

  /** Reads the tables and lists that have changed. Call it at the start and every few seconds. Never rejects. */
  async renew(): Promise<void> {
    await Promise.all([this.#geo.renew(), this.#crawlers.renew()])
  }

  /** Of a visit that went through the stage identify. Takes microseconds. */
  of({ request, client, connection }: Exchange): Facts {
    // Behind a proxy, TLS is the proxy's.
    const direct = client === connection.peer
    const { as, country } = this.#geo.of(client)
    const { headers } = request
    const passedOn = direct && (headers['x-forwarded-for'] ?? headers.forwarded ?? headers.via) !== undefined
    const crawler = this.#crawlers.of({ userAgent: headers['user-agent'], address: client.address, passedOn })
    return { tls: direct ? connection.tls : null, as, country, crawler }
  }

  /** What of its bounds is used. */
  get use(): Record<'clients' | 'addresses' | 'questions', { used: number; bound: number }> {
    return { clients: this.#geo.clients, ...this.#crawlers.use }
  }

  /** Resolves when what has been asked of DNS so far is answered. */
  async settled(): Promise<void> {
    await this.#crawlers.settled()
  }

  close(): void {
    this.#crawlers.close()
  }
}
