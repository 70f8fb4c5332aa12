import type { Stage } from '../decision.js'

/** Allow and deny lists. Allow comes first: an operator is never locked out by a list, a budget or a full house. */
export const operator: Stage = {
  name: 'operator',
  decide(visit, edge) {
    const { address } = visit.client
    if (edge.lists.allow.has(address)) visit.operator = true
    else if (edge.lists.deny.has(address)) {
      return {
        action: 'refuse',
        stage: 'operator',
        reason: 'denied',
        status: 403,
        text: 'Access from your address is closed by the operator of this site.',
      }
    }
    return null
  },
}
