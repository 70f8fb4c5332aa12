import type { GeoConfig } from '../../config/config.js'
import type { LimitedLogger } from '../../config/logger.js'
import type { Client } from '../../traffic/client.js'
import { type Geo, GeoTable } from '../../traffic/geo-table.js'
import { TwoGenerations } from '../../traffic/two-generations.js'
import { KeptFile } from './kept-file.js'

/** A look-up costs some microseconds, and a client comes back. */
const MOST_CLIENTS = 8_192

const NOWHERE: Geo = { as: null, country: null }

/** Autonomous system and country of clients, out of the tables that the operator gives. */
export class GeoOfClients {
  readonly #log: LimitedLogger
  #as: KeptFile<GeoTable> | null = null
  #country: KeptFile<GeoTable> | null = null
  /** By the client's key. A client is one host or one home, which is in one place. */
  #known = new TwoGenerations<number, Geo>(MOST_CLIENTS)

  constructor(config: GeoConfig, log: LimitedLogger) {
    this.#log = log
    this.configure(config)
  }

  /** What is at the same path as before stays; the rest is there after the next `renew`. */
  configure({ as, country }: GeoConfig): void {
    const before = [this.#as, this.#country]
    const fileOf = (path: string | undefined): KeptFile<GeoTable> | null => {
      if (path === undefined) return null
      const known = before.find((file) => file?.path === path)
      return known ?? new KeptFile(path, (bytes) => new GeoTable(bytes), this.#log)
    }
    this.#as = fileOf(as)
    this.#country = as === country ? this.#as : fileOf(country)
    this.#forget()
  }

  async renew(): Promise<void> {
    const files = new Set([this.#as, this.#country])
    const changed = await Promise.all([...files].map((file) => file?.renew()))
    if (changed.includes(true)) this.#forget()
  }

  of(client: Client): Geo {
    const [as, country] = [this.#as?.value, this.#country?.value]
    if (!as && !country) return NOWHERE
    const known = this.#known.get(client.key)
    if (known) return known
    const geo = { as: as?.find(client.address).as ?? null, country: country?.find(client.address).country ?? null }
    this.#known.set(client.key, geo)
    return geo
  }

  get clients(): { used: number; bound: number } {
    return { used: this.#known.size, bound: 2 * MOST_CLIENTS }
  }

  #forget(): void {
    this.#known = new TwoGenerations(MOST_CLIENTS)
  }
}
