import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../config/config-error.js'
import { readVersion } from '../config/version.js'
import { type CommandEntry, CommandFailure, targetArguments, UsageError } from './command.js'
import { commands } from './commands.js'
import { createProgram, exitCodeOf, wantedCommands } from './program.js'
import { runCli } from './run-cli.test-support.js'

describe('the help', () => {
  it('names every command without loading any', async () => {
    const entries = commands.map((entry): CommandEntry => {
      return { ...entry, load: () => Promise.reject(new Error(`${entry.name} was loaded`)) }
    })
    const help = (await createProgram(entries, wantedCommands(entries, ['--help']))).helpInformation()
    for (const { name, summary } of commands) expect(help).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'))
  })

  it.each(commands.map(({ name }) => name))('of %s says what it does and gives examples', async (name) => {
    const { code, out } = await runCli(name, '--help')
    expect(code).toBe(0)
    expect(out).toContain(`Usage: holdfast ${name}`)
    expect(out).toMatch(/^Usage: .+\n\n[A-Z](?:.|\n)+?\.\n\n(?:Arguments|Options):\n/)
    expect(out).toMatch(new RegExp(`Examples:\\n(.|\\n)*holdfast ${name}`))
    expect(await runCli('help', name)).toEqual({ code: 0, out, err: '' })
  })

  it('of the program has examples too', async () => {
    const { code, out } = await runCli('--help')
    expect(code).toBe(0)
    expect(out).toContain('holdfast run --origin http://127.0.0.1:3000 --listen 8080')
  })
})

it('the version is that of the package', async () => {
  expect(await runCli('--version')).toEqual({ code: 0, out: `${readVersion()}\n`, err: '' })
  expect(readVersion()).toMatch(/^\d+\.\d+\.\d+/)
})

describe('wrong use', () => {
  it.each([
    [['statsu'], "unknown command 'statsu'"],
    [['statsu'], 'Did you mean status?'],
    [['--verbose'], "unknown option '--verbose'"],
    [['status', '--jsno'], 'Did you mean --json?'],
    [['status', 'now'], 'too many arguments'],
    [['status', '--config'], "option '--config <file>' argument missing"],
    [['status', '--config', 'a.yaml', '--data-dir', 'b'], 'expected --config or --data-dir, found both'],
    [[], 'Usage: holdfast'],
  ])('%j ends with 2 and says why', async (args, says) => {
    const result = await runCli(...args)
    expect(result).toMatchObject({ code: 2, out: '' })
    expect(result.err).toContain(says)
  })
})

describe('the exit code', () => {
  const printed: string[] = []
  const codeOf = (error: unknown) => exitCodeOf(error, (text) => void printed.push(text))

  it.each([
    [new CommanderError(0, 'commander.helpDisplayed', ''), 0],
    [new CommanderError(1, 'commander.unknownOption', ''), 2],
    [new UsageError('x'), 2],
    [new CommandFailure('x'), 1],
    [new ConfigError('f', [{ line: 1, column: 1, path: '', message: 'x' }]), 1],
    [new TypeError('x'), 1],
    ['thrown text', 1],
  ])('of %s is %i', (error, code) => {
    expect(codeOf(error)).toBe(code)
  })

  it('of a mistake of ours comes with where it happened', () => {
    codeOf(new TypeError('undefined is not a function'))
    expect(printed.at(-1)).toMatch(
      /This is a mistake in Holdfast, not yours\.\nTypeError: undefined is not a function\n +at /,
    )
  })
})

it('a command is repeated in messages so that a shell understands it', () => {
  expect(targetArguments({})).toBe('')
  expect(targetArguments({ dataDir: '/srv/holdfast' })).toBe(' --data-dir /srv/holdfast')
  expect(targetArguments({ config: "it's mine.yaml" })).toBe(" --config 'it'\\''s mine.yaml'")
})
