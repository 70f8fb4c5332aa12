import { createHash } from 'node:crypto'
import { raw } from 'hono/html'
import { LEVELS } from '../../detect/level.js'
import { percent, type ScoreRow } from '../score-people.js'
import type { Scorecard } from '../scorecard.js'
import { AttackChart, Legend, PeopleChart, TimeChart } from './drill-charts.js'
import { comparisons, eventsOf, headline, milliseconds, rehearsed, shown } from './drill-words.js'
import { PAGE_STYLE } from './page-style.js'

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64')
/** Nothing is loaded and nothing runs, whatever is in names and texts. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`

/** A drill as one page that stands alone. @param last the drill of the same shape before it, if there was one */
export function drillPage(card: Scorecard, last: Scorecard | null): string {
  return `<!doctype html>${String(<Page card={card} last={last} />)}\n`
}

function Page({ card, last }: { card: Scorecard; last: Scorecard | null }) {
  const { shape, platform, seed, passed, missed } = card
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`Drill: ${shown(shape)} on ${shown(platform)}`}</title>
        <style>{raw(PAGE_STYLE)}</style>
      </head>
      <body>
        <main>
          <h1>
            Drill “{shown(shape)}” on {shown(platform)}, {day(card.startedAt)}
          </h1>
          <p class={passed ? 'verdict met' : 'verdict missed'}>{passed ? 'Passed' : 'Not passed'}</p>
          <p class="lead">{shown(headline(card))}</p>
          <p>{rehearsed(card)}</p>
          {missed.length > 0 && (
            <ul>
              {missed.map((sentence) => (
                <li>{shown(sentence)}.</li>
              ))}
            </ul>
          )}
          <Felt card={card} />
          <Targets card={card} />
          <Visitors card={card} />
          <Events card={card} />
          <Costs card={card} />
          {last !== null && <Compared now={card} before={last} />}
        </main>
        <footer>
          <p>
            Everybody here was rehearsed: visitors and attack were made by “holdfast drill” on this machine (seed {seed}
            ), and nothing left it. To do the same again: holdfast drill {shown(shape)} --seed {seed}
          </p>
        </footer>
      </body>
    </html>
  )
}

function Felt({ card }: { card: Scorecard }) {
  const { timeline: seconds, attackSeconds, rules, all, attack } = card
  if (seconds.length === 0) return null
  const last = seconds.at(-1)?.at ?? 0
  const rulesAt = (rules ?? []).map(({ atMs }) => atMs / 1000).filter((at) => at <= last)
  const chart = { seconds, attackSeconds }
  return (
    <section>
      <h2>What visitors felt</h2>
      <PeopleChart {...chart} name="people" title="Real actions, by how they ended" rulesAt={rulesAt} />
      <Legend
        entries={[
          ['good', 'succeeded'],
          ...(all.challenged > 0 ? [['asked', 'succeeded after showing that a browser asks'] as const] : []),
          ['bad', 'failed'],
          ['during', attack === null ? 'the crowd is there' : 'the attack lasts'],
          ...(rulesAt.length > 0 ? [['mark', rulesAt.length === 1 ? 'a rule begins' : 'rules begin'] as const] : []),
          ...LEVELS.filter((level) => level !== 'calm' && seconds.some((second) => second.level === level)).map(
            (level) => [level, `below: ${level}`] as const,
          ),
        ]}
      />
      <TimeChart
        {...chart}
        name="time"
        title="How long nineteen of twenty real actions took at the most"
        calmMs={all.calmP95Ms}
      />
      <Legend
        entries={[
          ['line', 'second by second; who failed counts as 30 s'],
          ['calm', 'in calm'],
        ]}
      />
      {seconds.some((second) => second.attack > 0) && (
        <>
          <AttackChart {...chart} name="attack" title="Requests of the attack" />
          <Legend
            entries={[
              ['sent', 'sent'],
              ['origin', 'of them answered by the origin'],
            ]}
          />
        </>
      )}
    </section>
  )
}

