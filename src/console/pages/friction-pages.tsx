import { Hono } from 'hono'
import type { BrainView } from '../../brain/status.js'
import type { ConsoleEnv } from '../console-env.js'
import { frictionBands } from '../view/friction-bands.js'
import { FrictionChart } from '../view/friction-chart.js'
import { frictionSentences } from '../view/friction-sentences.js'
import { FrictionTable } from '../view/friction-table.js'
import { FRICTION_RANGES, type FrictionRange, frictionWindow } from '../view/friction-window.js'
import { momentWords } from '../view/friction-words.js'
import { Freshness, REFRESH_SECONDS } from './freshness.js'
import { htmlPage } from './html-page.js'
import { Layout, type PageFrame } from './layout.js'

const RANGE_WORDS: Record<FrictionRange, string> = {
  latest: 'The latest',
  day: '24 hours',
  week: '7 days',
  all: 'All that is kept',
}
/** More than this on one page is read by nobody; the API has all. */
const MOST_SHOWN = 200

/** `/slowed`: which measures touched visitors, when, how many of them were real, and when everything was back. */
export function frictionPages(view: BrainView, frame: PageFrame): Hono<ConsoleEnv> {
  const pages = new Hono<ConsoleEnv>()

  pages.get('/slowed', (c) => {
    const { now, level, platforms } = view.status()
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    const range = FRICTION_RANGES.find((known) => known === c.req.query('range')) ?? 'latest'
    const refreshes = c.req.query('refresh') !== undefined
    const at = Date.parse(now)
    const shown = frictionWindow(view.friction(), range, at)
    const bands = shown ? frictionBands(shown, platforms, at) : []
    const clock = (time: string) => momentWords(time, now, timeZone)
    return htmlPage(
      c,
      <Layout
        frame={frame}
        title="Who was slowed"
        path="/slowed"
        level={level}
        platforms={platforms.map(({ name }) => name)}
        {...(refreshes ? { refreshSeconds: REFRESH_SECONDS } : {})}
      >
        <h1>Who was slowed</h1>
        <Freshness path="/slowed" now={now} timeZone={timeZone} refreshes={refreshes} />
        <Ranges current={range} />
        {shown ? (
          <>
            <section class="card" aria-labelledby="words-title">
              <h2 id="words-title">In words</h2>
              <ul class="friction-words">
                {frictionSentences(shown, bands, now, clock).map((sentence) => (
                  <li>{sentence}</li>
                ))}
              </ul>
              <p class="sub">
                Times are those of the zone {timeZone}. Numbers of people are estimates; how each comes about stands in
                the table. No address of a visitor is kept.
              </p>
            </section>
            <section class="card" aria-labelledby="time-title">
              <h2 id="time-title">Over time</h2>
              <FrictionChart bands={bands} window={shown} timeZone={timeZone} />
            </section>
            <section class="card" aria-labelledby="measures-title">
              <h2 id="measures-title">
                Measures <span class="sub">{shown.entries.length}</span>
              </h2>
              <FrictionTable entries={shown.entries.slice(0, MOST_SHOWN)} now={now} timeZone={timeZone} />
              {shown.entries.length > MOST_SHOWN ? (
                <p class="sub">
                  The newest {MOST_SHOWN}; all are in <a href="/api/friction">/api/friction</a>.
                </p>
              ) : null}
            </section>
          </>
        ) : (
          <NoFriction range={range} />
        )}
      </Layout>,
    )
  })

  return pages
}

function Ranges({ current }: { current: FrictionRange }) {
  return (
    <nav class="ranges" aria-label="Time">
      {FRICTION_RANGES.map((range) => (
        <a
          href={range === 'latest' ? '/slowed' : `/slowed?range=${range}`}
          aria-current={range === current ? 'page' : undefined}
        >
          {RANGE_WORDS[range]}
        </a>
      ))}
    </nav>
  )
}

function NoFriction({ range }: { range: FrictionRange }) {
  return (
    <div class="card lesson">
      <p>
        <b>{range === 'latest' || range === 'all' ? 'Nobody was slowed so far.' : 'Nobody was slowed in that time.'}</b>{' '}
        Whatever Holdfast does that real visitors may feel is written down here: what it did, to which activity, from
        when to when, how many visits it touched and how many of those were probably people.
      </p>
      <p>It is kept over restarts, so that you can say later what was slowed, and when it was back.</p>
    </div>
  )
}
