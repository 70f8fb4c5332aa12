import { randomInt } from 'node:crypto'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { CAPS } from '../drill/caps.js'
import { lastResult, saveResult } from '../drill/drill-results.js'
import { runDrill } from '../drill/run-drill.js'
import { percent, type Scorecard } from '../drill/scorecard.js'
import type { Shape } from '../drill/shape.js'
import { ALL_SHAPES, shapeNamed } from '../drill/shapes/all-shapes.js'
import { disguisedSwarm } from '../drill/shapes/swarm.js'
import { addressesNeeded } from '../drill/swarm-addresses.js'
import { Target } from '../drill/target.js'
import { mostRate, rateUnit, withRate } from '../drill/with-rate.js'
import { CommandFailure, type TargetOptions, UsageError, withExamples, withTarget } from './command.js'
import { drillProgress } from './drill-progress.js'
import { DURATION_EXPECTED, parseDuration } from './duration.js'
import { dataDirOf } from './find-running.js'
import { formatScorecard } from './format-scorecard.js'
import { terminalStyle, wantsColour } from './terminal-style.js'
import { wrapWords } from './wrap-words.js'

interface DrillCommandOptions extends TargetOptions {
  for: number
  rate?: number
  seed?: number
  disguise?: 'browser'
  changing?: true
  visitors?: string
  platform?: string
  json?: true
  list?: true
}

const SHAPE_NAMES = ALL_SHAPES.map(({ name }) => name).join('|')

export function register(program: Command): void {
  const command = withTarget(program.command('drill'))
    .argument('[shape]', `what happens: ${SHAPE_NAMES}`)
    .description(
      'Rehearses an attack on your own running Holdfast, with real visitors who go on meanwhile, and scores what they felt.\n' +
        'It only ever strikes a Holdfast of your own user on this machine; with none running, it starts the demo for its time.',
    )
    .addOption(
      new Option('--for <time>', 'how long the attack lasts, at most 10m').argParser(readTime).default(30, '30s'),
    )
    .option(
      '--rate <n>',
      'how strong: requests a second (flood, swarm), connections (slow), real actions a second (crowd)',
      readNumber,
    )
    .addOption(
      new Option('--disguise <as>', 'swarm: headers copied whole from what most visitors use').choices(['browser']),
    )
    .option('--changing', 'swarm: asks for something else, in another way, every five seconds')
    .option('--seed <n>', 'repeat the drill of this seed', readNumber)
    .option('--visitors <file>', 'what real visitors do, as JSON; else they follow the links of your front page')
    .option('--platform <name>', 'which platform, if there are several')
    .option('--json', 'print the scorecard for a program')
    .option('--list', 'say what each shape is, and do nothing')
    .action(run)
  withExamples(command, [
    ['holdfast drill --list', 'what there is to rehearse'],
    ['holdfast drill flood', 'half a minute of flood, with the demo if nothing runs'],
    ['holdfast drill swarm --disguise browser', 'thousands of addresses, one request each, that look like browsers'],
    ['holdfast drill slow --for 2m --config holdfast.yaml', 'on your own Holdfast'],
    ['holdfast drill crowd --json > crowd.json', 'for a program; exit 1 when a target is missed'],
  ])
}

async function run(name: string | undefined, options: DrillCommandOptions): Promise<void> {
  if (options.list) {
    process.stdout.write(options.json ? `${JSON.stringify(ALL_SHAPES, null, 2)}\n` : describeShapes())
    return
  }
  const shape = chosenShape(name, options)
  if (options.for > CAPS.attackSeconds)
    throw new UsageError(`--for: a drill lasts at most ${CAPS.attackSeconds / 60} minutes; run it again for more.`)
  assertEnoughAddresses(shape, options.for)
  // Listens from the very start: the demo, too, must be stopped by Ctrl-C.
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const place = await whereToDrill(options)
  try {
    await drill(shape, place, options, stop.signal)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await place.leave()
  }
}

async function drill(
  shape: Shape,
  { dataDir, resultsDir }: Place,
  options: DrillCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const progress = drillProgress(shape, process.stderr)
  const outcome = await runDrill(
    {
      shape,
      dataDir,
      seconds: options.for,
      seed: options.seed ?? randomInt(1, 1_000_000),
      ...(options.platform === undefined ? {} : { platform: options.platform }),
      ...(options.visitors === undefined ? {} : { visitorsFile: resolve(options.visitors) }),
    },
    { signal, onProgress: (now) => progress.show(now) },
  ).finally(() => progress.end())
  if (outcome.kind === 'refused') throw new CommandFailure(`no drill: ${outcome.why}. ${outcome.remedy}`)
  const card = outcome.scorecard
  const last = await lastResult(resultsDir, shape.name)
  const file = await keep(resultsDir, card)
  const style = terminalStyle(wantsColour(process.stdout, process.env))
  process.stdout.write(
    options.json ? `${JSON.stringify(card, null, 2)}\n` : `\n${formatScorecard(card, { last, file }, style)}`,
  )
  if (!card.passed) process.exitCode = 1
}

