/** What an attack did in one second, or in all. Sums add up; `open` is a level, the largest counts. */
export interface AttackReport {
  /** Requests written, or connections opened for a slow attack. */
  sent: number
  /** Answers by what they mean to an attacker. */
  answered: { content: number; otherStatus: number; busy: number; serverError: number }
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
    answered: { content: 0, otherStatus: 0, busy: 0, serverError: 0 },
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

/** Counts an answer. 429 and 503 are what a defence says; other 5xx are an origin that suffers. */
export function countAnswer(report: AttackReport, status: number): void {
  if (status === 429 || status === 503) report.answered.busy++
  else if (status >= 500) report.answered.serverError++
  else if (status < 400) report.answered.content++
  else report.answered.otherStatus++
}
