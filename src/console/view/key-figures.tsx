import type { PlatformStatus } from '../../brain/status.js'
import { OUTCOMES } from '../../traffic/outcome.js'
import { formatMs, formatNumber, formatShare } from './format.js'

/** The few numbers to look at first. */
export function KeyFigures({ platform }: { platform: PlatformStatus }) {
  const { queue, atOrigin } = platform
  return (
    <dl class="figures">
      <Figure name="Visits" value={formatNumber(platform.requestsPerSecond)} notes={['a second']} />
      <Figure
        name="Answered"
        value={formatShare(answeredShare(platform.perSecond))}
        notes={['of the last second’s visits']}
      />
      <Figure
        name="Time to answer"
        value={formatMs(platform.p95Ms)}
        notes={['or less for 95 of 100 visits', againstCalm(platform.p95Ms, platform.calmP95Ms)]}
      />
      <Figure
        name="Waiting now"
        value={formatNumber(queue.waiting)}
        notes={[`of ${formatNumber(queue.limit)} places`, queueWait(queue.p95WaitMs)]}
      />
      <Figure
        name="At the origin"
        value={formatNumber(atOrigin.inFlight)}
        notes={[
          `of ${formatNumber(atOrigin.limit)} allowed`,
          atOrigin.errorsPerSecond > 0 ? `${formatNumber(atOrigin.errorsPerSecond)} errors a second` : 'no errors',
        ]}
      />
    </dl>
  )
}

function Figure({ name, value, notes }: { name: string; value: string; notes: string[] }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <span class="figure-value">{value}</span>
        {notes.map((note) => (
          <span class="figure-note">{note}</span>
        ))}
      </dd>
    </div>
  )
}

function queueWait(p95WaitMs: number | null): string {
  return p95WaitMs === null || p95WaitMs < 1
    ? 'hardly anybody has to wait'
    : `95 of 100 wait up to ${formatMs(p95WaitMs)}`
}

/** Share of the last second's visits that got their answer, those held back left out; null when there were none. */
export function answeredShare(perSecond: PlatformStatus['perSecond']): number | null {
  const all = OUTCOMES.reduce((sum, outcome) => sum + perSecond[outcome], -perSecond.held)
  return all === 0 ? null : (perSecond.served + perSecond.cached + perSecond.stale) / all
}

/** `calm: 120 ms, now 2.8 ×`. */
export function againstCalm(p95Ms: number | null, calmP95Ms: number | null): string {
  if (calmP95Ms === null) return 'calm value not known yet'
  const calm = `calm: ${formatMs(calmP95Ms)}`
  if (p95Ms === null || calmP95Ms === 0) return calm
  const ratio = p95Ms / calmP95Ms
  return ratio < 1.15 ? calm : `${calm}, now ${formatNumber(Math.round(ratio * 10) / 10)} ×`
}
