import { comeBackMs, FAILED_COMES_BACK } from '../admit/come-back.js'
import { cachedAnswer } from './cache/cached-answer.js'
import type { Decision } from './decision.js'
import type { Edge } from './edge.js'
import type { Exchange } from './exchange.js'
import { PlainAnswers } from './plain-answers.js'
import { sendWhole } from './visitor/send-whole.js'
import { type HeldFields, heldForm } from './waiting-room/held-form.js'
import { FORM_PAGE_POLICY, PAGE_POLICY } from './waiting-room/waiting-room.js'

/** Nothing of ours is indexed, stored, framed or sniffed. */
const OURS = [
  'Cache-Control',
  'no-store',
  'X-Robots-Tag',
  'noindex',
  'X-Content-Type-Options',
  'nosniff',
  'Via',
  '1.1 holdfast',
]
const PLAIN = new PlainAnswers(OURS)

/** For counting: why somebody waits. */
const WAITS = { 'no-place': 'waiting', 'over-budget': 'held' } as const

/** Carries a decision out. The only place where Holdfast itself writes to a visitor, other than what `forward` streams. */
export function answer(visit: Exchange, decision: Decision, edge: Edge): void {
  switch (decision.action) {
    case 'done':
      visit.conclude(decision.reason === 'left' ? 'left' : 'served', edge.now())
      return
    case 'drop':
      visit.conclude('refused', edge.now())
      visit.connection.socket.resetAndDestroy()
      return
    case 'copy': {
      visit.conclude(decision.reason === 'fresh' ? 'cached' : 'stale', edge.now())
      const copy = cachedAnswer(decision.entry, visit.request, edge.now())
      sendWhole(visit.reply, copy.status, [...copy.headers, 'Cache-Status', decision.cacheStatus], copy.body ?? null)
      return
    }
    case 'own':
      if (decision.kept) send(visit, decision.status, decision.headers, decision.body)
      else
        send(
          visit,
          decision.status,
          [...decision.headers, ...lastOf(visit), ...OURS, ...lengthOf(decision)],
          decision.body,
        )
      return
    case 'refuse':
      visit.conclude(decision.reason === 'rule' ? 'challenged' : 'refused', edge.now())
      plain(visit, decision.status, decision.reason, decision.text, [
        ...retryAfter(decision),
        ...(decision.fields ?? []),
      ])
      return
    case 'challenge':
      visit.conclude('challenged', edge.now())
      send(
        visit,
        decision.status,
        [...decision.headers, 'Holdfast-Reason', decision.reason, ...lastOf(visit), ...OURS],
        decision.body,
      )
      return
    case 'fail':
      visit.conclude('failed', edge.now())
      plain(visit, decision.status, decision.reason, 'The site did not answer. Please try again in a moment.', [
        'Retry-After',
        String(Math.round(comeBackMs(visit.payer, FAILED_COMES_BACK, edge.now()) / 1000)),
      ])
      return
    case 'wait':
      visit.conclude(WAITS[decision.reason], edge.now())
      wait(visit, decision.retryAfterMs, decision.reason, edge)
  }
}

function wait(visit: Exchange, retryAfterMs: number, reason: string, edge: Edge): void {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  const { request } = visit
  // A place is of no use to a client that is over its budget: it is served last, however long it waited.
  const place = visit.wantsPage && visit.known !== 'over-budget' ? ['Set-Cookie', edge.places.cookie(visit)] : []
  const form = heldForm(visit)
  if (!form && (!visit.wantsPage || request.method === 'POST')) {
    const text =
      request.method === 'POST'
        ? `The site is very busy, and what you sent has not arrived yet. Please load this page again in ${seconds} seconds to send it.`
        : 'The site is very busy. Please try again in a moment.'
    plain(visit, 503, reason, text, ['Retry-After', String(seconds), ...place])
    return
  }
  const language = edge.waitingRoom.language(request.headers['accept-language'])
  const { page, headers } = form
    ? formPage(edge, language, visit.host, seconds, form)
    : waitingPage(edge, language, visit.host, seconds)
  const fields = [
    'Content-Type',
    'text/html; charset=utf-8',
    'Content-Language',
    language,
    'Content-Length',
    String(page.length),
    'Referrer-Policy',
    'same-origin',
    'Vary',
    'Accept-Language',
    'Retry-After',
    String(seconds),
    'Holdfast-Reason',
    reason,
    ...headers,
    ...place,
    ...OURS,
  ]
  send(visit, 503, fields, page)
}

/** Opens by itself, by the Refresh header. */
function waitingPage(edge: Edge, language: string, site: string, seconds: number) {
  return {
    page: edge.waitingRoom.page(language, site, seconds),
    headers: ['Content-Security-Policy', PAGE_POLICY, 'Refresh', String(seconds)],
  }
}

/** A Refresh would ask for the address anew, without the form. */
function formPage(edge: Edge, language: string, site: string, seconds: number, fields: HeldFields) {
  return {
    page: edge.waitingRoom.formPage(language, site, seconds, fields),
    headers: ['Content-Security-Policy', FORM_PAGE_POLICY],
  }
}

function plain(visit: Exchange, status: number, reason: string, text: string, extra: readonly string[]): void {
  const last = lastOf(visit)
  const { headers, body } = PLAIN.get(status, reason, text, visit.wantsJson)
  send(visit, status, extra.length + last.length > 0 ? [...headers, ...extra, ...last] : headers, body)
}

/** Somebody else's half-sent body would be read as the next request; such a connection is not used again. */
function lastOf({ request, body }: Exchange): string[] {
  return request.hasBody && request.httpVersion !== '2' && !Buffer.isBuffer(body) ? ['Connection', 'close'] : []
}

function send({ request, reply }: Exchange, status: number, headers: readonly string[], body: Buffer): void {
  sendWhole(reply, status, headers, request.method === 'HEAD' ? null : body)
}

function retryAfter({ retryAfterS }: { retryAfterS?: number }): string[] {
  return retryAfterS === undefined ? [] : ['Retry-After', String(retryAfterS)]
}

/** None for 204, which has no body to have a length (RFC 9110, 8.6). */
function lengthOf({ status, body }: { status: number; body: Buffer }): string[] {
  return status === 204 ? [] : ['Content-Length', String(body.length)]
}
