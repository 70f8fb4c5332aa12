import type { DrillWindow } from '../../brain/status.js'
import { formatClock, formatDuration, msBetween } from './format.js'

/** Nobody should take a rehearsal for the real thing, and anybody may end it. */
export function DrillNotice(props: { drill: DrillWindow | null; now: string; timeZone: string }) {
  const { drill, now, timeZone } = props
  if (!drill) return null
  const left = formatDuration(Math.max(0, msBetween(now, drill.until)))
  const until = <time datetime={drill.until}>{formatClock(drill.until, timeZone)}</time>
  return (
    <section class="drill" aria-labelledby="drill-title">
      <h2 id="drill-title">{drill.inUse ? 'This is a drill' : 'A drill window is open'}</h2>
      {drill.inUse ? (
        <p>
          A rehearsed attack may run for another {left}, until {until} at the latest. Its visits are in the figures.
        </p>
      ) : (
        <p>
          For another {left}, until {until}, “holdfast drill” may rehearse one attack on this Holdfast.
        </p>
      )}
      <form method="post" action="/drill/close">
        <input type="hidden" name="id" value={drill.id} />
        <button type="submit">Close now</button>
      </form>
    </section>
  )
}
