import type { ResponseHead } from './response-parser.js'

/** What an attack did in one second, or in all. Sums add up; `open` is a level, the largest counts. */
export interface AttackReport {
  /** Requests written, or connections opened for a slow attack. */
  sent: number
  /** Answers by what they mean to an attacker. */
  answered: { content: number; challenged: number; otherStatus: number; busy: number; serverError: number }
  /** Connections that the target closed or reset with a request unanswered. */
  cutOff: number
  /** Connections that could not be made. */
  notConnected: number
  /** Requests given up because no answer came. */
  gaveUp: number
  /** Requests that were due and not sent because every allowed connection was waiting for an answer. */
  heldBack: number
  bytesSent: number
  /** Largest number of connections that were open. */
  open: number
}

export function emptyReport(): AttackReport {
  return {
    sent: 0,
    answered: { content: 0, challenged: 0, otherStatus: 0, busy: 0, serverError: 0 },
    cutOff: 0,
    notConnected: 0,
    gaveUp: 0,
    heldBack: 0,
    bytesSent: 0,
    open: 0,
  }
}

export function addReports(a: AttackReport, b: AttackReport): AttackReport {
  return {
    sent: a.sent + b.sent,
    answered: {
      content: a.answered.content + b.answered.content,
      challenged: a.answered.challenged + b.answered.challenged,
      otherStatus: a.answered.otherStatus + b.answered.otherStatus,
      busy: a.answered.busy + b.answered.busy,
      serverError: a.answered.serverError + b.answered.serverError,
    },
    cutOff: a.cutOff + b.cutOff,
    notConnected: a.notConnected + b.notConnected,
    gaveUp: a.gaveUp + b.gaveUp,
    heldBack: a.heldBack + b.heldBack,
    bytesSent: a.bytesSent + b.bytesSent,
    open: Math.max(a.open, b.open),
  }
}

/** Where Holdfast's own answers are, and with them the way through a challenge. */
export const OWN_PATHS = '/.well-known/holdfast/'

/**
 * Counts an answer. Who is given a ticket, or sent to show one, is challenged; 429 and 503 are what a defence says; other
 * 5xx are an origin that suffers.
 */
export function countAnswer(report: AttackReport, { status, header }: Pick<ResponseHead, 'status' | 'header'>): void {
  const { answered } = report
  if (isChallenge(header)) answered.challenged++
  else if (status === 429 || status === 503) answered.busy++
  else if (status >= 500) answered.serverError++
  else if (status < 400) answered.content++
  else answered.otherStatus++
}

function isChallenge(header: ResponseHead['header']): boolean {
  return (
    header('set-cookie')?.startsWith('holdfast-ticket=') === true || header('location')?.startsWith(OWN_PATHS) === true
  )
}
