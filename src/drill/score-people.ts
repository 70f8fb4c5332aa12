import type { ActionRecord } from './action-record.js'
import { PATIENCE_MS } from './patience.js'

/** Real visitors of one activity or one kind. Shares are 0..1, times milliseconds; null: nothing to measure. */
export interface ScoreRow {
  name: string
  /** During the attack. */
  actions: number
  succeeded: number | null
  firstTry: number | null
  /** How many were turned away at least once, and how many met a challenge. */
  refused: number
  challenged: number
  /** Before the attack; what fails then already is not the attack's doing. */
  calmSucceeded: number | null
  calmP95Ms: number | null
  duringP95Ms: number | null
  ratio: number | null
  /** In waiting rooms and on the pages of challenges: how many actions, and how long in all. */
  waited: number
  waitedMs: number
}

/** What failed, by activity and reason. */
export interface Failure {
  activity: string
  why: string
  count: number
}

const MOST_FAILURES = 8

/**
 * The 95th percentile by nearest rank of the time to success; an action that failed took as long as the patience of a
 * person, so that failing fast never looks like answering fast.
 */
export function p95Ms(actions: readonly ActionRecord[]): number | null {
  if (actions.length === 0) return null
  const times = actions.map(({ succeeded, tookMs }) => (succeeded ? tookMs : PATIENCE_MS)).sort((a, b) => a - b)
  return times[Math.ceil(times.length * 0.95) - 1] ?? null
}

export function rowsBy(
  by: 'activity' | 'kind',
  calm: readonly ActionRecord[],
  during: readonly ActionRecord[],
): ScoreRow[] {
  const names = [...new Set([...during, ...calm].map((action) => action[by]))].sort()
  return names.map((name) =>
    scoreRow(
      name,
      calm.filter((action) => action[by] === name),
      during.filter((action) => action[by] === name),
    ),
  )
}

export function scoreRow(name: string, calm: readonly ActionRecord[], during: readonly ActionRecord[]): ScoreRow {
  const share = (test: (action: ActionRecord) => boolean) =>
    during.length === 0 ? null : during.filter(test).length / during.length
  const calmP95Ms = p95Ms(calm)
  const duringP95Ms = p95Ms(during)
  return {
    name,
    actions: during.length,
    succeeded: share(({ succeeded }) => succeeded),
    firstTry: share(({ succeeded, firstTry }) => succeeded && firstTry),
    refused: during.filter(({ refused }) => refused).length,
    challenged: during.filter(({ challenged }) => challenged).length,
    calmSucceeded: calm.length === 0 ? null : calm.filter(({ succeeded }) => succeeded).length / calm.length,
    calmP95Ms,
    duringP95Ms,
    ratio: calmP95Ms === null || duringP95Ms === null ? null : duringP95Ms / Math.max(1, calmP95Ms),
    waited: during.filter(({ waitedMs }) => waitedMs > 0).length,
    waitedMs: during.reduce((sum, { waitedMs }) => sum + waitedMs, 0),
  }
}

/** The activity of which least succeeded. */
export interface WorstActivity {
  activity: string
  succeeded: number
  actions: number
}

export function worstOf(activities: readonly ScoreRow[]): WorstActivity | null {
  let worst: WorstActivity | null = null
  for (const { name, succeeded, actions } of activities) {
    if (succeeded !== null && (worst === null || succeeded < worst.succeeded))
      worst = { activity: name, succeeded, actions }
  }
  return worst
}

/** Most frequent first. */
export function failuresOf(during: readonly ActionRecord[]): Failure[] {
  const counts = new Map<string, Failure>()
  for (const { activity, why } of during) {
    if (why === undefined) continue
    const key = JSON.stringify([activity, why])
    const failure = counts.get(key) ?? { activity, why, count: 0 }
    failure.count++
    counts.set(key, failure)
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, MOST_FAILURES)
}

/** Never rounds up to what was not reached: 99.96 % is 99.9 %. */
export function percent(share: number): string {
  const tenths = Math.floor(share * 1000 + 1e-9) / 10
  return `${Number.isInteger(tenths) ? tenths : tenths.toFixed(1)} %`
}
