import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import type { Command } from 'commander'
import type { BaselineData } from '../baseline/baseline.js'
import { type AddressKey, existingAddressKey, randomAddressKey } from '../brain/address-key.js'
import { baselinePath, loadBaseline } from '../brain/baseline-folder.js'
import { describeLogs } from '../logs/describe-logs.js'
import type { LogFile } from '../logs/log-source.js'
import { learnCalm } from '../replay/learn-calm.js'
import { replayPage } from '../replay/page/replay-page.js'
import { type ReplayResult, replay } from '../replay/replay.js'
import { episodeWords, headline } from '../replay/story-words.js'
import { CommandFailure, UsageError, withExamples } from './command.js'
import { formatReplay } from './format-replay.js'
import { progressBar, readLogs } from './read-logs.js'

interface ReplayCommandOptions {
  baseline?: string
  platform?: string
  capacity?: string
  verdicts?: string
  html?: string
  from?: string
  to?: string
  format?: string
  seed: string
  json?: true
}

export function register(program: Command): void {
  const command = program
    .command('replay')
    .description(
      'Runs the defence over access logs, on their own clock, and says what it would have done to whom. Touches nothing.',
    )
    .argument('<log...>', 'access logs, also compressed')
    .option('--baseline <dir>', 'what `holdfast learn` made (default: learned from the calm minutes of these logs)')
    .option('--platform <name>', 'with --baseline: what was learned of this platform, where there are several')
    .option('--capacity <n>', 'visits a second that the origin can answer (default: not known)')
    .option(
      '--verdicts <file>',
      'write for every line of the logs: its number, what would be done, the rule (several logs are numbered through)',
    )
    .option(
      '--html <file>',
      'write what was found as one page that can be sent around: charts, rules, whom they touched',
    )
    .option('--from <time>', 'judge from this time on, such as 2026-08-07T13:00 (UTC unless it says otherwise)')
    .option('--to <time>', 'judge up to this time')
    .option(
      '--format <format>',
      'the format of the logs, as in nginx log_format or Apache LogFormat (default: found out)',
    )
    .option('--seed <n>', 'the same seed, the same outcome', '1')
    .option('--json', 'print it for a program')
    .action(run)
  withExamples(command, [
    ['holdfast replay yesterday.log', 'try Holdfast before installing anything'],
    ['holdfast replay yesterday.log --baseline data --capacity 200', 'with what was learned before'],
    ['holdfast replay yesterday.log --html replay.html', 'as a page with charts, to show to others'],
    ['holdfast replay access.log --verdicts verdicts.tsv', 'line by line, for a program'],
  ])
}

async function run(files: string[], options: ReplayCommandOptions): Promise<void> {
  const capacity = options.capacity === undefined ? null : positive('--capacity', options.capacity)
  const from = options.from === undefined ? Number.NEGATIVE_INFINITY : time('--from', options.from)
  const to = options.to === undefined ? Number.POSITIVE_INFINITY : time('--to', options.to)
  const seed = positive('--seed', options.seed)
  if (from > to) throw new UsageError('--from is later than --to.')
  const key = (options.baseline === undefined ? null : existingAddressKey(options.baseline)) ?? randomAddressKey()
  const baseline = await baselineOf(files, options, key, seed)

  const source = await readLogs(files, options.format)
  const verdicts = options.verdicts === undefined ? null : new VerdictFile(options.verdicts, source.files)
  const progress = progressBar('replaying', source.bytesTotal)
  const result = await replay(source, {
    baseline,
    key,
    capacity,
    from,
    to,
    seed,
    progress: (bytes, at) =>
      progress.at(bytes, Number.isNaN(at) ? '' : new Date(at).toISOString().slice(0, 19).replace('T', ' ')),
    judged: (entry, { verdict, rule }, file) => verdicts?.write(file, entry.line, verdict, rule),
  })
  progress.end()
  verdicts?.end()
  if (result.from === null) {
    throw new CommandFailure(
      ['there is not one visit in these logs that can be read.', ...describeLogs(source)].join('\n  '),
    )
  }
  if (options.html !== undefined) writePage(options.html, replayPage(result, describeLogs(source)))
  process.stdout.write(
    options.json ? `${JSON.stringify(toJson(result), null, 2)}\n` : formatReplay(result, describeLogs(source)),
  )
}

