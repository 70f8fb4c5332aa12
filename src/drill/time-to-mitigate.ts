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
  return timesToMitigate(actions, from, until, [0])[0] ?? null
}

/**
 * The same for each wave of an attack that changes: from the wave's first second, and until the next wave begins if that
 * is sooner than five seconds. Waves that begin less than five seconds before the end are left out.
 * @param waves whole seconds since `from`, ascending
 */
export function timesToMitigate(
  actions: readonly ActionRecord[],
  from: number,
  until: number,
  waves: readonly number[],
): (number | null)[] {
  const seconds = Math.floor((until - from) / 1000)
  const all = new Array<number>(Math.max(0, seconds)).fill(0)
  const good = [...all]
  for (const { startedAt, succeeded, tookMs } of actions) {
    const second = Math.floor((startedAt - from) / 1000)
    if (startedAt < from || second >= seconds) continue
    all[second] = (all[second] ?? 0) + 1
    if (succeeded && tookMs <= MITIGATED.withinMs) good[second] = (good[second] ?? 0) + 1
  }
  const holds = (first: number) => {
    const next = waves.find((wave) => wave > first) ?? Number.POSITIVE_INFINITY
    const length = Math.min(MITIGATED.seconds, next - first)
    if (first + length > seconds) return false
    const counts = all.slice(first, first + length)
    const held = counts.every((count, i) => (good[first + i] ?? 0) >= count * MITIGATED.share)
    return held && counts.some((count) => count > 0)
  }
  return waves
    .filter((wave) => wave + MITIGATED.seconds <= seconds)
    .map((wave) => {
      for (let first = wave; first < seconds; first++) if (holds(first)) return first - wave
      return null
    })
}

/** Median and worst of them; a wave that was never mitigated is worse than any number. null: nothing to say. */
export function medianAndWorst(times: readonly (number | null)[]): { median: number; worst: number } | null {
  const sorted = times.map((time) => time ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  const median = sorted[Math.floor((sorted.length - 1) / 2)]
  const worst = sorted.at(-1)
  return median === undefined || worst === undefined ? null : { median, worst }
}
