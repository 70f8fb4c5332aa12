import type { ActionRecord } from './action-record.js'

/** What counts as mitigated: this share of real actions within this time, for this many seconds on end. */
export const MITIGATED = { share: 0.95, withinMs: 2_000, seconds: 5 } as const

/**
 * Seconds from the first second of the attack to the first one from which on real actions succeed as they should for
 * five seconds on end. 0: visitors never noticed. null: not within the attack. A second without actions shows nothing
 * and is passed over, but five seconds with nothing in them are no proof.
 * @param actions all of the drill @param from, until of the attack, Unix time in milliseconds
 */
export function timeToMitigate(actions: readonly ActionRecord[], from: number, until: number): number | null {
  const seconds = Math.floor((until - from) / 1000)
  if (seconds < MITIGATED.seconds) return null
  const all = new Array<number>(seconds).fill(0)
  const good = new Array<number>(seconds).fill(0)
  for (const { startedAt, succeeded, tookMs } of actions) {
    const second = Math.floor((startedAt - from) / 1000)
    if (startedAt < from || second >= seconds) continue
    all[second] = (all[second] ?? 0) + 1
    if (succeeded && tookMs <= MITIGATED.withinMs) good[second] = (good[second] ?? 0) + 1
  }
  for (let first = 0; first + MITIGATED.seconds <= seconds; first++) {
    const counts = all.slice(first, first + MITIGATED.seconds)
    const held = counts.every((count, i) => (good[first + i] ?? 0) >= count * MITIGATED.share)
    if (held && counts.some((count) => count > 0)) return first
  }
  return null
}