/** @throws CommandFailure when the file cannot be written */
function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page)
  } catch (error) {
    throw new CommandFailure(`the page cannot be written: ${(error as Error).message}`)
  }
}

async function baselineOf(
  files: string[],
  options: ReplayCommandOptions,
  key: AddressKey,
  seed: number,
): Promise<BaselineData> {
  if (options.baseline !== undefined) {
    const path = baselinePath(options.baseline, options.platform)
    const loaded = loadBaseline(path)
    if (loaded.kind === 'read') return loaded.data
    throw new CommandFailure(
      loaded.kind === 'missing'
        ? `there is no baseline in ${options.baseline} (${path}). Make one: holdfast learn LOG… --data-dir ${options.baseline}`
        : `the baseline ${path} cannot be used: ${loaded.why}. It is kept as ${loaded.keptAs}; make a new one: holdfast learn LOG… --data-dir ${options.baseline}`,
    )
  }
  if (files.includes('-')) throw new UsageError('Standard input can be read only once: give --baseline DIR with it.')
  const progress = progressBar('learning what is normal', null)
  const data = await learnCalm(() => readLogs(files, options.format), {
    key,
    progress: (bytes) => progress.at(bytes),
    seed,
  })
  progress.end()
  if (data) return data
  throw new CommandFailure('there is not one visit in these logs that can be read.')
}

function positive(option: string, text: string): number {
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) throw new UsageError(`${option} takes a number above 0, not ${text}.`)
  return value
}

function time(option: string, text: string): number {
  const at = Date.parse(/Z$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}${text.includes('T') ? '' : 'T00:00'}Z`)
  if (Number.isNaN(at)) throw new UsageError(`${option} takes a time such as 2026-08-07T13:00, not ${text}.`)
  return at
}

/**
 * One line for every line of the logs, numbered through in the order in which they are read; also for those that could not
 * be read or were not asked for: they would have been served.
 */
class VerdictFile {
  readonly #files: readonly LogFile[]
  readonly #descriptor: number
  #text = ''
  #line = 0

  /** @throws CommandFailure when the file cannot be written */
  constructor(path: string, files: readonly LogFile[]) {
    this.#files = files
    try {
      this.#descriptor = openSync(path, 'w')
    } catch (error) {
      throw new CommandFailure(`the verdicts cannot be written: ${(error as Error).message}`)
    }
  }

  write(file: LogFile, line: number, verdict: string, rule: number | null): void {
    this.#fillTo(this.#linesBefore(file) + line - 1)
    this.#text += `${++this.#line}\t${verdict}\t${rule ?? '-'}\n`
    if (this.#text.length > 65_536) this.#flush()
  }

  end(): void {
    this.#fillTo(this.#linesBefore(null))
    this.#flush()
    closeSync(this.#descriptor)
  }

  /** Of the files that are read before this one, which have been read to their end. All files when there is none. */
  #linesBefore(file: LogFile | null): number {
    let lines = 0
    for (const one of this.#files) {
      if (one === file) break
      lines += one.summary.lines
    }
    return lines
  }

  #fillTo(line: number): void {
    while (this.#line < line) this.#text += `${++this.#line}\tserve\t-\n`
  }

  #flush(): void {
    writeSync(this.#descriptor, this.#text)
    this.#text = ''
  }
}

function toJson(result: ReplayResult) {
  const { from, to, story, events, untoldEvents, rules } = result
  return {
    from,
    to,
    summary: headline(result),
    visits: story.visits,
    people: story.people,
    byKind: story.byKind,
    episodes: story.episodes.map((episode) => ({ ...episode, rules: [...episode.rules], text: episodeWords(episode) })),
    untoldEpisodes: story.untoldEpisodes,
    timeline: {
      widthMs: story.timeline.widthMs,
      stretches: story.timeline.stretches.map((stretch) => ({
        ...stretch,
        rules: [...stretch.rules].map(([rule, hits]) => ({ rule, hits })),
      })),
    },
    events: events.map((event) => ('rule' in event ? { ...event, rule: event.rule.id } : event)),
    untoldEvents,
    rules: rules.map(({ id, sentence, mined, hits, people, created, measure, ended }) => ({
      id,
      state: ended ? ended.why : measure,
      text: sentence,
      match: mined.tests.map(({ attribute, op, value }) => ({ attribute, op, value })),
      explains: mined.explains,
      collateral: mined.collateral,
      hits,
      people,
      created,
      ended: ended?.at ?? null,
    })),
  }
}
