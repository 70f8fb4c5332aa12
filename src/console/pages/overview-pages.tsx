import { type Context, Hono } from 'hono'
import type { BrainView } from '../../brain/status.js'
import type { ConsoleEnv } from '../console-env.js'
import { LEVEL_WORDS } from '../view/level-icon.js'
import { LiveContent } from '../view/live-content.js'
import { rulesInForce } from '../view/rules-in-force.js'
import { Freshness, REFRESH_SECONDS } from './freshness.js'
import { htmlPage } from './html-page.js'
import { Layout, type PageFrame } from './layout.js'

/** `/` and, when there are several platforms, `/platform/NAME`. */
export function overviewPages(view: BrainView, frame: PageFrame): Hono<ConsoleEnv> {
  const pages = new Hono<ConsoleEnv>()

  pages.get('/', (c) => overview(c, null))
  pages.get('/platform/:name', (c) => {
    const name = c.req.param('name')
    const { platforms } = view.status()
    if (!platforms.some((platform) => platform.name === name)) return c.notFound()
    // With a single platform the overview is its page; one address is enough.
    return platforms.length === 1 ? c.redirect('/', 303) : overview(c, name)
  })

  function overview(c: Context<ConsoleEnv>, platformName: string | null): Response {
    const status = view.status()
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    const level = status.platforms.find(({ name }) => name === platformName)?.level ?? status.level
    const refreshes = c.req.query('refresh') !== undefined
    return htmlPage(
      c,
      <Layout
        frame={frame}
        title={`${LEVEL_WORDS[level]} – ${platformName ?? 'overview'}`}
        path={c.req.path}
        level={level}
        platforms={status.platforms.map(({ name }) => name)}
        {...(refreshes ? { refreshSeconds: REFRESH_SECONDS } : {})}
      >
        <hf-live
          data-page="overview"
          data-platform={platformName ?? undefined}
          data-time-zone={timeZone}
          data-version={status.version}
          data-started={status.startedAt}
        >
          <Freshness path={c.req.path} now={status.now} timeZone={timeZone} refreshes={refreshes} />
          <p class="visually-hidden" role="status" data-part="announcement" />
          <div data-part="content">
            <LiveContent
              status={status}
              history={view.history()}
              inForce={rulesInForce(view.rules())}
              platformName={platformName}
              timeZone={timeZone}
            />
          </div>
        </hf-live>
      </Layout>,
    )
  }

  return pages
}
