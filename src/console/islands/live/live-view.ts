import type { Level } from '../../../detect/level.js'
import type { LiveEvent } from '../../view/live-event.js'

/** Fetches JSON from the console. Throws a `SignedOut` or a `NoAnswer`. */
export type Ask = (path: string) => Promise<unknown>

export class SignedOut extends Error {}
export class NoAnswer extends Error {}

/** What a kind of live page shows of the events; the page itself keeps the connection. */
export interface LiveView {
  /** What must be known before the events come, each time that the connection is made. */
  load(ask: Ask): Promise<void>
  /** Takes an event. May ask for more; then the page shows the event when the answer is there. */
  take(event: LiveEvent, ask: Ask): Promise<void>
  /** The content as the server would render it. hono/jsx escapes it. */
  html(): string
  /** The content is in the page now. */
  shown(content: Element): void
  /** What screen readers should hear about since the last event; empty: nothing worth a word. */
  news(): string
  /** Title and level for the tab, which may be all that is seen of the page. */
  tab(): { title: string; level: Level }
}
