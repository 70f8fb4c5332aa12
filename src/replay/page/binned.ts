import { mergeInto, noVisits, type Stretch, type Timeline } from '../timeline.js'

/** A stretch of a timeline, cut into pieces of equal length for a chart. */
export interface Binned {
  readonly from: number
  readonly to: number
  readonly widthMs: number
  /** One for each piece, also where nothing came. */
  readonly bins: readonly Stretch[]
}

const MOST_BINS = 240

/** @param from milliseconds, like `to`; both are widened to whole pieces */
export function binned(timeline: Timeline, from: number, to: number): Binned {
  const { widthMs: least } = timeline
  const widthMs = least * Math.max(1, Math.ceil((to - from) / least / MOST_BINS))
  const start = Math.floor(from / widthMs) * widthMs
  const count = Math.min(MOST_BINS + 1, Math.floor((to - start) / widthMs) + 1)
  const bins = Array.from(
    { length: count },
    (_, i): Stretch => ({ at: start + i * widthMs, visits: noVisits(), rules: new Map(), level: 'calm' }),
  )
  for (const stretch of timeline.stretches) {
    const bin = bins[Math.floor((stretch.at - start) / widthMs)]
    if (bin) mergeInto(bin, stretch)
  }
  return { from: start, to: start + count * widthMs, widthMs, bins }
}
