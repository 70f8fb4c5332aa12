import { createHash } from 'node:crypto'
import { raw } from 'hono/html'
import { printable } from '../../explain/test-words.js'
import type { Verdict } from '../../mitigate/judge.js'
import type { ReplayResult } from '../replay.js'
import { VISITOR_KINDS } from '../story.js'
import {
  count,
  DONE,
  dayAndTime,
  episodeWords,
  headline,
  heaviestFirst,
  number,
  ruleWords,
  total,
  touched,
  VISITOR_WORDS,
} from '../story-words.js'
import { binned } from './binned.js'
import { PAGE_STYLE } from './page-style.js'
import { HitsChart, VisitsChart } from './visits-chart.js'

const VERDICTS: readonly Verdict[] = ['serve', 'slow', 'challenge', 'refuse', 'drop']
const MOST_EPISODES = 5
const MOST_RULES = 30
/** Around an episode so much is shown, at least. */
const AROUND_MS = 600_000

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64')
/** Nothing is loaded and nothing runs, whatever visitors have sent. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`

/**
 * What a replay found as one page that stands alone. It holds no address of a visitor.
 * @param troubles what was wrong with the logs, in sentences
 */
export function replayPage(result: ReplayResult, troubles: readonly string[]): string {
  return `<!doctype html>${String(<Page result={result} troubles={troubles} />)}\n`
}

function Page({ result, troubles }: { result: ReplayResult; troubles: readonly string[] }) {
  const { story, rules } = result
  const whole = binned(story.timeline, result.from ?? 0, result.to ?? 0)
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>What Holdfast would have done</title>
        <style>{raw(PAGE_STYLE)}</style>
      </head>
      <body>
        <main>
          <h1>What Holdfast would have done</h1>
          <p class="lead">{headline(result)}</p>
          <VisitsChart name="all" title="All visits" data={whole} rules={rules} />
          <Whom result={result} />
          <Episodes result={result} />
          <Rules result={result} />
          {troubles.length > 0 && (
            <section>
              <h2>About the logs</h2>
              {troubles.map((trouble) => (
                <p>{printable(trouble)}</p>
              ))}
            </section>
          )}
        </main>
        <footer>
          <p>
            This was worked out from access logs alone; nothing was done to anybody. “Probably by people” are visits by
            clients that load the files of a page as well, as browsers do and flooding programs hardly ever; a log does
            not tell more. Who would be challenged solves a small task in the browser, without noticing or with one
            click, and goes on.
          </p>
        </footer>
      </body>
    </html>
  )
}

function Whom({ result: { story } }: { result: ReplayResult }) {
  const shown = VERDICTS.filter((verdict) => story.visits[verdict] > 0)
  return (
    <>
      <h2 id="whom">What would have happened to whom</h2>
      <section class="scroll" aria-labelledby="whom" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Visits by</th>
              {shown.map((verdict) => (
                <th scope="col">{DONE[verdict]}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {VISITOR_KINDS.filter((kind) => total(story.byKind[kind]) > 0).map((kind) => (
              <tr>
                <th scope="row">{VISITOR_WORDS[kind]}</th>
                {shown.map((verdict) => (
                  <td>{number(story.byKind[kind][verdict])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function Episodes({ result }: { result: ReplayResult }) {
  const { story, rules } = result
  const told = heaviestFirst(story.episodes)
    .filter(({ visits }) => touched(visits) > 0)
    .slice(0, MOST_EPISODES)
  if (told.length === 0) return null
  const rest = story.episodes.length - told.length + story.untoldEpisodes
  return (
    <section>
      <h2>When</h2>
      {told.map((episode, i) => (
        <>
          <VisitsChart
            name={`episode-${i + 1}`}
            title={episodeWords(episode)}
            data={binned(story.timeline, episode.from - AROUND_MS, episode.to + AROUND_MS)}
            rules={rules}
          />
          {episode.level === 'severe' && episode.unexplained !== null && <p>{printable(episode.unexplained)}</p>}
        </>
      ))}
      {rest > 0 && <p>{count(rest, 'other time')} it would have done less than in these.</p>}
    </section>
  )
}

function Rules({ result: { story, rules } }: { result: ReplayResult }) {
  if (rules.length === 0) return null
  const told = rules
    .filter(({ hits }) => hits > 0)
    .sort((a, b) => b.hits - a.hits)
    .slice(0, MOST_RULES)
  const rest = rules.length - told.length
  return (
    <section>
      <h2>What it would have acted on</h2>
      {told.map((rule) => {
        const { what, met } = ruleWords(rule, story)
        const end = rule.ended?.at ?? rule.created
        return (
          <article class="rule">
            <h3>
              {rule.id}. {printable(what)}
            </h3>
            <p>{met}</p>
            <p>
              In force from {dayAndTime(rule.created)}
              {rule.ended ? ` to ${dayAndTime(rule.ended.at)} UTC: ${rule.ended.text}.` : ' UTC to the end.'}
            </p>
            {rule.hits > 0 && (
              <HitsChart rule={rule} data={binned(story.timeline, rule.created - AROUND_MS, end + AROUND_MS)} />
            )}
          </article>
        )
      })}
      {rest > 0 && <p>{count(rest, 'other rule')} met fewer visits, or none.</p>}
    </section>
  )
}
