import type { Command } from 'commander'
import type { ListEntry, ListName } from '../brain/status.js'
import { parseCidr } from '../traffic/cidr-set.js'
import { askConsole, refusalOf } from './ask-console.js'
import { CommandFailure, type TargetOptions, targetArguments, UsageError, withTarget } from './command.js'
import { DURATION_EXPECTED, formatDuration, parseDuration } from './duration.js'
import { findConsole, type RunningConsole } from './find-running.js'
import { localTime } from './local-time.js'
import { ownAddresses, riskOfDenying } from './risky-range.js'
import { printable } from './terminal-style.js'
import { textTable } from './text-table.js'

interface ListOptions extends TargetOptions {
  for?: string
  note?: string
  remove?: true
  list?: true
  json?: true
  yes?: true
}

const MAX_NOTE = 200
/** The console takes no longer ones; what should stay for years belongs in the configuration. */
const MAX_TTL_DAYS = 366
const EFFECTS: Record<ListName, string> = {
  allow: 'never refused, challenged or made to wait',
  deny: 'always refused',
}

/** `holdfast allow` and `holdfast deny`: the same command on another list. */
export function registerListCommand(program: Command, list: ListName, description: string): Command {
  const command = withTarget(program.command(list))
    .description(description)
    .argument('[address]', 'an address or a range: 192.0.2.7, 192.0.2.0/24, 2001:db8::/48')
    .option('--for <time>', `remove it by itself after ${DURATION_EXPECTED}`)
    .option('--note <text>', 'why, for your colleagues')
    .option('--remove', 'take it off the list')
    .option('--list', 'print the list')
    .option('--json', 'print the answer of the console API')
    .action((address: string | undefined, options: ListOptions) => run(list, address, options))
  if (list === 'deny') command.option('--yes', 'also when it looks like a mistake')
  return command
}

async function run(list: ListName, address: string | undefined, options: ListOptions): Promise<void> {
  const wanted = checkUse(address, options)
  if (wanted === null) return printList(list, findConsole(options), options)
  if (options.remove) return remove(list, wanted, findConsole(options), options)
  const ttlSeconds = ttlOf(options)
  if (list === 'deny' && !options.yes) {
    const risk = riskOfDenying(wanted, ownAddresses(process.env))
    if (risk !== null) throw new UsageError(`${risk}. Nothing was changed. If you mean it, add --yes.`)
  }
  return add(wanted, { list, cidr: wanted, ttlSeconds, note: options.note }, findConsole(options), options)
}

/** @returns the canonical range; null when the list is wanted */
function checkUse(address: string | undefined, options: ListOptions): string | null {
  const { remove, list, note } = options
  if (list) {
    if (address !== undefined || remove) throw new UsageError('--list stands alone, without an address and --remove.')
    return null
  }
  if (address === undefined) throw new UsageError('expected an address or a range, or --list.')
  if (remove && (options.for !== undefined || note !== undefined)) {
    throw new UsageError('--for and --note belong to adding, not to --remove.')
  }
  if (note !== undefined && note.length > MAX_NOTE) {
    throw new UsageError(`the note has ${note.length} characters, expected at most ${MAX_NOTE}.`)
  }
  try {
    return parseCidr(address).canonical
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${error.message}.`)
    throw error
  }
}

function ttlOf({ for: text }: ListOptions): number | undefined {
  if (text === undefined) return undefined
  const milliseconds = parseDuration(text)
  if (milliseconds === null) throw new UsageError(`--for: expected ${DURATION_EXPECTED}, found \`${text}\`.`)
  if (milliseconds > MAX_TTL_DAYS * 86_400_000) {
    throw new UsageError(
      `--for: expected at most ${MAX_TTL_DAYS}d, found \`${text}\`. Leave --for out to keep it until you remove it.`,
    )
  }
  return milliseconds / 1000
}

interface NewEntry {
  list: ListName
  cidr: string
  ttlSeconds: number | undefined
  note: string | undefined
}

async function add(cidr: string, entry: NewEntry, console: RunningConsole, options: ListOptions): Promise<void> {
  // Absent keys are left out of JSON by themselves.
  const answer = await askConsole(console, { method: 'POST', path: '/api/lists', body: { ...entry } })
  if (answer.status !== 201) throw new CommandFailure(`${cidr} was not added: ${refusalOf(answer)}`)
  if (options.json) return print(JSON.stringify(answer.body, null, 2))
  const { list, ttlSeconds } = entry
  const until = ttlSeconds === undefined ? 'until you remove it' : `for ${formatDuration(ttlSeconds * 1000)}`
  print(`${cidr} is ${EFFECTS[list]} from now on, ${until}.`)
  print(`Undo: holdfast ${list} ${cidr} --remove${targetArguments(options)}`)
}

async function remove(list: ListName, cidr: string, console: RunningConsole, options: ListOptions): Promise<void> {
  const answer = await askConsole(console, { method: 'DELETE', path: '/api/lists', body: { list, cidr } })
  if (answer.status === 404) {
    throw new CommandFailure(
      `${cidr} is not on the live ${list} list. See what is: holdfast ${list} --list${targetArguments(options)}. Entries of the configuration file are removed there.`,
    )
  }
  if (answer.status !== 204) throw new CommandFailure(`${cidr} was not removed: ${refusalOf(answer)}`)
  if (options.json) return print(JSON.stringify({ list, cidr, removed: true }, null, 2))
  print(`${cidr} is off the ${list} list.`)
  print(`Undo: holdfast ${list} ${cidr}${targetArguments(options)}`)
}

async function printList(list: ListName, console: RunningConsole, options: ListOptions): Promise<void> {
  const answer = await askConsole(console, { method: 'GET', path: '/api/lists' })
  if (answer.status !== 200 || !Array.isArray(answer.body)) throw new CommandFailure(`no list: ${refusalOf(answer)}`)
  const entries = (answer.body as ListEntry[]).filter((entry) => entry.list === list)
  if (options.json) return print(JSON.stringify(entries, null, 2))
  if (entries.length === 0) return print(`The ${list} list is empty.`)
  print(formatList(entries).join('\n'))
}

/** Lines of a table: the range, where it comes from, until when, and why. */
export function formatList(entries: readonly ListEntry[]): string[] {
  const columns = ['address', 'from', 'until', 'note'].map((heading) => ({ heading, align: 'left' as const }))
  const rows = entries.map(({ cidr, from, expires, note }) => [
    printable(cidr),
    from === 'file' ? 'configuration' : 'console',
    expires === undefined ? 'removed' : localTime(expires),
    printable(note ?? ''),
  ])
  return textTable(columns, rows)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
