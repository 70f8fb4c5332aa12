import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Status } from '../brain/status.js'
import { askConsole, refusalOf } from './ask-console.js'
import { CommandFailure, type TargetOptions, withExamples, withTarget } from './command.js'
import { findConsole, type RunningConsole } from './find-running.js'
import { formatStatus } from './format-status.js'
import { type TerminalStyle, terminalStyle, wantsColour } from './terminal-style.js'
import { openWatchScreen } from './watch-screen.js'

interface StatusOptions extends TargetOptions {
  watch?: true
  json?: true
}

const refreshMs = 1000

export function register(program: Command): void {
  const command = withTarget(program.command('status'))
    .description('Shows how it is going: how close the origin is to its limits and why, what visitors get, what waits.')
    .option('--watch', 'refresh every second until Ctrl+C; with --json one line a second')
    .option('--json', 'print the answer of the console API')
    .action(run)
  withExamples(command, [
    ['holdfast status', 'how it is going, once'],
    ['holdfast status --watch', 'the same, every second'],
    ['holdfast status --json --data-dir /var/lib/holdfast', 'for a program'],
  ])
}

async function run(options: StatusOptions): Promise<void> {
  if (options.watch) return watch(options)
  const status = await fetchStatus(findConsole(options))
  process.stdout.write(options.json ? `${JSON.stringify(status, null, 2)}\n` : formatStatus(status, ownStyle()))
}

/** @throws CommandFailure when the console does not answer or answers something else */
export async function fetchStatus(running: RunningConsole): Promise<Status> {
  const answer = await askConsole(running, { method: 'GET', path: '/api/status' })
  if (answer.status !== 200) throw new CommandFailure(`no status: ${refusalOf(answer)}`)
  if (!isStatus(answer.body)) {
    throw new CommandFailure(`the console at ${running.url} answers in the way of another version of Holdfast.`)
  }
  return answer.body
}

async function watch(options: StatusOptions): Promise<void> {
  // Wrong options and a Holdfast that does not run are said at once, not once a second on a screen that vanishes.
  findConsole(options)
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  // The reader of a pipe may go first (`… --watch | head`): that is an end, not a mistake.
  process.stdout.once('error', onSignal)
  const screen = process.stdout.isTTY && !options.json ? openWatchScreen(process.stdout) : null
  const show = screen ? (page: string) => screen.draw(page) : (page: string) => void process.stdout.write(`${page}\n`)
  try {
    await showEverySecond(options, show, stop.signal)
  } finally {
    screen?.close()
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

async function showEverySecond(options: StatusOptions, show: (page: string) => void, stop: AbortSignal): Promise<void> {
  const style = ownStyle()
  let last: string | null = null
  while (!stop.aborted) {
    const asked = performance.now()
    try {
      const status = await fetchStatus(findConsole(options))
      last = options.json ? JSON.stringify(status) : formatStatus(status, style)
      show(last)
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error
      // Found anew each time, so that it goes on after a restart.
      show(options.json ? JSON.stringify({ error: error.message }) : outage(error.message, last, style))
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

function ownStyle(): TerminalStyle {
  return terminalStyle(wantsColour(process.stdout, process.env))
}

function isStatus(body: unknown): body is Status {
  if (typeof body !== 'object' || body === null) return false
  const { platforms, edges, sentence, warnings } = body as Partial<Record<keyof Status, unknown>>
  return Array.isArray(platforms) && Array.isArray(edges) && Array.isArray(warnings) && typeof sentence === 'string'
}