function Targets({ card: { targets } }: { card: Scorecard }) {
  if (targets.length === 0) return null
  return (
    <>
      <h2 id="targets">Targets</h2>
      <section class="scroll" aria-labelledby="targets" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Target</th>
              <th scope="col">wanted</th>
              <th scope="col">reached</th>
              <th scope="col">result</th>
            </tr>
          </thead>
          <tbody>
            {targets.map(({ what, wanted, reached, met }) => (
              <tr>
                <th scope="row">{shown(what)}</th>
                <td>{wanted}</td>
                <td>{reached}</td>
                <td class={met ? 'met' : 'missed'}>{met ? '✓ met' : '✗ missed'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function Visitors({ card: { activities, kinds, failures } }: { card: Scorecard }) {
  if (activities.length === 0) return null
  return (
    <>
      <h2 id="visitors">Who got what</h2>
      <section class="scroll" aria-labelledby="visitors" tabindex={0}>
        <table>
          <thead>
            <tr>
              {['', 'actions', 'succeeded', 'challenged', 'turned away', 'p95 in calm', 'during', 'ratio'].map(
                (name) => (name === '' ? <td /> : <th scope="col">{name}</th>),
              )}
            </tr>
          </thead>
          <tbody>
            <Rows title="What they did" rows={activities} />
            <Rows title="Who they were" rows={kinds} />
          </tbody>
        </table>
      </section>
      {failures.length > 0 && (
        <p>
          What failed:{' '}
          {failures.map(({ activity, why, count }) => `${count} × ${shown(activity)}: ${shown(why)}`).join('; ')}.
        </p>
      )}
    </>
  )
}

function Rows({ title, rows }: { title: string; rows: readonly ScoreRow[] }) {
  return (
    <>
      <tr>
        <th scope="colgroup" colspan={8}>
          {title}
        </th>
      </tr>
      {rows.map((row) => (
        <tr>
          <th scope="row">{shown(row.name)}</th>
          <td>{row.actions.toLocaleString('en')}</td>
          <td>{row.succeeded === null ? '–' : percent(row.succeeded)}</td>
          <td>{row.challenged.toLocaleString('en')}</td>
          <td>{row.refused.toLocaleString('en')}</td>
          <td>{milliseconds(row.calmP95Ms)}</td>
          <td>{milliseconds(row.duringP95Ms)}</td>
          <td>{row.ratio === null ? '–' : `${row.ratio.toFixed(1)} ×`}</td>
        </tr>
      ))}
    </>
  )
}

function Events({ card }: { card: Scorecard }) {
  if (card.attackSeconds === 0) return null
  return (
    <section>
      <h2>What Holdfast did, and when</h2>
      <ol class="events">
        {eventsOf(card).map(({ at, text }) => (
          <li>
            <time>{Number.isFinite(at) ? `${at.toFixed(1)} s` : 'at the end'}</time>
            <span>{shown(text)}</span>
          </li>
        ))}
      </ol>
      <p>{card.left.length === 0 ? 'No measure was left behind.' : `Left behind: ${shown(card.left.join('; '))}.`}</p>
    </section>
  )
}

function Costs({ card: { holdfast, atOrigin, generator } }: { card: Scorecard }) {
  if (holdfast === null) return null
  const { cpu, origin } = holdfast
  return (
    <section>
      <h2>What it cost</h2>
      <p>
        Holdfast used at most {Math.round(holdfast.peakMemoryMb)} MB and {holdfast.peakConnections.toLocaleString('en')}{' '}
        connections
        {cpu === null ? '' : `, and ${cpu.mean.toFixed(2)} processor cores on average (at most ${cpu.peak.toFixed(2)})`}
        .
        {origin.duringPerSecond === null
          ? ''
          : ` The origin answered ${Math.round(origin.duringPerSecond).toLocaleString('en')} requests a second${origin.calmPerSecond === null ? '' : ` (in calm ${Math.round(origin.calmPerSecond).toLocaleString('en')})`}, at most ${origin.peakInFlight} at a time.`}
        {atOrigin === null
          ? ''
          : ` Of ${atOrigin.sent.toLocaleString('en')} requests of the attack it had to answer ${atOrigin.reached.toLocaleString('en')}.`}
      </p>
      {generator.notHere.length > 0 && <p>Not here: {shown(generator.notHere.join('; '))}.</p>}
    </section>
  )
}

function Compared({ now, before }: { now: Scorecard; before: Scorecard }) {
  return (
    <>
      <h2 id="compared">Compared with the drill before</h2>
      <section class="scroll" aria-labelledby="compared" tabindex={0}>
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">now</th>
              <th scope="col">{day(before.startedAt)}</th>
            </tr>
          </thead>
          <tbody>
            {comparisons(now, before).map((row) => (
              <tr>
                <th scope="row">{row.what}</th>
                <td>{shown(row.now)}</td>
                <td>{shown(row.before)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function day(time: string): string {
  const at = new Date(time)
  return `${at.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`
}
