import type { Decision as AdmissionDecision, Ticket } from '../../admit/admission.js'
import { cacheStatus } from '../cache/cache-status.js'
import type { Decision, Stage, Step } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import { OriginPlace } from '../origin/origin-place.js'
import { holdBody } from '../visitor/hold-body.js'

/**
 * A place at the origin: at once, after a wait in the queue, or not now. A small body is read first, so that a body that
 * dribbles in holds a connection here and no place there.
 */
export const admit: Stage = {
  name: 'admit',
  decide(visit, edge) {
    return visit.request.hasBody ? withBody(visit, edge) : enter(visit, edge)
  },
}

async function withBody(visit: Exchange, edge: Edge): Promise<Step> {
  return (await holdBody(visit, edge, 'admit')) ?? enter(visit, edge)
}

function enter(visit: Exchange, edge: Edge): Step | Promise<Step> {
  // An operator on the allow list always gets in, beside the limit.
  if (visit.operator) return null
  const { admission } = visit.platform
  const since = edge.now()
  const asked = {
    tier: visit.activity.tier,
    known: visit.known,
    client: visit.payer,
    activity: visit.activity.index,
    slowed: visit.slowed,
  }
  let decided: (decision: AdmissionDecision) => void = () => {}
  const entered = admission.enter(asked, since, (decision) => decided(decision))
  if (entered.kind === 'admitted') return gotPlace(visit, entered.ticket, since, edge)
  if (entered.kind === 'full') return noPlace(visit, entered.retryAfterMs, since, edge)
  const { ticket } = entered
  return new Promise((resolve) => {
    decided = (decision) =>
      resolve(
        decision.kind === 'admitted'
          ? gotPlace(visit, ticket, since, edge)
          : noPlace(visit, decision.retryAfterMs, since, edge),
      )
    visit.onLeave(() => {
      if (ticket.state !== 'waiting') return
      admission.leave(ticket, edge.now())
      resolve({ action: 'done', stage: 'admit', reason: 'left' })
    })
  })
}

function gotPlace(visit: Exchange, ticket: Ticket, since: number, edge: Edge): null {
  if (visit.known !== 'over-budget') visit.platform.counts.asked(edge.now() - since, visit.slowed, true)
  visit.place = new OriginPlace(visit, ticket, edge.now)
  return null
}

function noPlace(visit: Exchange, retryAfterMs: number, since: number, edge: Edge): Decision {
  const { platform, activity, payer, known, slowed } = visit
  const at = edge.now()
  if (known === 'over-budget') platform.counts.heldBack()
  else platform.counts.asked(at - since, slowed, false)
  platform.budget.chargeUnserved(payer, platform.admission.calmMs(activity.index), at)
  const copy = visit.cache?.copyInstead(false)
  if (copy)
    return {
      action: 'copy',
      stage: 'admit',
      reason: 'stale',
      entry: copy,
      cacheStatus: cacheStatus({ kind: 'hit', detail: 'stale-busy' }),
    }
  return { action: 'wait', stage: 'admit', reason: known === 'over-budget' ? 'over-budget' : 'no-place', retryAfterMs }
}
