import { RotatingBloom } from '../sketch/rotating-bloom.js'
import { TICKET_LASTS_MS } from './tickets.js'

const BITS = 1 << 21
const HASHES = 6

/**
 * A ticket gets one clearance. Fixed memory: one in a million or so is taken for used when it is not, at thousands of
 * tickets a minute, and its visitor is challenged anew.
 */
export class UsedTickets {
  readonly #ids = new RotatingBloom({ bits: BITS, hashes: HASHES, rotateEveryMs: TICKET_LASTS_MS })

  /** Whether this is its first use; it is used from now on. @param id of a ticket that is valid */
  use(id: string, now: number): boolean {
    const key = Number.parseInt(id.slice(0, 13), 16)
    if (this.#ids.has(key, now)) return false
    this.#ids.add(key, now)
    return true
  }

  /** Share (0..1) of the bits that are set. */
  get fillShare(): number {
    return this.#ids.fillShare
  }
}
