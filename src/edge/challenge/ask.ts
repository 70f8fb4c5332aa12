import { DEMANDS, type Demand, satisfies } from '../../challenge/evidence.js'
import type { Decision, Step } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import type { JudgedAgainst } from '../platform-judge.js'
import { holdBody } from '../visitor/hold-body.js'
import { type HeldFields, heldForm } from '../waiting-room/held-form.js'
import { CHECK_PATH } from './check-path.js'
import type { GoodTicket } from './checkpoint.js'
import { secondsLeft, shownByWaiting, waitMs } from './waits.js'
import { askedFor } from './where-to.js'

/** Of a challenge in force, and of one for a client that has been convicted. */
type Reason = Extract<Decision, { action: 'challenge' }>['reason']
const NOTHING = Buffer.alloc(0)
const STATUS: Record<Reason, number> = { rule: 403, convicted: 429 }

/**
 * Asks an unproven visitor to show what a rule or the level demands: who opens a page by a redirect or on a page of ours,
 * everything else by a copy, or in words.
 * @returns null when the visit goes on
 */
export function ask(judged: JudgedAgainst, demand: Demand, visit: Exchange, edge: Edge): Step | Promise<Step> {
  if (opensPage(judged, visit)) {
    if (!visit.request.hasBody) return askOnPage(visit, edge, demand, 'rule')
    // A form is read, so that the page which asks can send it again.
    return holdBody(visit, edge, 'rules').then((step) => step ?? askOnPage(visit, edge, demand, 'rule'))
  }
  visit.copyOnly = true
  if (!judged.declared && visit.wantsJson) visit.demanded = demand
  return null
}

/** Browsers that do not say so are told by what they ask for: readers of feeds, too, say that they would take a page. */
export function opensPage({ kind, declared }: JudgedAgainst, visit: Exchange): boolean {
  const { method, headers } = visit.request
  if (declared || (method !== 'GET' && method !== 'POST') || !visit.wantsPage) return false
  return headers['sec-fetch-mode'] !== undefined || kind === 'page' || kind === 'asset'
}

export function askOnPage(visit: Exchange, edge: Edge, demanded: Demand, reason: Reason): Step {
  const isForm = visit.request.method === 'POST'
  const form = isForm ? heldForm(visit) : null
  if (isForm && !form && hasWaited(visit, edge, demanded)) return null
  const demand = demandFor(visit, edge, demanded)
  const { ticket, cookie } = edge.checkpoint.issueTicket(visit, demand)
  visit.platform.counts.challenged(demand)
  const wait = waitMs(demand)
  if (isForm && !form) return comeAgain(cookie, wait)
  const to = askedFor(visit.path, visit.query)
  if (demand !== 'transparent' || form) {
    return challengePage(visit, edge, { demand, ticket, to, form, waitedMs: 0, reason, cookies: [cookie] })
  }
  const location = `${CHECK_PATH}?ticket=${ticket}&to=${encodeURIComponent(to)}`
  return {
    action: 'challenge',
    stage: 'rules',
    reason,
    status: 302,
    headers: ['Location', location, 'Set-Cookie', cookie, 'Content-Length', '0'],
    body: NOTHING,
  }
}

export interface PageAsked {
  demand: Demand
  ticket: string
  to: string
  form: HeldFields | null
  /** Since the ticket was given out. */
  waitedMs: number
  reason: Reason
  cookies: readonly string[]
  /** Another than that of the reason. */
  status?: number
}

/** The page that asks, for who opened a page. */
export function challengePage(visit: Exchange, { checkpoint }: Edge, asked: PageAsked): Decision {
  const { demand, ticket, to, form, waitedMs, reason, cookies } = asked
  const waitS = secondsLeft(demand, waitedMs)
  const language = checkpoint.pages.language(visit.request.headers['accept-language'])
  const page = checkpoint.pages.page({ language, site: visit.host, demand, ticket, to, waitS, form })
  const fields = ['Retry-After', String(waitS), ...cookies.flatMap((cookie) => ['Set-Cookie', cookie])]
  return {
    action: 'challenge',
    stage: 'rules',
    reason,
    status: asked.status ?? STATUS[reason],
    headers: [...page.headers, ...fields],
    body: page.body,
  }
}

/** Who has shown enough in another network shows only that it is still the same browser. */
function demandFor(visit: Exchange, { checkpoint }: Edge, demand: Demand): Demand {
  const held = checkpoint.clearanceOf(visit)
  return held.kind === 'elsewhere' && satisfies(held.evidence, demand) ? 'transparent' : demand
}

/** An upload that no page can hold is sent again by the visitor, with the ticket it was given; after the wait it goes on. */
function hasWaited(visit: Exchange, edge: Edge, demanded: Demand): boolean {
  const held = edge.checkpoint.heldTicket(visit)
  if (held.kind !== 'valid' || held.ageMs < waitMs(held.demand)) return false
  if (DEMANDS.indexOf(held.demand) < DEMANDS.indexOf(demanded) || !edge.checkpoint.useTicket(held)) return false
  hasPassed(visit, edge, held)
  visit.shown = shownByWaiting(held.demand)
  return true
}

/** For counting, and so that nobody is convicted who answers. */
export function hasPassed(visit: Exchange, edge: Edge, ticket: GoodTicket): void {
  visit.platform.counts.passed(ticket.demand)
  edge.convictions.answered(visit.client.key | 0)
}

function comeAgain(cookie: string, wait: number): Decision {
  const seconds = Math.ceil(wait / 1000)
  return {
    action: 'refuse',
    stage: 'rules',
    reason: 'rule',
    status: 503,
    text: `The site is under heavy load from automated requests, and what you sent has not arrived yet. Please load this page again in ${seconds} seconds to send it.`,
    retryAfterS: seconds,
    fields: ['Set-Cookie', cookie],
  }
}
