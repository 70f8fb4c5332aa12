import type { Command } from 'commander'
import type { Status } from '../brain/status.js'
import { askConsole, refusalOf } from './ask-console.js'
import { CommandFailure, type TargetOptions, withExamples, withTarget } from './command.js'
import { findConsole, type RunningConsole } from './find-running.js'
import { formatStatus } from './format-status.js'
import { ownStyle, watchEverySecond } from './watch-every-second.js'

interface StatusOptions extends TargetOptions {
  watch?: true
  json?: true
}

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
  await watchEverySecond({
    // Found anew each time, so that it goes on after a restart.
    ask: () => fetchStatus(findConsole(options)),
    format: formatStatus,
    json: options.json === true,
  })
}

function isStatus(body: unknown): body is Status {
  if (typeof body !== 'object' || body === null) return false
  const { platforms, edges, sentence, warnings } = body as Partial<Record<keyof Status, unknown>>
  return Array.isArray(platforms) && Array.isArray(edges) && Array.isArray(warnings) && typeof sentence === 'string'
}
