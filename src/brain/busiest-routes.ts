import type { MergedSummary } from '../link/summary-window.js'
import type { RouteStatus } from './status.js'

const MOST_SHOWN = 10

/** The routes that took most of the origin's time, first the one that took most. */
export function busiestRoutes({ routes, spanMs }: Pick<MergedSummary, 'routes' | 'spanMs'>): RouteStatus[] {
  const all = [...routes]
  const totalMs = all.reduce((sum, [, { ms }]) => sum + ms, 0)
  return all
    .sort(([, a], [, b]) => b.ms - a.ms)
    .slice(0, MOST_SHOWN)
    .map(([route, { ms, visits }]) => ({
      route,
      requestsPerSecond: spanMs > 0 ? (visits * 1000) / spanMs : 0,
      originTimeShare: totalMs > 0 ? ms / totalMs : 0,
    }))
}
