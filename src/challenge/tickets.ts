import { randomUUID, timingSafeEqual } from 'node:crypto'
import { DEMANDS, type Demand } from './evidence.js'
import { RotatingSigner } from './rotating-signer.js'

export interface TicketHolder {
  platform: string
  /** Keyed hash of the network that is challenged; a safe integer. */
  network: number
}

export type TicketCheck =
  /** `id` is 32 hexadecimal digits, another one for each ticket. `ageMs` is 0 or more. */
  | { kind: 'valid'; demand: Demand; id: string; ageMs: number }
  | { kind: 'none' }
  /** Not made here, changed, or for another platform or network. */
  | { kind: 'forged' }
  | { kind: 'expired' }

export interface Tickets {
  /** A challenge as it is given out, at most 90 characters, all of them letters, digits, `-` and `_`. */
  issue(holder: TicketHolder, demand: Demand, now: number): string
  check(ticket: string | undefined, holder: TicketHolder, now: number): TicketCheck
}

/** Whoever reads the page first has so long to answer. */
export const TICKET_LASTS_MS = 10 * 60_000
/** The clocks of two edges. */
const AHEAD_MS = 5_000

/** Demand, time in base 36, id, signature. */
const TICKET = /^([0-2])([0-9a-z]{1,9})-([0-9a-f]{32})-([\w-]{43})$/

/**
 * Challenges that were given out are not stored: each is a signed ticket that the visitor brings back with the answer.
 * No flood can fill anything with them.
 * @param options.secret at least 16 bytes, the same on every edge
 */
export function createTickets({ secret }: { secret: Uint8Array }): Tickets {
  const signer = new RotatingSigner(secret, 'ticket')
  // Only the last part can hold a space, so that no two holders make the same text.
  const sign = (fields: string, { network, platform }: TicketHolder, issued: number) =>
    signer.sign(`${fields} ${network} ${platform}`, issued)

  return {
    issue(holder, demand, now) {
      const issued = Math.floor(now)
      const fields = `${DEMANDS.indexOf(demand)}${issued.toString(36)}-${randomUUID().replaceAll('-', '')}`
      return `${fields}-${sign(fields, holder, issued)}`
    },

    check(ticket, holder, now) {
      if (!ticket) return { kind: 'none' }
      const parts = TICKET.exec(ticket)
      if (!parts) return { kind: 'forged' }
      const [, demand = '', time = '', id = '', signature = ''] = parts
      const issued = Number.parseInt(time, 36)
      if (issued > now + AHEAD_MS) return { kind: 'forged' }
      if (now - issued >= TICKET_LASTS_MS) return { kind: 'expired' }
      const expected = sign(ticket.slice(0, -44), holder, issued)
      if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return { kind: 'forged' }
      return {
        kind: 'valid',
        demand: DEMANDS[Number(demand)] ?? 'work',
        id,
        ageMs: Math.max(0, now - issued),
      }
    },
  }
}

/**
 * What the script of a page has to say of its ticket: FNV-1a of its characters (32 bits) in base 36. It proves that a
 * script runs, and no more; the page computes the same.
 */
export function answerTo(ticket: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < ticket.length; i++) hash = Math.imul(hash ^ ticket.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(36)
}
