import type { Demand } from '../../challenge/evidence.js'
import type { Decision, Step } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import { CHECK_PATH } from './check-path.js'
import { secondsLeft } from './waits.js'

/** For a visit that a rule is against, of which there is no copy, and that is not somebody's who could answer on a page. */
const NO_COPY: Decision = {
  action: 'refuse',
  stage: 'cache',
  reason: 'rule',
  status: 503,
  text: 'The site is under attack, and this request looks like a part of it. Please try again later.',
  retryAfterS: 30,
}

/** What a program gets of which there is no copy: a challenge, when it speaks JSON; else words. */
export function askProgram(visit: Exchange, edge: Edge): Step | Promise<Step> {
  const { demanded } = visit
  if (demanded === null) return NO_COPY
  const { ticket } = edge.checkpoint.issueTicket(visit, demanded)
  visit.platform.counts.challenged(demanded)
  if (demanded !== 'work') return inJson(ticket, demanded, {})
  const check = edge.checkpoint.checkTicket(visit, ticket)
  const made = check.kind === 'valid' ? edge.checkpoint.work.issue(check.id, edge.now()) : null
  // Where none can be made at the moment, it can be asked for later, or waited for.
  return made ? made.then((work) => inJson(ticket, demanded, { work })) : inJson(ticket, demanded, {})
}

function inJson(ticket: string, demand: Demand, work: object): Decision {
  const challenge = { ticket, demand, check: CHECK_PATH, ...work }
  const body = Buffer.from(JSON.stringify({ error: 'challenge', challenge }))
  const wait = String(secondsLeft(demand, 0))
  return {
    action: 'challenge',
    stage: 'cache',
    reason: 'rule',
    status: 429,
    headers: [
      'Content-Type',
      'application/json; charset=utf-8',
      'Content-Length',
      String(body.length),
      'Retry-After',
      wait,
    ],
    body,
  }
}
