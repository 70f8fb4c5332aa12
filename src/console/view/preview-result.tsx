import type { RulePreview } from '../../brain/status.js'
import type { Level } from '../../detect/level.js'
import { percent } from '../../explain/percent.js'
import { LevelIcon } from './level-icon.js'
import { PreviewChart } from './preview-chart.js'
import { previewVerdict, type VerdictGrade } from './preview-verdict.js'
import { RuleTests } from './rule-tests.js'
import { ShareBar } from './share-bar.js'
import { visibleText } from './visible-text.js'

/** Each grade looks like the level that it would make somebody feel. */
const LOOKS: Record<VerdictGrade, Level> = {
  nothing: 'calm',
  few: 'calm',
  some: 'strained',
  many: 'attack',
  unknown: 'strained',
}

/** What a rule, or a match of one's own, would have done to the last hour and to what is normal. */
export function PreviewResult(props: { preview: RulePreview; now: string; timeZone: string }) {
  const { preview, now, timeZone } = props
  const { platform, text, match, lastHour, examples } = preview
  const { grade, title, sentence } = previewVerdict(preview)
  const look = LOOKS[grade]
  return (
    <>
      <section class={`banner level-${look}`} aria-labelledby="verdict-title">
        <LevelIcon level={look} />
        <div>
          <h2 id="verdict-title">{title}</h2>
          <p class="banner-sentence">
            <bdi>{visibleText(sentence)}</bdi>
          </p>
        </div>
      </section>
      <div class="details">
        <section class="card" aria-labelledby="match-title">
          <h2 id="match-title">What it matches on {visibleText(platform)}</h2>
          <p class="match-text">
            <bdi>{visibleText(text)}</bdi>
          </p>
          <RuleTests match={match} />
        </section>
        <section class="card" aria-labelledby="examples-title">
          <h2 id="examples-title">What the touched visits asked for</h2>
          {examples.length === 0 ? (
            <p class="empty">Nothing in the last hour matched.</p>
          ) : (
            <table class="examples">
              <thead>
                <tr>
                  <th scope="col">Asked for</th>
                  <th scope="col">With</th>
                  <th scope="col" class="number">
                    Share
                  </th>
                </tr>
              </thead>
              <tbody>
                {examples.map(({ method, route, program, share }) => (
                  <tr>
                    <th scope="row" class="route">
                      <code>
                        <bdi>{visibleText(`${method} ${route}`)}</bdi>
                      </code>
                      <ShareBar share={share} />
                    </th>
                    <td class="entry-note">
                      <bdi>{visibleText(program)}</bdi>
                    </td>
                    <td class="number">{percent(share)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {lastHour.touched > 0 ? (
            <p class="hint">
              From {lastHour.networks === 1 ? 'one network' : `${lastHour.networks} networks`} of the sample.
            </p>
          ) : null}
        </section>
        <PreviewChart minutes={lastHour.minutes} now={now} timeZone={timeZone} />
      </div>
    </>
  )
}
