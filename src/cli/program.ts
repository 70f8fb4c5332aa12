import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config/config-error.js'
import { readVersion } from '../config/version.js'
import { type CommandEntry, CommandFailure, UsageError, withExamples } from './command.js'

/**
 * The program with all commands named in its help, of which those in `wanted` are loaded and can run.
 * It throws instead of ending the process; `exitCodeOf` says with which code to end.
 */
export async function createProgram(commands: readonly CommandEntry[], wanted: ReadonlySet<string>): Promise<Command> {
  const program = new Command('holdfast')
    .description('Keeps your web platforms open to real people while somebody floods them.')
    .version(readVersion(), '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .showHelpAfterError('Try it with --help.')
    .exitOverride()
  withExamples(program, [
    ['holdfast demo', 'see it work, nothing to set up'],
    ['holdfast run --origin http://127.0.0.1:3000 --listen 8080', 'protect one site'],
    ['holdfast run --config holdfast.yaml', 'protect what the file says'],
    ['holdfast status --watch', 'see how it is going, every second'],
  ])
  for (const { name, summary, load } of commands) {
    if (wanted.has(name)) (await load()).register(program)
    else program.command(name)
    program.commands.find((command) => command.name() === name)?.summary(summary)
  }
  return program
}

/** The commands that the arguments may mean; a word too many only costs the time to load it. */
export function wantedCommands(commands: readonly CommandEntry[], args: readonly string[]): Set<string> {
  return new Set(commands.map(({ name }) => name).filter((name) => args.includes(name)))
}

/** 0 good, 1 a finding or failure, 2 wrong use. Prints on standard error what the person should know. */
export function exitCodeOf(error: unknown, print: (text: string) => void): 0 | 1 | 2 {
  if (error instanceof CommanderError) {
    // Commander has printed it already; help and version that were asked for are no errors.
    return error.exitCode === 0 ? 0 : 2
  }
  if (error instanceof UsageError) {
    print(`holdfast: ${error.message}`)
    return 2
  }
  if (error instanceof CommandFailure || error instanceof ConfigError) {
    print(`holdfast: ${error.message}`)
    return 1
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error)
  print(`holdfast: something unexpected happened. This is a mistake in Holdfast, not yours.\n${details}`)
  return 1
}
