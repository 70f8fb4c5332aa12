import type { Command } from 'commander'

/**
 * How a command is made known. `load` imports its module only when the command, its help or the reference is wanted,
 * so that `holdfast allow` does not pay for what `holdfast run` needs. The module defines the command itself.
 */
export interface CommandEntry {
  name: string
  /** One line in `holdfast --help`. */
  summary: string
  load(): Promise<CommandModule>
}

/**
 * What a command's module exports: `register` adds `program.command(name)` with a description, options, examples
 * (`withExamples`) and an action. The action prints what people or programs read on standard output, throws a
 * `CommandFailure` for what they should know and cannot be done, a `UsageError` for what they should write differently,
 * and sets `process.exitCode = 1` when it did its work and found something.
 */
export interface CommandModule {
  register(program: Command): void
}

/** The command could not do it, or found something: exit 1. The message says what and what to do; no stack is shown. */
export class CommandFailure extends Error {
  override readonly name: string = 'CommandFailure'
}

/** The command was called in a wrong way: exit 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}

/** How a command says which running Holdfast it means. */
export interface TargetOptions {
  config?: string
  dataDir?: string
}

/** Adds `--config FILE` and `--data-dir DIR`, by which every command finds the running Holdfast. */
export function withTarget(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration that Holdfast runs with')
    .option(
      '--data-dir <dir>',
      'the data folder that Holdfast runs with (default: that of ./holdfast.yaml, else ./data)',
    )
}

/** The same options as a person would write them again, for messages: ` --data-dir /srv/holdfast` or nothing. */
export function targetArguments({ config, dataDir }: TargetOptions): string {
  if (config !== undefined) return ` --config ${shellWord(config)}`
  return dataDir === undefined ? '' : ` --data-dir ${shellWord(dataDir)}`
}

/** Adds examples under the help; each is a command line and what it does. */
export function withExamples(command: Command, examples: readonly (readonly [line: string, does: string])[]): Command {
  const width = Math.max(...examples.map(([line]) => line.length))
  const lines = examples.map(([line, does]) => `  ${line.padEnd(width)}  ${does}`)
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}

/** A word as a shell understands it. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
