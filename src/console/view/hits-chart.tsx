import { formatNumber } from './format.js'

const STRETCHES = 60
const STRETCH_SECONDS = 5
const HEIGHT = 40

/** Visits that met a rule in the last five minutes, a bar for each stretch of 5 s, the newest at the right. */
export function HitsChart({ recentHits }: { recentHits: readonly number[] }) {
  const newest = recentHits.slice(-STRETCHES)
  const most = Math.max(0, ...newest)
  if (most === 0) return <p class="sub">In the last five minutes it met nobody.</p>
  const first = STRETCHES - newest.length
  const bars = newest.map((hits, i) => bar(first + i, hits / most)).join('')
  return (
    <figure class="hits-chart">
      <svg viewBox={`0 0 ${STRETCHES} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="static-chart-grid" d={`M0 ${HEIGHT - 0.5}H${STRETCHES}`} />
        <path class="area series-refused" d={bars} />
      </svg>
      <figcaption class="sub">
        Visits that met it in the last five minutes, at most {formatNumber(most)} in {STRETCH_SECONDS} s
      </figcaption>
    </figure>
  )
}

/** Something always shows where there was anything at all. */
function bar(place: number, share: number): string {
  if (share <= 0) return ''
  const height = Math.max(1, share * HEIGHT).toFixed(1)
  return `M${place + 0.1} ${HEIGHT}v-${height}h.8v${height}z`
}
