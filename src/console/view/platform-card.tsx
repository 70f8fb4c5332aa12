import type { PlatformStatus } from '../../brain/status.js'
import { platformSentence } from './banner.js'
import { formatDuration, formatLevelValue, formatMs, formatNumber, formatShare, msBetween } from './format.js'
import { answeredShare } from './key-figures.js'
import { LEVEL_WORDS, LevelIcon } from './level-icon.js'
import { OriginsDown } from './origins-table.js'
import type { RulesInForce } from './rules-in-force.js'
import { RulesNote } from './rules-note.js'
import { ShareBar } from './share-bar.js'

/** One of several platforms on the overview. */
export function PlatformCard(props: { platform: PlatformStatus; inForce: RulesInForce | undefined; now: string }) {
  const { platform, inForce, now } = props
  const { name, level, since, distress } = platform
  return (
    <article class={`card platform-card level-${level}`}>
      <h2>
        <LevelIcon level={level} />
        <a href={`/platform/${encodeURIComponent(name)}`}>{name}</a>
      </h2>
      <p class="platform-level">
        <strong>{LEVEL_WORDS[level]}</strong> for <time datetime={since}>{formatDuration(msBetween(since, now))}</time>
      </p>
      <p>{platformSentence(platform)}</p>
      <RulesNote inForce={inForce} />
      <OriginsDown origins={platform.origins} />
      <dl class="mini-figures">
        <div>
          <dt>Visits/s</dt>
          <dd>{formatNumber(platform.requestsPerSecond)}</dd>
        </div>
        <div>
          <dt>Answered</dt>
          <dd>{formatShare(answeredShare(platform.perSecond))}</dd>
        </div>
        <div>
          <dt>p95</dt>
          <dd>{formatMs(platform.p95Ms)}</dd>
        </div>
        <div>
          <dt>Waiting</dt>
          <dd>{formatNumber(platform.queue.waiting)}</dd>
        </div>
        <div>
          <dt>Distress</dt>
          <dd>{formatLevelValue(distress)}</dd>
        </div>
      </dl>
      <ShareBar share={distress} />
    </article>
  )
}
