import { REFUSED_FOR_MS } from '../../mitigate/convictions.js'
import type { Decision, Stage, Step } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import type { JudgedAgainst } from '../platform-judge.js'
import { holdBody } from '../visitor/hold-body.js'

/** Whoever comes back with the place that was given out has waited long enough by then; see places.ts. */
const COME_BACK_MS = 3_000

const CONVICTED: Decision = {
  action: 'refuse',
  stage: 'rules',
  reason: 'convicted',
  status: 429,
  text: 'Too many requests came from your address while the site was under attack. Please try again later.',
  retryAfterS: REFUSED_FOR_MS / 1000,
}

/** The live rules, made by the brain and applied here. They never touch an operator, nor who has proved to be a visitor. */
export const rules: Stage = {
  name: 'rules',
  decide(visit, edge) {
    if (visit.operator) return null
    const judged = visit.platform.judge.judge(visit, edge.now())
    return judged && act(judged, visit, edge)
  },
}

function act(judged: JudgedAgainst, visit: Exchange, edge: Edge): Step | Promise<Step> {
  switch (judged.verdict) {
    case 'slow':
      visit.slowed = true
      return null
    case 'challenge':
      return challenge(judged, visit, edge)
    case 'drop':
      // The connection of a proxy is that of other visitors too.
      if (!edge.trustedProxies.has(visit.connection.peer.address))
        return { action: 'drop', stage: 'rules', reason: 'convicted' }
      return CONVICTED
    case 'refuse':
      return CONVICTED
  }
}

/** Who opens a page waits for a moment, and has then proved to be a visitor. Whatever cannot wait gets a copy, or a 503. */
function challenge(judged: JudgedAgainst, visit: Exchange, edge: Edge): Step | Promise<Step> {
  if (!opensPage(judged, visit)) {
    visit.copyOnly = true
    return null
  }
  // A form is read, so that the page which asks to wait can send it again.
  return visit.request.hasBody ? holdBody(visit, edge, 'rules').then((step) => step ?? COME_BACK) : COME_BACK
}

const COME_BACK: Decision = { action: 'wait', stage: 'rules', reason: 'rule', retryAfterMs: COME_BACK_MS }

/** Browsers that do not say so are told by what they ask for: readers of feeds, too, say that they would take a page. */
function opensPage({ kind, declared }: JudgedAgainst, visit: Exchange): boolean {
  const { method, headers } = visit.request
  if (declared || (method !== 'GET' && method !== 'POST') || !visit.wantsPage) return false
  return headers['sec-fetch-mode'] !== undefined || kind === 'page' || kind === 'asset'
}