interface Place {
  dataDir: string
  /** Where results are kept, and compared with. */
  resultsDir: string
  leave(): Promise<void>
}

/** The running Holdfast that is meant; the demo, for the time of the drill, when none is meant and none runs. */
async function whereToDrill(options: DrillCommandOptions): Promise<Place> {
  const dataDir = dataDirOf(options)
  const meant = options.config !== undefined || options.dataDir !== undefined
  if (meant || (await isRunning(dataDir))) return { dataDir, resultsDir: dataDir, leave: async () => {} }
  process.stderr.write('No Holdfast runs here: starting the demo for the time of the drill.\n')
  const { startDemo } = await import('../run/demo.js')
  const demo = await startDemo({ quiet: true, ports: 'free' })
  return { dataDir: demo.dataDir, resultsDir: demoResultsDir(), leave: () => demo.stop() }
}

/** Whether a Holdfast runs there, be it ours or not: whose it is, and what is wrong with it, the drill itself finds out. */
async function isRunning(dataDir: string): Promise<boolean> {
  const check = await Target.check({ dataDir })
  return check.kind === 'target' || check.reason !== 'not running'
}

/** The demo's own folder ends with it; its results stay where a user's programs keep their state (XDG base directories). */
function demoResultsDir(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'holdfast', 'demo')
}

async function keep(resultsDir: string, card: Scorecard): Promise<string | null> {
  try {
    return await saveResult(resultsDir, card)
  } catch (error) {
    process.stderr.write(`The result could not be kept: ${error instanceof Error ? error.message : String(error)}\n`)
    return null
  }
}

function chosenShape(name: string | undefined, options: DrillCommandOptions): Shape {
  if (name === undefined)
    throw new UsageError(`what is to be rehearsed? One of ${SHAPE_NAMES}; "holdfast drill --list" describes them.`)
  const plain = shapeNamed(name)
  if (plain === null) throw new UsageError(`no drill is called "${name}"; expected one of ${SHAPE_NAMES}.`)
  const shape = inDisguise(plain, options)
  const { rate } = options
  if (rate === undefined) return shape
  const most = mostRate(shape)
  if (most === null) throw new UsageError(`--rate: ${shape.name} is made of several, which have each their own.`)
  if (!(rate >= 1 && rate <= most))
    throw new UsageError(`--rate: ${shape.name} takes 1 to ${most.toLocaleString('en')} ${rateUnit(shape)}.`)
  return withRate(shape, rate)
}

function inDisguise(shape: Shape, { disguise, changing }: DrillCommandOptions): Shape {
  const option = disguise === undefined ? (changing ? '--changing' : null) : '--disguise'
  if (option === null) return shape
  if (shape.attack?.kind !== 'swarm') throw new UsageError(`${option}: only the swarm can do that, not ${shape.name}.`)
  return disguisedSwarm({ disguised: disguise === 'browser', changing: changing === true })
}

/** Each request of a swarm needs an address, and there are only so many. */
function assertEnoughAddresses({ attack }: Shape, seconds: number): void {
  if (attack?.kind !== 'swarm') return
  const needed = addressesNeeded(attack, seconds)
  if (needed <= CAPS.addresses) return
  const count = (number: number) => number.toLocaleString('en')
  throw new UsageError(
    `a swarm asks once from each address: ${count(attack.requestsPerSecond)} a second for ${count(seconds)} s needs ${count(needed)} addresses, and there are at most ${count(CAPS.addresses)}. ` +
      `Try --for ${Math.floor(CAPS.addresses / attack.requestsPerSecond)}s, or --rate ${Math.floor(CAPS.addresses / seconds)}.`,
  )
}

function describeShapes(): string {
  return ALL_SHAPES.map(({ name, title, description, targets }) => {
    const share =
      targets.worst === 1
        ? 'everything real visitors do succeeds'
        : `${percent(targets.all)} of all that real visitors do succeeds, and ${percent(targets.worst)} of every activity`
    const target = `Passed when ${share}${targets.refused === 0 ? ' and nobody is refused' : ''}.`
    return `${name}: ${title}\n${wrapWords(`${description} ${target}`, 96)
      .map((line) => `    ${line}`)
      .join('\n')}\n`
  }).join('\n')
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
