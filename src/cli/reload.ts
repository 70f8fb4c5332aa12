import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { ReloadOutcome } from '../config/run-file.js'
import { CommandFailure, type TargetOptions, withExamples, withTarget } from './command.js'
import { findRunning } from './find-running.js'

const patienceMs = 20_000
const lookEveryMs = 50

export function register(program: Command): void {
  const command = withTarget(program.command('reload'))
    .description(
      'Makes the running Holdfast read its configuration again, and says what has changed. Connections, copies and counters stay. With a mistake in the file nothing changes.',
    )
    .option('--json', 'print what changed, what needs a restart and the mistakes')
    .action(run)
  withExamples(command, [
    ['holdfast reload', 'after a change in ./holdfast.yaml'],
    ['holdfast reload --config /etc/holdfast/holdfast.yaml', 'with another file'],
  ])
}

async function run(options: TargetOptions & { json?: true }): Promise<void> {
  const { pid, configFile, reload } = findRunning(options)
  if (configFile === undefined) {
    throw new CommandFailure(
      'the running Holdfast has no configuration file that could be read again. Restart it instead.',
    )
  }
  process.kill(pid, 'SIGHUP')
  const outcome = await outcomeAfter(reload?.count ?? 0, options)
  process.stdout.write(options.json ? `${JSON.stringify(outcome, null, 2)}\n` : formatOutcome(configFile, outcome))
  if (outcome.mistakes.length > 0) process.exitCode = 1
}

async function outcomeAfter(count: number, options: TargetOptions): Promise<ReloadOutcome> {
  const until = performance.now() + patienceMs
  while (performance.now() < until) {
    const { reload } = findRunning(options)
    if (reload && reload.count > count) return reload
    await sleep(lookEveryMs)
  }
  throw new CommandFailure(`Holdfast has not said within ${patienceMs / 1000} s what became of it. Look at its log.`)
}

function formatOutcome(file: string, { changes, needsRestart, mistakes }: ReloadOutcome): string {
  if (mistakes.length > 0) return `${mistakes.join('\n')}\n`
  const lines =
    changes.length + needsRestart.length === 0 ? [`${file} says the same as before.`] : [`${file} is in force.`]
  lines.push(...changes.map((change) => `  ${change}`))
  if (needsRestart.length > 0) lines.push(`! needs a restart: ${needsRestart.join(', ')}`)
  return `${lines.join('\n')}\n`
}
