import type { PlatformStatus } from '../../brain/status.js'
import { formatLevelValue } from './format.js'
import { ShareBar } from './share-bar.js'

/** How close the origin is to falling over, and why. */
export function Distress({ platform }: { platform: Pick<PlatformStatus, 'distress' | 'reasons'> }) {
  return (
    <section class="card" aria-labelledby="distress-title">
      <h2 id="distress-title">What weighs on the origin</h2>
      <p class="distress-value">
        <span class="figure-value">{formatLevelValue(platform.distress)}</span>{' '}
        <span class="sub">distress, of 1 where it falls over</span>
      </p>
      <ShareBar share={platform.distress} />
      {platform.reasons.length === 0 ? (
        <p class="empty">Nothing.</p>
      ) : (
        <ol class="reasons" aria-label="What it comes from, largest first">
          {platform.reasons.map((reason) => (
            <li>{reason}</li>
          ))}
        </ol>
      )}
    </section>
  )
}
