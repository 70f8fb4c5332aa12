import { CLEARANCE_LASTS_MS } from '../../challenge/clearances.js'

export const CLEARANCE_COOKIE = 'holdfast-clearance'
export const TICKET_COOKIE = 'holdfast-ticket'
/** As node:http names it. */
export const CLEARANCE_HEADER = 'holdfast-clearance'

type Scheme = 'http' | 'https'

export function clearanceCookie(clearance: string, scheme: Scheme): string {
  return ownCookie(CLEARANCE_COOKIE, clearance, CLEARANCE_LASTS_MS, scheme)
}

export function ticketCookie(ticket: string, lastsMs: number, scheme: Scheme): string {
  return ownCookie(TICKET_COOKIE, ticket, lastsMs, scheme)
}

function ownCookie(name: string, value: string, lastsMs: number, scheme: Scheme): string {
  const secure = scheme === 'https' ? '; Secure' : ''
  return `${name}=${value}; Path=/; Max-Age=${lastsMs / 1000}; HttpOnly; SameSite=Lax${secure}`
}
