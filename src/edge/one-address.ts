import { ONE_ADDRESS_SHARE } from '../baseline/baseline.js'
import { SpaceSaving } from '../sketch/space-saving.js'

const MOST_CLIENTS = 64
/** Of fewer visits nothing can be told. */
const LEAST_VISITS = 500
/** From so many on, what came before counts half. */
const MOST_VISITS = 10_000

/**
 * Whether visits seem to come from one address: then a proxy stands in front that is not named in trustedProxies, and
 * no address may be held to account. Counted in calm times; a flood from one address is not what is looked for.
 */
export class OneAddress {
  readonly #counts = new SpaceSaving(MOST_CLIENTS)
  #visits = 0
  #share = 0

  /** @param clients keyed 32-bit hashes of the addresses of some visits, one each */
  count(clients: Int32Array, calm: boolean): void {
    // An edge that was started in the middle of a flood has nothing else to go by.
    if (clients.length === 0 || (!calm && this.#visits >= LEAST_VISITS)) return
    for (const client of clients) this.#counts.add(client >>> 0, 1, NO_LABEL)
    this.#visits += clients.length
    if (this.#visits > MOST_VISITS) {
      this.#counts.decay(0.5)
      this.#visits /= 2
    }
    let most = 0
    this.#counts.eachCertain((certain) => {
      most = Math.max(most, certain)
    })
    this.#share = most / this.#visits
  }

  /** Share (0..1) of the visits that came from the address that came most; 0 while that cannot be told. */
  get share(): number {
    return this.#visits < LEAST_VISITS ? 0 : Math.min(1, this.#share)
  }

  /** An address tells one visitor from another, as far as has been seen. */
  get tellsApart(): boolean {
    return this.#visits >= LEAST_VISITS && this.#share <= ONE_ADDRESS_SHARE
  }
}

const NO_LABEL = () => ''
