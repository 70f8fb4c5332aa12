import { type Evidence, satisfies } from '../../challenge/evidence.js'
import type { Stage } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'

/** Who has passed a challenge, or signs requests as a partner. It decides nothing; rules and places go by it. */
export const clearance: Stage = {
  name: 'clearance',
  decide(visit, edge) {
    const { checkpoint } = edge
    const partner = checkpoint.partnerOf(visit)
    if (partner !== null) {
      accept(visit, edge, 'signed-in', edge.hash.string(`partner ${partner}`))
      return null
    }
    const held = checkpoint.clearanceOf(visit)
    if (held.kind === 'valid') accept(visit, edge, held.evidence, held.payer)
    else {
      const evidence = checkpoint.clearedWithoutCookie(visit)
      if (evidence !== null) accept(visit, edge, evidence, visit.payer)
    }
    return null
  },
}

/** One clearance in the hands of many is worth no more than one visitor: over its budget, it shows nothing. */
function accept(visit: Exchange, edge: Edge, evidence: Evidence, payer: number): void {
  visit.payer = payer
  if (visit.platform.budget.state(payer, edge.now()) === 'over') return
  visit.shown = evidence
  // To keep a cookie costs a machine nothing: it gets nobody a place before others.
  if (satisfies(evidence, 'script')) visit.known = 'cleared'
}
