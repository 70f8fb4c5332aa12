import type { JSX } from 'hono/jsx/jsx-runtime'
import { Layout, type Visit } from './layout.js'

/** A page for when there is nothing to show: not found, refused, failed. It is never personal. */
export function ProblemPage(props: Pick<Visit, 'level' | 'now'> & { title: string; advice: string }): JSX.Element {
  return (
    <Layout level={props.level} now={props.now} viewer={null} title={props.title} indexed={false}>
      <div class="narrow problem">
        <h1>{props.title}</h1>
        <p>{props.advice}</p>
        <ul class="plain-links">
          <li>
            <a href="/">Go to the front page</a>
          </li>
          <li>
            <a href="/search">Search the archive</a>
          </li>
        </ul>
      </div>
    </Layout>
  )
}
