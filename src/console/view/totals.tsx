import type { PlatformStatus } from '../../brain/status.js'
import { formatDayAndClock, formatNumber } from './format.js'
import { OUTCOME_WORDS, OUTCOMES_BEST_FIRST } from './outcome-words.js'

/** What became of all visits since the start. */
export function Totals(props: { platform: PlatformStatus; startedAt: string; timeZone: string }) {
  const { platform, startedAt, timeZone } = props
  return (
    <section class="card" aria-labelledby="totals-title">
      <h2 id="totals-title">
        Visits since <time datetime={startedAt}>{formatDayAndClock(startedAt, timeZone)}</time>
      </h2>
      <dl class="totals">
        {OUTCOMES_BEST_FIRST.map((outcome) => (
          <div>
            <dt>
              <span class={`swatch series-${outcome}`} aria-hidden="true" />
              {OUTCOME_WORDS[outcome]}
            </dt>
            <dd>{formatNumber(platform.outcomes[outcome])}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
