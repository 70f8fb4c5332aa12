import type { FrictionStatus } from '../../brain/status.js'

/** What a page of friction covers. `latest`: the newest stretch of trouble, whenever that was. */
export const FRICTION_RANGES = ['latest', 'day', 'week', 'all'] as const
export type FrictionRange = (typeof FRICTION_RANGES)[number]

export interface FrictionWindow {
  /** Milliseconds since the epoch. */
  from: number
  to: number
  /** Those that reach into it, newest first. */
  entries: FrictionStatus[]
}

const DAY_MS = 24 * 3_600_000
/** Measures further apart than this belong to different troubles. */
const APART_MS = 30 * 60_000
/** A little of calm on both sides shows where it began and ended. */
const MARGIN = 0.06
const SHORTEST_MS = 60_000

/** @param entries newest first */
export function frictionWindow(
  entries: readonly FrictionStatus[],
  range: FrictionRange,
  now: number,
): FrictionWindow | null {
  const within = entriesOf(entries, range, now)
  if (within.length === 0) return null
  const first = Math.min(...within.map(({ from }) => Date.parse(from)))
  const last = Math.max(...within.map((entry) => endOf(entry, now)))
  const margin = MARGIN * Math.max(SHORTEST_MS, last - first)
  const begin = range === 'day' ? now - DAY_MS : range === 'week' ? now - 7 * DAY_MS : first - margin
  return { from: begin, to: Math.min(now, last + margin), entries: within }
}

/** When it ended; now while it is in force. */
export function endOf({ until }: FrictionStatus, now: number): number {
  return until === null ? now : Date.parse(until)
}

function entriesOf(entries: readonly FrictionStatus[], range: FrictionRange, now: number): FrictionStatus[] {
  if (range === 'all') return [...entries]
  if (range !== 'latest') {
    const since = now - (range === 'day' ? DAY_MS : 7 * DAY_MS)
    return entries.filter((entry) => endOf(entry, now) > since)
  }
  const byEnd = [...entries].sort((a, b) => endOf(b, now) - endOf(a, now))
  let begin = Number.POSITIVE_INFINITY
  const latest = new Set<FrictionStatus>()
  for (const entry of byEnd) {
    if (latest.size > 0 && endOf(entry, now) < begin - APART_MS) break
    latest.add(entry)
    begin = Math.min(begin, Date.parse(entry.from))
  }
  return entries.filter((entry) => latest.has(entry))
}
