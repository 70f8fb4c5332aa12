import type { ForbiddenRule, RuleStatus } from '../../brain/status.js'
import { formatClock, formatDayAndClock, formatDuration, formatNumber, msBetween } from './format.js'
import { RuleCard } from './rule-card.js'
import { endWords, rememberedWords } from './rule-words.js'
import { visibleText } from './visible-text.js'

export interface RulesContentProps {
  rules: readonly RuleStatus[]
  forbidden: readonly ForbiddenRule[]
  /** ISO 8601, by the server's clock. */
  now: string
  /** The server's time zone, IANA name. */
  timeZone: string
}

/** Everything on the page of rules that changes from second to second; the server and the island render the very same. */
export function RulesContent({ rules, forbidden, now, timeZone }: RulesContentProps) {
  const inForce = rules.filter(({ ended }) => !ended)
  return (
    <>
      <section aria-labelledby="in-force-title">
        <h2 id="in-force-title">
          In force <span class="sub">{inForce.length}</span>
        </h2>
        {inForce.length === 0 ? <NoRule /> : null}
        <div class="rules">
          {inForce.map((rule) => (
            <RuleCard rule={rule} now={now} timeZone={timeZone} />
          ))}
        </div>
      </section>
      <div class="details">
        <EndedRules rules={rules} forbidden={forbidden} now={now} timeZone={timeZone} />
        <ForbiddenRules forbidden={forbidden} timeZone={timeZone} />
      </div>
    </>
  )
}

function NoRule() {
  return (
    <div class="card lesson">
      <p>
        <b>No rule is in force.</b> A rule appears when far more visits come than are normal, and most of those in
        excess have something in common that normal visits hardly have: a path, a program, a header that is missing.
      </p>
      <p>
        It is first only watched, then it slows or challenges what it matches, and it ends by itself within minutes when
        it is not needed any more. A crowd of readers makes no rule.
      </p>
    </div>
  )
}

function EndedRules({ rules, forbidden, now, timeZone }: RulesContentProps) {
  const ended = rules.flatMap((rule) => (rule.ended ? [{ ...rule, ended: rule.ended }] : []))
  return (
    <section class="card wide" aria-labelledby="ended-title">
      <h2 id="ended-title">
        Ended lately <span class="sub">{ended.length}</span>
      </h2>
      {ended.length === 0 ? <p class="empty">None. Here it will say of each rule why it ended.</p> : null}
      <ul class="rule-list">
        {ended.map((rule) => (
          <li>
            <div>
              <p>
                <bdi>{visibleText(rule.text)}</bdi>
              </p>
              <p class="sub">
                <b>{visibleText(endWords(rule.ended))}</b>,{' '}
                <time datetime={rule.ended.at}>{formatClock(rule.ended.at, timeZone)}</time>,{' '}
                {formatDuration(msBetween(rule.ended.at, now))} ago, after{' '}
                {formatDuration(msBetween(rule.created, rule.ended.at))} and {formatNumber(rule.hits)} visits · rule{' '}
                {rule.id} on {visibleText(rule.platform)}
                {rule.remembered === null ? null : ` · ${rememberedWords(rule, now)}`}
              </p>
            </div>
            <div class="rule-actions">
              {forbidden.some(({ id }) => id === rule.id) ? null : (
                <form method="post" action={`/rules/${rule.id}/forbid`}>
                  <button type="submit" class="quiet">
                    Never again<span class="visually-hidden"> rule {rule.id}</span>
                  </button>
                </form>
              )}
              <a class="button quiet" href={`/rules/${rule.id}/preview`}>
                Preview<span class="visually-hidden"> rule {rule.id}</span>
              </a>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function ForbiddenRules({ forbidden, timeZone }: Pick<RulesContentProps, 'forbidden' | 'timeZone'>) {
  return (
    <section class="card wide" aria-labelledby="forbidden-title">
      <h2 id="forbidden-title">
        Forbidden <span class="sub">{forbidden.length}</span>
      </h2>
      {forbidden.length === 0 ? (
        <p class="empty">None. What you forbid stands here, and does not come into force until you permit it again.</p>
      ) : null}
      <ul class="rule-list">
        {forbidden.map(({ id, platform, text, since }) => (
          <li>
            <div>
              <p>
                <bdi>{visibleText(text)}</bdi>
              </p>
              <p class="sub">
                since <time datetime={since}>{formatDayAndClock(since, timeZone)}</time> · rule {id} on{' '}
                {visibleText(platform)}
              </p>
            </div>
            <form method="post" action={`/rules/${id}/permit`}>
              <button type="submit" class="quiet">
                Permit again<span class="visually-hidden"> rule {id}</span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  )
}
