import { better } from '../../challenge/evidence.js'
import type { Stage } from '../decision.js'
import { cookieValue } from '../headers/cookie-value.js'

/**
 * What is known of the client from calm times: a session that the origin itself gave out, or a network that was here
 * before. A cookie alone proves nothing: anybody can send one.
 */
export const regulars: Stage = {
  name: 'regulars',
  decide(visit, edge) {
    const session = sessionOf(visit, edge)
    if (session !== null && edge.knowledge.isSession(session)) {
      visit.known = 'signed-in'
      visit.shown = 'signed-in'
      visit.payer = session
    } else if (visit.known === 'ordinary' && edge.knowledge.isRegular(visit.client.network)) visit.known = 'regular'
    if (visit.known !== 'signed-in' && edge.places.waitedMs(visit) !== null) {
      visit.known = 'waited'
      visit.shown = better(visit.shown, 'patience')
    }
    return null
  },
}

function sessionOf(visit: Parameters<Stage['decide']>[0], edge: Parameters<Stage['decide']>[1]): number | null {
  const name = visit.platform.signedInCookie
  if (name === undefined) return null
  const value = cookieValue(visit.request.headers.cookie, name)
  return value ? edge.knowledge.sessionKey(visit.platform.key, value) : null
}
