import type { Evidence } from '../../challenge/evidence.js'
import { satisfies } from '../../challenge/evidence.js'
import type { Decision, Step } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import { holdBody } from '../visitor/hold-body.js'
import { heldForm } from '../waiting-room/held-form.js'
import { challengePage, hasPassed } from './ask.js'
import { checkAnswer, giveWork } from './check-answer.js'
import { CHECK_PATH } from './check-path.js'
import type { GoodTicket } from './checkpoint.js'
import { shownByWaiting, waitMs } from './waits.js'
import { whereTo } from './where-to.js'

/** In the address of a challenge that was given anew because the first was for another network. */
const AGAIN = 'again'
const WAITING = 503

/** The paths under `/.well-known/holdfast/` where challenges are answered; null when it is none of them. */
export function check(visit: Exchange, edge: Edge): Step | Promise<Step> {
  const { method } = visit.request
  if (visit.path === `${CHECK_PATH}/work` && method === 'GET') return giveWork(visit, edge)
  if (visit.path !== CHECK_PATH) return null
  if (method === 'GET') return checkOnTheWay(visit, edge)
  if (method !== 'POST') return notAllowed()
  // What a page of ours sends by script says nothing in its address; a form that is held there does.
  if (visit.query === '') return checkAnswer(visit, edge)
  return holdBody(visit, edge, 'own-paths').then((step) => step ?? checkForm(visit, edge))
}

/** A browser that was sent here, or that waited on a page of ours. */
function checkOnTheWay(visit: Exchange, edge: Edge): Decision {
  const { checkpoint } = edge
  const asked = new URLSearchParams(visit.query)
  const to = whereTo(asked.get('to'))
  const ticket = asked.get('ticket') ?? ''
  const checked = checkpoint.checkTicket(visit, ticket)
  if (checked.kind === 'forged') return askAnew(visit, edge, to, asked.has(AGAIN))
  // What is asked for decides again whether there is anything to show.
  if (checked.kind !== 'valid' || isEnough(visit, edge, checked)) return goOn(303, to, [])
  const clearance = clearanceFor(visit, edge, checked)
  if (clearance === 'used') return goOn(303, to, [])
  if (clearance) return goOn(303, to, [checkpoint.cookie(visit, clearance)])
  const { demand, ageMs } = checked
  // Somebody without cookies has nothing to prove by script, and one without script only waits.
  const page = { demand: 'transparent', ticket, to, form: null, reason: 'rule', cookies: [], status: WAITING } as const
  return challengePage(visit, edge, { ...page, waitedMs: ageMs + waitMs('transparent') - waitMs(demand) })
}

/** The button of a held form, pressed where there is no script. */
function checkForm(visit: Exchange, edge: Edge): Decision {
  const { checkpoint } = edge
  const asked = new URLSearchParams(visit.query)
  const to = whereTo(asked.get('to'))
  const ticket = asked.get('ticket') ?? ''
  const checked = checkpoint.checkTicket(visit, ticket)
  if (checked.kind === 'valid') {
    if (isEnough(visit, edge, checked)) return goOn(307, to, [])
    const clearance = clearanceFor(visit, edge, checked)
    if (clearance === 'used') return goOn(307, to, [])
    if (clearance) return goOn(307, to, [checkpoint.cookie(visit, clearance)])
  }
  const form = heldForm(visit)
  if (!form) return goOn(307, to, [])
  if (checked.kind === 'valid') {
    const { demand, ageMs } = checked
    return challengePage(visit, edge, {
      demand,
      ticket,
      to,
      form,
      waitedMs: ageMs,
      reason: 'rule',
      cookies: [],
      status: WAITING,
    })
  }
  const demand = 'script'
  const fresh = checkpoint.issueTicket(visit, demand)
  visit.platform.counts.challenged(demand)
  const page = { ticket: fresh.ticket, to, form, waitedMs: 0, cookies: [fresh.cookie] }
  return challengePage(visit, edge, { ...page, demand, reason: 'rule', status: WAITING })
}

/** Whether the visitor carries a clearance already that shows as much as the ticket asks for. */
function isEnough(visit: Exchange, { checkpoint }: Edge, { demand }: GoodTicket): boolean {
  const held = checkpoint.clearanceOf(visit)
  return held.kind === 'valid' && satisfies(held.evidence, demand)
}

/**
 * What a visitor gets who has shown that cookies are kept, or has waited; null for who has to wait for longer.
 * @returns `used` when the ticket was used before
 */
function clearanceFor(visit: Exchange, edge: Edge, ticket: GoodTicket): string | 'used' | null {
  const { checkpoint } = edge
  const keepsCookies = checkpoint.heldTicket(visit).kind === 'valid'
  const atOnce = keepsCookies && ticket.demand === 'transparent'
  if (!atOnce && ticket.ageMs < waitMs(ticket.demand)) return null
  if (!checkpoint.useTicket(ticket)) return 'used'
  hasPassed(visit, edge, ticket)
  const moved = keepsCookies ? checkpoint.move(visit) : null
  const evidence: Evidence = atOnce ? 'cookie' : shownByWaiting(ticket.demand)
  if (moved && satisfies(moved.evidence, ticket.demand)) return moved.clearance
  if (!keepsCookies) checkpoint.clearWithoutCookie(visit, evidence)
  return checkpoint.clear(visit, evidence, ticket)
}

/** Of another network: a phone that has changed it on the way, or a stranger's. A second time it has to wait on a page. */
function askAnew(visit: Exchange, edge: Edge, to: string, again: boolean): Decision {
  const { ticket, cookie } = edge.checkpoint.issueTicket(visit, 'transparent')
  visit.platform.counts.challenged('transparent')
  if (again) {
    const page = {
      demand: 'transparent',
      ticket,
      to,
      form: null,
      waitedMs: 0,
      reason: 'rule',
      status: WAITING,
    } as const
    return challengePage(visit, edge, { ...page, cookies: [cookie] })
  }
  return goOn(302, `${CHECK_PATH}?ticket=${ticket}&${AGAIN}=1&to=${encodeURIComponent(to)}`, [cookie])
}

function goOn(status: 302 | 303 | 307, location: string, cookies: readonly string[]): Decision {
  const headers = ['Location', location, ...cookies.flatMap((cookie) => ['Set-Cookie', cookie])]
  return { action: 'own', stage: 'own-paths', reason: 'check', status, headers, body: Buffer.alloc(0) }
}

function notAllowed(): Decision {
  const fields = ['Allow', 'GET, POST']
  return { action: 'refuse', stage: 'own-paths', reason: 'method', status: 405, text: 'Use GET or POST here.', fields }
}
