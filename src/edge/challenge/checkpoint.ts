import { type ClearanceCheck, type Clearances, createClearances } from '../../challenge/clearances.js'
import { ClearedClients } from '../../challenge/cleared-clients.js'
import type { Demand, Evidence } from '../../challenge/evidence.js'
import { type Partner, partnerOf } from '../../challenge/partners.js'
import { createTickets, TICKET_LASTS_MS, type TicketCheck, type Tickets } from '../../challenge/tickets.js'
import { UsedTickets } from '../../challenge/used-tickets.js'
import { createWork, type Work } from '../../challenge/work.js'
import { MOST_CLEARED } from '../../link/messages.js'
import type { KeyedHash } from '../../sketch/keyed-hash.js'
import { derivedKey } from '../derived-key.js'
import type { Exchange } from '../exchange.js'
import { cookieValue } from '../headers/cookie-value.js'
import { BrowserClass } from './browser-class.js'
import { ChallengePages } from './challenge-pages.js'
import { CLEARANCE_COOKIE, CLEARANCE_HEADER, clearanceCookie, TICKET_COOKIE, ticketCookie } from './cookies.js'
import { Moves } from './moves.js'

/** Clearances of one address are counted by so many budgets of origin time, however many challenges it passes. */
const BUDGETS_PER_CLIENT = 16
const PARTNER_HEADER = 'holdfast-partner'

/** A ticket that is good and has not been used. */
export type GoodTicket = Extract<TicketCheck, { kind: 'valid' }>

/** What an edge needs to give challenges, to judge answers, and to know again who has passed. All of it is bounded. */
export class Checkpoint {
  readonly pages = new ChallengePages()
  readonly work: Work
  readonly cleared = new ClearedClients()
  readonly clearances: Clearances
  readonly used = new UsedTickets()
  readonly #tickets: Tickets
  readonly #moves = new Moves()
  readonly #browsers: BrowserClass
  readonly #hash: KeyedHash
  readonly #now: () => number
  #partners: ReadonlyMap<string, Partner>
  #newlyCleared = new Map<number, Evidence>()

  /** @param secret the same on every edge, and after a restart */
  constructor(secret: Uint8Array, hash: KeyedHash, partners: readonly Partner[], now: () => number) {
    this.clearances = createClearances({ secret: derivedKey(secret, 'clearances') })
    this.#tickets = createTickets({ secret: derivedKey(secret, 'tickets') })
    this.work = createWork({ secret: derivedKey(secret, 'work') })
    this.#browsers = new BrowserClass(hash.string)
    this.#hash = hash
    this.#partners = byName(partners)
    this.#now = now
  }

  configure(partners: readonly Partner[]): void {
    this.#partners = byName(partners)
  }

  /** The partner whose signature a request carries; null for all others. */
  partnerOf(visit: Exchange): string | null {
    const header = visit.request.headers[PARTNER_HEADER]
    if (typeof header !== 'string' || this.#partners.size === 0) return null
    return partnerOf(header, this.#partners, this.#now())
  }

  /** The clearance that a request carries: in a cookie, or as programs send it. Looked at once. */
  clearanceOf(visit: Exchange): ClearanceCheck {
    if (visit.clearance) return visit.clearance
    const { headers } = visit.request
    const header = headers[CLEARANCE_HEADER]
    const token = typeof header === 'string' ? header : cookieValue(headers.cookie, CLEARANCE_COOKIE)
    visit.clearance = token ? this.clearances.check(token, this.#holder(visit), this.#now()) : { kind: 'none' }
    return visit.clearance
  }

  /** What somebody has shown who refuses cookies, known by address and browser. */
  clearedWithoutCookie(visit: Exchange): Evidence | null {
    return this.cleared.size === 0 ? null : this.cleared.of(this.#withoutCookie(visit), this.#now())
  }

  /** A ticket for a challenge, and the cookie that keeps it. */
  issueTicket(visit: Exchange, demand: Demand): { ticket: string; cookie: string } {
    const ticket = this.#tickets.issue(ticketHolder(visit), demand, this.#now())
    return { ticket, cookie: ticketCookie(ticket, TICKET_LASTS_MS, visit.scheme) }
  }

  checkTicket(visit: Exchange, ticket: string | null | undefined): TicketCheck {
    return this.#tickets.check(ticket ?? undefined, ticketHolder(visit), this.#now())
  }

  /** The ticket in the visitor's cookie. It need not be the one that is answered: several pages may have been opened. */
  heldTicket(visit: Exchange): TicketCheck {
    return this.checkTicket(visit, cookieValue(visit.request.headers.cookie, TICKET_COOKIE))
  }

  /** Marks a ticket as used. @returns false when it was before */
  useTicket({ id }: GoodTicket): boolean {
    return this.used.use(id, this.#now())
  }

  /** A clearance for who has passed. */
  clear(visit: Exchange, evidence: Evidence, ticket: GoodTicket): string {
    return this.clearances.issue(this.#holder(visit), { evidence, id: this.#idFor(visit, ticket) }, this.#now())
  }

  /** The clearance of a visitor whose network has changed, for the new one; null when there is none, or it moves too often. */
  move(visit: Exchange): { clearance: string; evidence: Evidence } | null {
    const held = this.clearanceOf(visit)
    if (held.kind !== 'elsewhere' || !this.#moves.move(held.payer, this.#now())) return null
    const { evidence } = held
    return { evidence, clearance: this.clearances.issue(this.#holder(visit), held, this.#now()) }
  }

  /** The Set-Cookie value of a clearance. */
  cookie(visit: Exchange, clearance: string): string {
    return clearanceCookie(clearance, visit.scheme)
  }

  /** Somebody who refuses cookies has passed. */
  clearWithoutCookie(visit: Exchange, evidence: Evidence): void {
    const client = this.#withoutCookie(visit)
    this.cleared.clear(client, evidence, this.#now())
    if (this.#newlyCleared.size < MOST_CLEARED) this.#newlyCleared.set(client, evidence)
  }

  /** Who refuses cookies and has passed at this edge since the last call. */
  takeCleared(): [client: number, evidence: Evidence][] {
    const taken = [...this.#newlyCleared]
    if (taken.length > 0) this.#newlyCleared = new Map()
    return taken
  }

  /** Who has passed at other edges. */
  hearCleared(clients: readonly (readonly [client: number, evidence: Evidence])[]): void {
    for (const [client, evidence] of clients) this.cleared.clear(client, evidence, this.#now())
  }

  #holder(visit: Exchange) {
    const browser = this.#browsers.of(visit.request.headers['user-agent'])
    return { platform: visit.platform.name, network: visit.client.network, browser }
  }

  #withoutCookie(visit: Exchange): number {
    const client = this.#hash.fold(visit.client.key, this.#browsers.of(visit.request.headers['user-agent']))
    return this.#hash.fold(client, visit.platform.key)
  }

  /** Begins with what the payer is made from: passing more challenges must not mean to have more budgets. */
  #idFor(visit: Exchange, { id }: GoodTicket): string {
    const budget = Number.parseInt(id.slice(-4), 16) % BUDGETS_PER_CLIENT
    const payer = this.#hash.fold(visit.client.key, budget).toString(16).padStart(14, '0')
    return payer + id.slice(payer.length)
  }
}

function ticketHolder(visit: Exchange) {
  return { platform: visit.platform.name, network: visit.client.network }
}

function byName(partners: readonly Partner[]): ReadonlyMap<string, Partner> {
  return new Map(partners.map((partner) => [partner.name, partner]))
}
