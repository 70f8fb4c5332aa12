import { formatClock } from '../view/format.js'

/** For browsers without scripts: reload by itself, when asked for. */
export const REFRESH_SECONDS = 10

/** How old the figures of a page are, and how to have newer ones; the live page takes it over. */
export function Freshness(props: { path: string; now: string; timeZone: string; refreshes: boolean }) {
  const { path, now, timeZone, refreshes } = props
  return (
    <p class="freshness" data-part="freshness">
      As of <time datetime={now}>{formatClock(now, timeZone)}</time>.{' '}
      {refreshes ? (
        <>
          Loads again every {REFRESH_SECONDS} seconds. <a href={path}>Stop</a>
        </>
      ) : (
        <>
          <a href={path}>Refresh</a> or <a href="?refresh">refresh every {REFRESH_SECONDS} seconds</a>
        </>
      )}
    </p>
  )
}
