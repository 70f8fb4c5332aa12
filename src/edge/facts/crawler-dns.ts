import { Resolver } from 'node:dns/promises'
import { type IpAddress, parseAddress } from '../../traffic/address.js'
import type { Crawler } from '../../traffic/crawler-names.js'
import { TwoGenerations } from '../../traffic/two-generations.js'
import { type Confirmation, forwardConfirmed, isPublic } from './forward-confirmed.js'

/** `unknown` also while the answer is on its way, and where DNS did not answer. */
export type DnsVerdict = 'verified' | 'refuted' | 'unknown'

interface Known {
  verdict: DnsVerdict
  /** Milliseconds of the edge's clock. */
  until: number
}

const VERIFIED_MS = 24 * 3_600_000
const REFUTED_MS = 3_600_000
const UNKNOWN_MS = 60_000
/** Who is verified has a place of its own, so that a flood of pretenders does not push it out. */
const MOST_VERIFIED = 2_048
const MOST_OTHERS = 8_192
const MOST_AT_ONCE = 32
/** A flood of pretenders may not become a flood on the name server. */
const MOST_A_SECOND = 50
const ANSWER_MS = 2_000
const TRIES = 2

/** The example in Google's own documentation: a name server that cannot confirm this one is not believed when it denies. */
const EXAMPLE = { address: '66.249.66.1', domains: ['googlebot.com'] }

/** Asks DNS whether addresses belong to the crawlers that they say they are. Answers at once with what is known so far. */
export class CrawlerDns {
  readonly #now: () => number
  readonly #resolver: Resolver
  readonly #verified = new TwoGenerations<string, Known>(MOST_VERIFIED)
  readonly #others = new TwoGenerations<string, Known>(MOST_OTHERS)
  readonly #asking = new Map<string, Promise<void>>()
  /** It has confirmed somebody: its "no" counts from then on. */
  #proven = false
  #proving: Promise<void> | null = null
  #provenAsked = Number.NEGATIVE_INFINITY
  #second = 0
  #asked = 0

  /** @param server address and port; the system's when absent */
  constructor(server: string | undefined, now: () => number) {
    this.#now = now
    this.#resolver = new Resolver({ timeout: ANSWER_MS, tries: TRIES })
    if (server !== undefined) this.#resolver.setServers([server])
  }

  /** What is known of the claim of an address to be this crawler; asks when nothing is. */
  verdict(crawler: Crawler, address: IpAddress): DnsVerdict {
    const { domains } = crawler
    if (domains === undefined) return 'unknown'
    const key = `${crawler.name} ${address.text}`
    const known = this.#verified.get(key) ?? this.#others.get(key)
    if (known && this.#now() < known.until) return known.verdict
    if (!this.#asking.has(key) && isPublic(address) && this.#mayAsk()) {
      const asking = this.#ask(key, crawler, address, domains).finally(() => this.#asking.delete(key))
      this.#asking.set(key, asking)
    }
    // Until the new answer is there, the old one holds; a refusal does not, since it would hurt.
    return known?.verdict === 'verified' && this.#asking.has(key) ? 'verified' : 'unknown'
  }

  get addresses(): { used: number; bound: number } {
    return { used: this.#verified.size + this.#others.size, bound: 2 * (MOST_VERIFIED + MOST_OTHERS) }
  }

  get questions(): { used: number; bound: number } {
    return { used: this.#asking.size, bound: MOST_AT_ONCE }
  }

  /** Resolves when what has been asked so far is answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#asking.values())
  }

  /** Gives up what is on its way. */
  close(): void {
    this.#resolver.cancel()
  }

  #mayAsk(): boolean {
    if (this.#asking.size >= MOST_AT_ONCE) return false
    const second = Math.floor(this.#now() / 1_000)
    if (second !== this.#second) {
      this.#second = second
      this.#asked = 0
    }
    return this.#asked++ < MOST_A_SECOND
  }

  async #ask(key: string, crawler: Crawler, address: IpAddress, domains: readonly string[]): Promise<void> {
    const confirmation = await forwardConfirmed(this.#resolver, address, domains)
    if (confirmation === 'confirmed') this.#proven = true
    else if (confirmation !== 'unanswered' && crawler.strict) await this.#prove()
    const verdict = this.#verdictOf(confirmation, crawler)
    const forMs = { verified: VERIFIED_MS, refuted: REFUTED_MS, unknown: UNKNOWN_MS }[verdict]
    const place = verdict === 'verified' || this.#verified.get(key) ? this.#verified : this.#others
    place.set(key, { verdict, until: this.#now() + forMs })
  }

  #verdictOf(confirmation: Confirmation, { strict }: Crawler): DnsVerdict {
    if (confirmation === 'confirmed') return 'verified'
    return confirmation !== 'unanswered' && strict && this.#proven ? 'refuted' : 'unknown'
  }

  /** Looks once a minute at most whether the name server can confirm anybody at all. */
  async #prove(): Promise<void> {
    if (this.#proven) return
    if (!this.#proving) {
      if (this.#now() - this.#provenAsked < UNKNOWN_MS) return
      this.#provenAsked = this.#now()
      this.#proving = this.#confirmExample().finally(() => {
        this.#proving = null
      })
    }
    await this.#proving
  }

  async #confirmExample(): Promise<void> {
    const address = parseAddress(EXAMPLE.address)
    if (address && (await forwardConfirmed(this.#resolver, address, EXAMPLE.domains)) === 'confirmed')
      this.#proven = true
  }
}
