import { setTimeout as sleep } from 'node:timers/promises'
import { CommandFailure } from './command.js'
import { type TerminalStyle, terminalStyle, wantsColour } from './terminal-style.js'
import { openWatchScreen } from './watch-screen.js'

/** What is asked for every second, and how it is shown. */
export interface Watched<Answer> {
  ask(): Promise<Answer>
  format(answer: Answer, style: TerminalStyle): string
  /** One line of JSON a second instead of a page. */
  json: boolean
}

const refreshMs = 1000

/** The style for this process's own output. */
export function ownStyle(): TerminalStyle {
  return terminalStyle(wantsColour(process.stdout, process.env))
}

/** Shows the answer of each second, on a terminal over the one before, until the process is told to stop. */
export async function watchEverySecond<Answer>(watched: Watched<Answer>): Promise<void> {
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  // The reader of a pipe may go first (`… --watch | head`): that is an end, not a mistake.
  process.stdout.once('error', onSignal)
  const screen = process.stdout.isTTY && !watched.json ? openWatchScreen(process.stdout) : null
  const show = screen ? (page: string) => screen.draw(page) : (page: string) => void process.stdout.write(`${page}\n`)
  try {
    await showUntil(watched, show, stop.signal)
  } finally {
    screen?.close()
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

async function showUntil<Answer>(
  { ask, format, json }: Watched<Answer>,
  show: (page: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const style = ownStyle()
  let last: string | null = null
  while (!stop.aborted) {
    const asked = performance.now()
    try {
      const answer = await ask()
      last = json ? JSON.stringify(answer) : format(answer, style)
      show(last)
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error
      show(json ? JSON.stringify({ error: error.message }) : outage(error.message, last, style))
    }
    const rest = Math.max(0, refreshMs - (performance.now() - asked))
    await sleep(rest, undefined, { signal: stop }).catch(() => {})
  }
}

/** The last known page under a line that says that it is old: an old page without it would be taken for the truth. */
function outage(reason: string, last: string | null, style: TerminalStyle): string {
  const line = style.danger(`No answer: ${reason}`)
  return last === null ? line : `${line}\n${style.faint('What was known last:')}\n\n${last}`
}
