import { CLEARANCE_LASTS_MS } from '../../challenge/clearances.js'
import type { Evidence } from '../../challenge/evidence.js'
import { answerTo } from '../../challenge/tickets.js'
import type { Decision, Step } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import { holdBody } from '../visitor/hold-body.js'
import { hasPassed } from './ask.js'
import type { GoodTicket } from './checkpoint.js'

/** A ticket and a solved piece of work take half of it. */
const LONGEST_BYTES = 8 * 1024
const TRY_WORK_AGAIN_S = 2

/** What went wrong, in words for who writes a program. */
const WRONG = {
  ticket: 'The ticket is not valid here, or not any more. Ask again for what you want, and answer the new challenge.',
  used: 'The ticket has been used. Ask again for what you want.',
  answer: 'The answer is wrong.',
  work: 'The work is not the solution for this ticket.',
  missing: 'Expected a form with ticket and answer, or ticket and work.',
} as const

/** `ticket` and `answer`, or `ticket` and `work`, as a form: the script of a page, or a program. */
export async function checkAnswer(visit: Exchange, edge: Edge): Promise<Step> {
  if ((visit.request.contentLength ?? 0) > LONGEST_BYTES) return tooLong()
  const stopped = await holdBody(visit, edge, 'own-paths')
  if (stopped) return stopped
  const { body } = visit
  if (!Buffer.isBuffer(body) || body.length > LONGEST_BYTES) return tooLong()
  const fields = new URLSearchParams(body.toString('latin1'))
  const { checkpoint } = edge
  const ticket = fields.get('ticket') ?? ''
  const checked = checkpoint.checkTicket(visit, ticket)
  if (checked.kind !== 'valid') return wrong(visit, edge, 'ticket')
  const shown = shownBy(fields, ticket, checked, edge)
  if (shown === 'answer' || shown === 'missing') return wrong(visit, edge, shown)
  if (shown === null) return wrong(visit, edge, 'work')
  if (!checkpoint.useTicket(checked)) return wrong(visit, edge, 'used')
  hasPassed(visit, edge, checked)
  return given(visit, edge, checkpoint.clear(visit, shown, checked))
}

/** A piece of work for a ticket, for the script of a page. */
export function giveWork(visit: Exchange, { checkpoint, now }: Edge): Step | Promise<Step> {
  const checked = checkpoint.checkTicket(visit, new URLSearchParams(visit.query).get('ticket'))
  if (checked.kind !== 'valid') return json(403, { error: 'ticket', message: WRONG.ticket })
  const made = checkpoint.work.issue(checked.id, now())
  if (made) return made.then((work) => json(200, work))
  const busy = { error: 'busy', message: 'Too many ask for work at the moment. Please try again.' }
  return json(503, busy, ['Retry-After', String(TRY_WORK_AGAIN_S)])
}

function shownBy(
  fields: URLSearchParams,
  ticket: string,
  { id }: GoodTicket,
  { checkpoint, now }: Edge,
): Evidence | 'answer' | 'missing' | null {
  const work = fields.get('work')
  if (work !== null) return checkpoint.work.check(work, id, now()) ? 'work' : null
  const answer = fields.get('answer')
  if (answer === null) return 'missing'
  return answer === answerTo(ticket) ? 'script' : 'answer'
}

/** A program is told how to go on; a browser has its cookie. */
function given(visit: Exchange, { checkpoint }: Edge, clearance: string): Decision {
  const cookie = ['Set-Cookie', checkpoint.cookie(visit, clearance)]
  if (!visit.wantsJson) {
    return { action: 'own', stage: 'own-paths', reason: 'check', status: 204, headers: cookie, body: Buffer.alloc(0) }
  }
  const expiresInSeconds = CLEARANCE_LASTS_MS / 1000
  return json(200, { clearance, header: 'Holdfast-Clearance', expiresInSeconds }, cookie)
}

/** Counts as a challenge that was not answered: who guesses on and on is refused before anything is read. */
function wrong(visit: Exchange, edge: Edge, error: keyof typeof WRONG): Decision {
  const { key, network } = visit.client
  if (!visit.operator && !edge.knowledge.isRegular(network)) edge.convictions.challenged(key | 0, edge.now())
  return json(403, { error, message: WRONG[error] })
}

function tooLong(): Decision {
  const text = `An answer has at most ${LONGEST_BYTES} bytes.`
  return { action: 'refuse', stage: 'own-paths', reason: 'length', status: 413, text }
}

function json(status: number, value: object, fields: string[] = []): Decision {
  const headers = ['Content-Type', 'application/json; charset=utf-8', ...fields]
  return {
    action: 'own',
    stage: 'own-paths',
    reason: 'check',
    status,
    headers,
    body: Buffer.from(JSON.stringify(value)),
  }
}
