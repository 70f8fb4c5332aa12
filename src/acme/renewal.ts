const MINUTE_MS = 60_000
/** Doubled with every failure. Let's Encrypt allows five failures an hour for a name; this makes four. */
const FIRST_PAUSE_MS = 5 * MINUTE_MS
const LONGEST_PAUSE_MS = 12 * 60 * MINUTE_MS
/** What an authority may ask us to wait; more is a mistake of its. */
const LONGEST_WAIT_MS = 7 * 24 * 60 * MINUTE_MS

/** Times in milliseconds. */
export interface Validity {
  from: number
  until: number
}

/**
 * When to have a certificate renewed: with a third of its lifetime left, and a little before, so that certificates of one
 * day are not all renewed in one minute (RFC 8555 says nothing of it; its authorities ask for both).
 * @param spread 0 to 1, always the same for the same certificate
 */
export function renewAt({ from, until }: Validity, spread: number): number {
  return until - ((until - from) / 3) * (1 + spread / 10)
}

/** True when half of the time for its renewal is over: people should know. */
export function endsSoon({ from, until }: Validity, now: number): boolean {
  return until - now < (until - from) / 6
}

/**
 * How long to wait after a failure.
 * @param failures in a row, at least 1
 * @param spread 0 to 1, so that many who failed at once do not come again at once
 * @param askedMs what the authority asked for, if it did
 */
export function pauseMs(failures: number, spread: number, askedMs: number | null): number {
  const own = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20))
  return Math.max(own * (1 + spread / 4), Math.min(askedMs ?? 0, LONGEST_WAIT_MS))
}

/** The header Retry-After, seconds or a date (RFC 9110, 10.2.3), as milliseconds; null when it is neither. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}
