import type { RulePreview } from '../../brain/status.js'

export type Minutes = RulePreview['lastHour']['minutes']

const MINUTE_MS = 60_000
const MINUTES = 60

/** The sixty minutes up to now, oldest first: a minute in which nobody came is missing in a preview, and must not be in a chart. */
export function wholeHour(minutes: Minutes, nowMs: number): Minutes {
  const last = Math.floor(nowMs / MINUTE_MS)
  const known = new Map(minutes.map((minute) => [Math.floor(Date.parse(minute.at) / MINUTE_MS), minute]))
  return Array.from({ length: MINUTES }, (_, i) => {
    const at = last - (MINUTES - 1 - i)
    return known.get(at) ?? { at: new Date(at * MINUTE_MS).toISOString(), visits: 0, touched: 0 }
  })
}
