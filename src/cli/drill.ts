import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { CAPS } from '../drill/caps.js'
import { lastResult, saveResult } from '../drill/drill-results.js'
import { drillPage } from '../drill/page/drill-page.js'
import { runDrill } from '../drill/run-drill.js'
import type { Scorecard } from '../drill/scorecard.js'
import type { Shape } from '../drill/shape.js'
import { ALL_SHAPES } from '../drill/shapes/all-shapes.js'
import { assertLasts, chosenShape, type ShapeOptions } from './choose-shape.js'
import { CommandFailure, type TargetOptions, UsageError, withExamples, withTarget } from './command.js'
import { drillAll, expectedSeconds } from './drill-all.js'
import { type DrillPlace, whereToDrill } from './drill-place.js'
import { drillProgress } from './drill-progress.js'
import { DURATION_EXPECTED, parseDuration } from './duration.js'
import { formatScorecard } from './format-scorecard.js'
import { formatSeries } from './format-series.js'
import { formatShape, formatShapes } from './format-shapes.js'
import { type RequiredTargets, requiredTargets } from './required-targets.js'
import { terminalStyle, wantsColour } from './terminal-style.js'

interface DrillCommandOptions extends TargetOptions, ShapeOptions {
  all?: true
  for?: number
  seed?: number
  visitors?: string
  platform?: string
  require?: RequiredTargets
  html?: string
  json?: true
  list?: true
}

/** Of one shape, and of each of all. */
const USUAL_SECONDS = 30
const USUAL_SECONDS_EACH = 15

export function register(program: Command): void {
  const command = withTarget(program.command('drill'))
    .argument('[shape]', 'what happens; several at once are joined by "+"')
    .description(
      'Rehearses an attack on your own running Holdfast, with real visitors who go on meanwhile, and scores what they felt.\n' +
        'It only ever strikes a Holdfast of your own user on this machine; with none running, it starts the demo for its time.',
    )
    .option('--all', 'every shape, one after another, and one table at the end')
    .addOption(
      new Option(
        '--for <time>',
        `how long the attack lasts, at most 10m (default: ${USUAL_SECONDS}s, with --all ${USUAL_SECONDS_EACH}s each)`,
      ).argParser(readTime),
    )
    .option(
      '--rate <n>',
      'how strong: requests a second (floods, swarms), connections (slow), real actions a second (crowds)',
      readNumber,
    )
    .addOption(
      new Option('--disguise <as>', 'swarm: headers copied whole from what most visitors use').choices(['browser']),
    )
    .option('--changing', 'swarm: asks for something else, in another way, every five seconds')
    .option('--seed <n>', 'repeat the drill of this seed', readNumber)
    .option('--visitors <file>', 'what real visitors do, as JSON; else they follow the links of your front page')
    .option('--platform <name>', 'which platform, if there are several')
    .addOption(
      new Option(
        '--require <targets>',
        'what must be reached, such as all=99,worst=98,slower=1.5,challenged=off (default: see --list)',
      ).argParser(requiredTargets),
    )
    .option('--html <file>', 'write the result as a page that stands alone')
    .option('--json', 'print the scorecard for a program')
    .option('--list', 'say what there is, or what the shape does, and do nothing')
    .action(run)
  withExamples(command, [
    ['holdfast drill --list', 'what there is to rehearse'],
    ['holdfast drill swarm+slow --for 60s', 'several at once'],
    ['holdfast drill --all', 'all of them, in about a quarter of an hour'],
    ['holdfast drill flood', 'half a minute of flood, with the demo if nothing runs'],
    ['holdfast drill swarm --disguise browser', 'thousands of addresses, one request each, that look like browsers'],
    ['holdfast drill flood --html flood.html', 'the result as a page to show'],
    ['holdfast drill slow --for 2m --config holdfast.yaml', 'on your own Holdfast'],
    ['holdfast drill crowd --json > crowd.json', 'for a program; exit 1 when a target is missed'],
  ])
}

async function run(name: string | undefined, options: DrillCommandOptions): Promise<void> {
  if (options.list) return list(name, options)
  if (options.all && options.html !== undefined) throw new UsageError('--html is for one drill, not for --all.')
  const chosen = options.all ? everyShape(name, options) : [chosenShape(name, options)]
  const shapes = chosen.map((shape) => ({ ...shape, targets: { ...shape.targets, ...options.require } }))
  const seconds = options.for ?? (options.all ? USUAL_SECONDS_EACH : USUAL_SECONDS)
  for (const shape of shapes) assertLasts(shape, seconds)
  // Listens from the very start: the demo, too, must be stopped by Ctrl-C.
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const place = await whereToDrill(options)
  try {
    const [shape] = shapes
    if (options.all) await all(place, shapes, { ...options, for: seconds }, stop.signal)
    else if (shape !== undefined) await drill(shape, place, { ...options, for: seconds }, stop.signal)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await place.leave()
  }
}

