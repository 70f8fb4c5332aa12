import type { Context } from 'hono'
import type { ConsoleEnv } from '../console-env.js'
import { htmlPage } from './html-page.js'
import { Layout, type PageFrame } from './layout.js'

/** A page that says one thing: not found, not allowed, failed. */
export function messagePage(
  c: Context<ConsoleEnv>,
  frame: PageFrame,
  { status, title, text }: { status: 401 | 403 | 404 | 500; title: string; text: string },
): Response {
  // Who is not let in is shown no way in that would not work.
  const inside = c.get('access') !== undefined
  return htmlPage(
    c,
    <Layout frame={frame} title={title} path={c.req.path} inside={inside}>
      <section class="message">
        <h1>{title}</h1>
        <p>{text}</p>
        {inside ? (
          <p>
            <a href="/">Back to the overview</a>
          </p>
        ) : null}
      </section>
    </Layout>,
    status,
  )
}
