import type { ResponseHead } from './response-parser.js'

/** How long a person waits for one thing, tries and waiting rooms together. */
export const PATIENCE_MS = 30_000
const LEAST_WAIT_MS = 200

export type Reaction =
  | { kind: 'arrived' }
  /** Told to come again: as a waiting room does to people, and Retry-After to programs. */
  | { kind: 'wait'; ms: number }
  | { kind: 'failed'; why: string }

/** What the visitor came for. */
export interface Expectation {
  status: readonly number[]
  text?: string
}

/**
 * What a visitor does with an answer. A page that says when to come again (Refresh, Retry-After, or a meta refresh) is
 * obeyed as long as patience lasts; everything else that was not expected is a failure.
 * @param spentMs since the first try @param now Unix time in milliseconds, for a Retry-After that is a date
 */
export function reactTo(
  answer: { head: Pick<ResponseHead, 'status' | 'header'>; text: string },
  expected: Expectation,
  spentMs: number,
  now: number,
): Reaction {
  const { status } = answer.head
  if (expected.status.includes(status)) {
    if (expected.text === undefined || answer.text.includes(expected.text)) return { kind: 'arrived' }
    return { kind: 'failed', why: `answered ${status} without the expected text` }
  }
  if (status === 503 || status === 429) {
    const waitMs = toldToWait(answer, now)
    if (waitMs !== null) {
      if (spentMs + waitMs >= PATIENCE_MS)
        return { kind: 'failed', why: `still told to wait (${status}) after ${Math.round(spentMs / 1000)} s` }
      return { kind: 'wait', ms: waitMs }
    }
  }
  return { kind: 'failed', why: `answered ${status}` }
}

function toldToWait({ head, text }: { head: Pick<ResponseHead, 'header'>; text: string }, now: number): number | null {
  const refresh =
    seconds(head.header('refresh')) ??
    seconds(/<meta\s+http-equiv="?refresh"?\s+content="([^"]*)"/i.exec(text)?.[1] ?? null)
  const retryAfter = head.header('retry-after')
  const told = refresh ?? seconds(retryAfter) ?? untilDate(retryAfter, now)
  return told === null ? null : Math.max(LEAST_WAIT_MS, told)
}

/** `5`, `5; url=/here`, `0.5`: milliseconds. */
function seconds(value: string | null): number | null {
  const match = /^\s*(\d{1,6}(?:\.\d+)?)\s*(?:$|[;,])/.exec(value ?? '')
  return match === null ? null : Number(match[1]) * 1000
}

function untilDate(value: string | null, now: number): number | null {
  const at = Date.parse(value ?? '')
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
