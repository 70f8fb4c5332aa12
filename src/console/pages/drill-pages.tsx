import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { BrainView } from '../../brain/status.js'
import { openDrill } from '../api.js'
import type { ConsoleEnv } from '../console-env.js'
import { DrillNotice } from '../view/drill-notice.js'
import { formText } from './form-text.js'
import { htmlPage } from './html-page.js'
import { Layout, type PageFrame } from './layout.js'

const BODY_LIMIT_BYTES = 1024
const MINUTES = [5, 15, 30] as const

/** What a redirect after a change may say. Only these words, never text from the address bar. */
const DONE_WORDS: ReadonlyMap<string, string> = new Map([
  ['opened', 'The window is open. Now start “holdfast drill” on the machine that Holdfast runs on.'],
  ['closed', 'The window is closed. A drill that was under way stops within seconds.'],
  ['gone', 'That window was closed already.'],
])

/** `/drill`: gives leave for one rehearsal ahead, and takes it back. Works with plain forms. */
export function drillPages(view: BrainView, frame: PageFrame): Hono<ConsoleEnv> {
  const pages = new Hono<ConsoleEnv>()
  pages.use('/drill/*', bodyLimit({ maxSize: BODY_LIMIT_BYTES }))

  pages.get('/drill', (c) => drillPage(c, 200, { done: DONE_WORDS.get(c.req.query('done') ?? '') ?? null }))

  pages.post('/drill/open', async (c) => {
    const asked = Number(formText((await c.req.parseBody()).minutes))
    const minutes = MINUTES.find((one) => one === asked)
    if (minutes === undefined) return drillPage(c, 422, { problem: 'Choose how long the window is to be open.' })
    const opened = openDrill(view, minutes * 60, 'console')
    if ('error' in opened) return drillPage(c, 409, { problem: opened.error })
    return c.redirect('/drill?done=opened', 303)
  })

  pages.post('/drill/close', async (c) => {
    const closed = view.closeDrill(formText((await c.req.parseBody()).id))
    return c.redirect(`/drill?done=${closed ? 'closed' : 'gone'}`, 303)
  })

  function drillPage(
    c: Context<ConsoleEnv>,
    httpStatus: 200 | 409 | 422,
    { done = null, problem = null }: { done?: string | null; problem?: string | null },
  ): Response {
    const { level, platforms, drill, now } = view.status()
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    const names = platforms.map(({ name }) => name)
    return htmlPage(
      c,
      <Layout frame={frame} title="Drill" path="/drill" level={level} platforms={names}>
        <h1>Rehearse an attack</h1>
        {done ? (
          <p class="done" role="status">
            {done}
          </p>
        ) : null}
        {problem ? (
          <p class="problem" role="alert">
            {problem}
          </p>
        ) : null}
        {drill ? <DrillNotice drill={drill} now={now} timeZone={timeZone} /> : <OpenForm />}
      </Layout>,
      httpStatus,
    )
  }

  return pages
}

function OpenForm() {
  return (
    <form class="card" method="post" action="/drill/open" aria-labelledby="open-title">
      <h2 id="open-title">Open a drill window</h2>
      <p>
        A drill strikes only while a window is open. “holdfast drill” opens one by itself, for as long as it needs. Open
        one here when somebody else is to start the drill: it is for one drill, and closes by itself.
      </p>
      <p class="fields">
        <label>
          Open for{' '}
          <select name="minutes">
            {MINUTES.map((minutes) => (
              <option value={String(minutes)} selected={minutes === 15}>
                {minutes} minutes
              </option>
            ))}
          </select>
        </label>{' '}
        <button type="submit">Open the window</button>
      </p>
    </form>
  )
}
