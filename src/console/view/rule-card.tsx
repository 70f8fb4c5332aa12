import type { RuleStatus } from '../../brain/status.js'
import { percent, percentAtMost } from '../../explain/percent.js'
import { CollateralScale } from './collateral-scale.js'
import { formatClock, formatDuration, formatNumber, msBetween } from './format.js'
import { HitsChart } from './hits-chart.js'
import { RuleTests } from './rule-tests.js'
import { effectWords, lifeWords, peopleWords, STATE_WORDS } from './rule-words.js'
import { ShareBar } from './share-bar.js'
import { visibleText } from './visible-text.js'

/** A rule in force: what it matches, what it does, how sure that is, whom it has met, and what can be done about it. */
export function RuleCard({ rule, now, timeZone }: { rule: RuleStatus; now: string; timeZone: string }) {
  const { id, platform, state, text, match, explains, collateral, hits, hitsPerSecond, created } = rule
  const life = lifeWords(rule, now)
  return (
    <article class="card rule" id={`rule-${id}`} aria-labelledby={`rule-${id}-text`}>
      <p class="rule-state">
        <span class={`rule-state-word rule-${state}`}>
          <StateIcon state={state} /> {STATE_WORDS[state]}
        </span>{' '}
        <span class="sub">
          since <time datetime={created}>{formatClock(created, timeZone)}</time>,{' '}
          {formatDuration(msBetween(created, now))} · rule {id} on {visibleText(platform)}
        </span>
      </p>
      <h3 id={`rule-${id}-text`}>
        <bdi>{visibleText(text)}</bdi>
      </h3>
      <p class="sub">{effectWords(rule)}</p>
      <dl class="rule-figures">
        <div>
          <dt>Explains</dt>
          <dd>
            <b>{percent(explains)}</b> <span class="sub">of the visits in excess of normal</span>
            <ShareBar share={explains} />
          </dd>
        </div>
        <div>
          <dt>Would touch</dt>
          <dd>
            <b>{percent(collateral.share)}</b>{' '}
            <span class="sub">of normal visits, at most {percentAtMost(collateral.upper)} (95 % sure)</span>
            <CollateralScale share={collateral.share} upper={collateral.upper} />
          </dd>
        </div>
        <div>
          <dt>Has met</dt>
          <dd>
            <b>{formatNumber(hits)}</b>{' '}
            <span class="sub">
              {hits === 1 ? 'visit' : 'visits'}, {formatNumber(hitsPerSecond)} a second now;{' '}
              {peopleWords({ hits, people: rule.people })}
            </span>
          </dd>
        </div>
        <div>
          <dt>Ends</dt>
          <dd>
            <b>{life.when}</b> <span class="sub">{life.note}</span>
          </dd>
        </div>
      </dl>
      <HitsChart recentHits={rule.recentHits} />
      <RuleTests match={match} />
      <RuleNews news={rule.news} timeZone={timeZone} />
      <RuleActions rule={rule} />
    </article>
  )
}

/** Newest first: what it asks for, and whether it was still needed. */
function RuleNews({ news, timeZone }: { news: RuleStatus['news']; timeZone: string }) {
  if (news.length === 0) return null
  return (
    <ul class="rule-news sub">
      {news.toReversed().map(({ at, text }) => (
        <li>
          <time datetime={at}>{formatClock(at, timeZone)}</time> {visibleText(text)}
        </li>
      ))}
    </ul>
  )
}

function RuleActions({ rule }: { rule: RuleStatus }) {
  const { id, pinned, platform } = rule
  const about = <span class="visually-hidden"> rule {id}</span>
  return (
    <div class="rule-actions">
      <a class="button quiet" href={`/rules/${id}/preview`}>
        Preview{about}
      </a>
      <form method="post" action={`/rules/${id}/${pinned ? 'unpin' : 'pin'}`}>
        <button type="submit" class="quiet">
          {pinned ? 'Unpin' : 'Pin'}
          {about}
        </button>
      </form>
      <details>
        <summary>End it…{about}</summary>
        <ul class="rule-endings">
          <li>
            <form method="post" action={`/rules/${id}/lift`}>
              <button type="submit" class="danger">
                Lift{about}
              </button>
            </form>
            <p>It ends now and lets these visits in. When they go on being too many, the same rule may come again.</p>
          </li>
          <li>
            <form method="post" action={`/rules/${id}/forbid`}>
              <button type="submit" class="danger">
                Forbid{about}
              </button>
            </form>
            <p>
              It ends now and lets these visits in, and nothing that says the same comes into force on{' '}
              {visibleText(platform)} until you permit it again.
            </p>
          </li>
        </ul>
      </details>
    </div>
  )
}

const STATE_SIGNS: Record<RuleStatus['state'], string> = {
  watch: 'M1.5 8s2.5-4.5 6.5-4.5S14.5 8 14.5 8s-2.5 4.5-6.5 4.5S1.5 8 1.5 8M8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 1 0 0-3',
  slow: 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 5.2V8l2 1.5',
  challenge: 'M8 1.5l5.5 2v4c0 3.5-2.5 6-5.5 7-3-1-5.5-3.5-5.5-7v-4z',
  probing: 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M6.5 6.3a1.6 1.6 0 1 1 2.2 1.5c-.5.2-.7.5-.7 1M8 11v.2',
  ended: 'M4 4l8 8M12 4l-8 8',
}

function StateIcon({ state }: { state: RuleStatus['state'] }) {
  return (
    <svg class="state-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={STATE_SIGNS[state]} />
    </svg>
  )
}
