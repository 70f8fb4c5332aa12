import type { Demand } from '../../challenge/evidence.js'
import { REFUSED_FOR_MS } from '../../mitigate/convictions.js'
import { ask, askOnPage, opensPage } from '../challenge/ask.js'
import type { Decision, Stage, Step } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import type { JudgedAgainst } from '../platform-judge.js'

/** What strangers have to show where nobody can decide, and what frees somebody whose address is convicted. */
const LEAST: Demand = 'script'

const CONVICTED: Decision = {
  action: 'refuse',
  stage: 'rules',
  reason: 'convicted',
  status: 429,
  text: 'Too many requests came from your address while the site was under attack. Please try again later.',
  retryAfterS: REFUSED_FOR_MS / 1000,
}

/** The live rules, made by the brain and applied here. They never touch an operator, nor who has shown what they ask for. */
export const rules: Stage = {
  name: 'rules',
  decide(visit, edge) {
    if (visit.operator) return null
    const isClosed = visit.activity.whenUndecided === 'closed' && edge.isUndecided(visit.platform)
    const judged = visit.platform.judge.judge(visit, edge.now(), isClosed ? LEAST : null)
    return judged && act(judged, visit, edge)
  },
}

function act(judged: JudgedAgainst, visit: Exchange, edge: Edge): Step | Promise<Step> {
  switch (judged.verdict) {
    case 'slow':
      visit.slowed = true
      return null
    case 'challenge':
      return ask(judged, judged.demand ?? LEAST, visit, edge)
    case 'drop':
      // The connection of a proxy is that of other visitors too.
      if (!edge.trustedProxies.has(visit.connection.peer.address))
        return { action: 'drop', stage: 'rules', reason: 'convicted' }
      return refuse(judged, visit, edge)
    case 'refuse':
      return refuse(judged, visit, edge)
  }
}

/** There may be others at the same address: who opens a page can still show to be one of them. */
function refuse(judged: JudgedAgainst, visit: Exchange, edge: Edge): Step {
  const { method, hasBody } = visit.request
  const mayAnswer = method === 'GET' && !hasBody && opensPage(judged, visit)
  return mayAnswer ? askOnPage(visit, edge, LEAST, 'convicted') : CONVICTED
}