function list(name: string | undefined, options: DrillCommandOptions): void {
  const style = terminalStyle(wantsColour(process.stdout, process.env))
  const shape = name === undefined ? null : chosenShape(name, options)
  if (options.json) process.stdout.write(`${JSON.stringify(shape ?? ALL_SHAPES, null, 2)}\n`)
  else process.stdout.write(shape === null ? formatShapes(ALL_SHAPES, style) : formatShape(shape, style))
}

function everyShape(name: string | undefined, { rate, disguise, changing }: DrillCommandOptions): readonly Shape[] {
  if (name !== undefined) throw new UsageError(`--all is every shape; say --all or "${name}", not both.`)
  if (rate !== undefined || disguise !== undefined || changing)
    throw new UsageError('--all: every shape is as the list says; --rate, --disguise and --changing are for one.')
  // People first: from the calm before them Holdfast learns what is normal.
  return [...ALL_SHAPES].sort((a, b) => Number(a.attack !== null) - Number(b.attack !== null))
}

async function all(
  { dataDir, resultsDir }: DrillPlace,
  shapes: readonly Shape[],
  options: DrillCommandOptions & { for: number },
  signal: AbortSignal,
): Promise<void> {
  const minutes = Math.ceil(expectedSeconds(shapes, options.for) / 60)
  process.stderr.write(
    `${shapes.length} drills of ${options.for} s: about ${minutes} minutes, at most ${CAPS.windowSeconds / 60}. Ctrl-C ends it and prints what is known.\n`,
  )
  const result = await drillAll(
    { shapes, ...seriesOf(dataDir, options) },
    { signal, stream: process.stderr, keep: (card) => keep(resultsDir, card) },
  )
  const passed = result.scorecards.length > 0 && result.scorecards.every((card) => card.passed)
  const style = terminalStyle(wantsColour(process.stdout, process.env))
  process.stdout.write(
    options.json ? `${JSON.stringify({ passed, ...result }, null, 2)}\n` : `\n${formatSeries(result, style)}`,
  )
  if (!passed) process.exitCode = 1
}

function seriesOf(dataDir: string, { for: seconds, seed, platform, visitors }: DrillCommandOptions & { for: number }) {
  return {
    dataDir,
    seconds,
    seed: seed ?? randomInt(1, 1_000_000),
    ...(platform === undefined ? {} : { platform }),
    ...(visitors === undefined ? {} : { visitorsFile: resolve(visitors) }),
  }
}

async function drill(
  shape: Shape,
  { dataDir, resultsDir }: DrillPlace,
  options: DrillCommandOptions & { for: number },
  signal: AbortSignal,
): Promise<void> {
  const progress = drillProgress(shape, process.stderr)
  const outcome = await runDrill(
    { shape, ...seriesOf(dataDir, options) },
    { signal, onProgress: (now) => progress.show(now) },
  ).finally(() => progress.end())
  if (outcome.kind === 'refused') throw new CommandFailure(`no drill: ${outcome.why}. ${outcome.remedy}`)
  const card = outcome.scorecard
  const last = await lastResult(resultsDir, shape.name)
  const file = await keep(resultsDir, card)
  if (options.html !== undefined) await writePage(options.html, drillPage(card, last))
  const style = terminalStyle(wantsColour(process.stdout, process.env))
  process.stdout.write(
    options.json ? `${JSON.stringify(card, null, 2)}\n` : `\n${formatScorecard(card, { last, file }, style)}`,
  )
  if (!card.passed) process.exitCode = 1
}

async function writePage(file: string, page: string): Promise<void> {
  await writeFile(file, page).catch((error: unknown) => {
    throw new CommandFailure(`the page could not be written: ${error instanceof Error ? error.message : String(error)}`)
  })
}

async function keep(resultsDir: string, card: Scorecard): Promise<string | null> {
  try {
    return await saveResult(resultsDir, card)
  } catch (error) {
    process.stderr.write(`The result could not be kept: ${error instanceof Error ? error.message : String(error)}\n`)
    return null
  }
}

function readTime(text: string): number {
  const milliseconds = parseDuration(text)
  if (milliseconds === null) throw new InvalidArgumentError(`Expected ${DURATION_EXPECTED}.`)
  return milliseconds / 1000
}

function readNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}
