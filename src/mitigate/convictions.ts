import { TwoGenerations } from '../traffic/two-generations.js'

/**
 * Challenges within a minute or so that a client leaves unanswered before it is refused, and then dropped: more than a
 * service that watches the site sends, or somebody who reloads in anger.
 */
const REFUSED_AFTER = 40
const DROPPED_AFTER = 200
/** Of an office in which many are asked at once, most have not answered yet when the first ones do. */
const ANSWER_MAKES_UP_FOR = 20
const MOST_CLIENTS = 65_536
const COUNTS_FOR_MS = 60_000
export const REFUSED_FOR_MS = 600_000

interface Record {
  challenges: number
  since: number
  until: number
  drop: boolean
}

/** Clients that go on asking though they were challenged again and again. Bounded; forgotten after ten minutes. */
export class Convictions {
  readonly #clients = new TwoGenerations<number, Record>(MOST_CLIENTS)
  readonly #mayConvict: () => boolean
  #standUntil = 0

  /** @param mayConvict false where an address does not tell one visitor from another: then nobody is, or stays, convicted */
  constructor(mayConvict: () => boolean = () => true) {
    this.#mayConvict = mayConvict
  }

  /** What a convicted client gets; null for everybody else. */
  of(client: number, now: number): 'refuse' | 'drop' | null {
    if (now >= this.#standUntil) return null
    const record = this.#clients.get(client)
    if (!record || now >= record.until || !this.#mayConvict()) return null
    return record.drop ? 'drop' : 'refuse'
  }

  /** Whether anybody is convicted, or was within the last ten minutes. */
  stand(now: number): boolean {
    return now < this.#standUntil
  }

  /** Clients that are remembered, convicted or not. */
  get size(): number {
    return this.#clients.size
  }

  get most(): number {
    return 2 * MOST_CLIENTS
  }

  /** The client has been challenged and did not answer. */
  challenged(client: number, now: number): void {
    if (!this.#mayConvict()) return
    const known = this.#clients.get(client)
    const record =
      known && now - known.since < COUNTS_FOR_MS ? known : { challenges: 0, since: now, until: 0, drop: false }
    record.challenges++
    if (record.challenges >= REFUSED_AFTER) {
      record.until = now + REFUSED_FOR_MS
      this.#standUntil = record.until
    }
    if (record.challenges >= DROPPED_AFTER) record.drop = true
    if (record !== known) this.#clients.set(client, record)
  }

  /** Somebody at the client has answered a challenge: that makes up for several that were not, and may end a conviction. */
  answered(client: number): void {
    const record = this.#clients.get(client)
    if (!record) return
    record.challenges = Math.max(0, record.challenges - ANSWER_MAKES_UP_FOR)
    if (record.challenges >= REFUSED_AFTER) return
    record.until = 0
    record.drop = false
  }

  /** The convicted client goes on though it was refused. That does not prolong its conviction. */
  refused(client: number): void {
    const record = this.#clients.get(client)
    if (record && ++record.challenges >= DROPPED_AFTER) record.drop = true
  }
}
