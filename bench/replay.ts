/**
 * How many lines a second `holdfast replay` and `holdfast learn` do, and whether their memory stays flat:
 * `npm run bench:replay [-- --quick]`. See bench/README.md.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { medianOf } from './edge/row.js'
import { RepeatedLog } from './replay/repeated-log.js'
import { residentAfter } from './replay/resident-after.js'
import { FULL, tracesOn } from './traces/catalogue.js'
import { compose } from './traces/compose.js'
import { type LearntGround, REAL_CALM_DAYS, realGround, rehearsedGround } from './traces/grounds.js'
import { learn, replay } from './traces/holdfast-command.js'
import { REAL_LOG, RealLog } from './traces/real-log.js'

const REACH_LINES_PER_SECOND = 150_000
/** A longer log may take this much more memory than its first million lines. */
const FLAT = 1.15
/** Fifty times the calm rate, with a rule in force after a second. */
const DENSE = 'search-facets'
const DENSE_REPEATED = 4

const USAGE = `npm run bench:replay [-- --quick] [-- --within MIN]

Lines a second of CPU and by the clock, of \`holdfast learn\` and \`holdfast replay\`, start included, for the real log
(HOLDFAST_DATA) and for a dense attack; and what replay keeps in memory after 1, 5 and 10 million lines.
  --quick        one round, and a million lines
  --within MIN   stops asking for more lines after so many minutes; default 10
Exit 0: all figures reached. 1: some were missed.
`

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      within: { type: 'string', default: '10' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help || !/^[1-9]\d{0,2}$/.test(values.within)) {
    console.log(USAGE)
    return values.help ? 0 : 2
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))
  const until = performance.now() + Number(values.within) * 60_000
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-replay-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const rounds = values.quick ? 1 : 3
  const marks = values.quick ? [1_000_000] : [1_000_000, 5_000_000, 10_000_000]

  const real = await RealLog.cut(join(folder, 'real-week'))
  if (!real) console.log(`skipped: the real log; there is no ${REAL_LOG} (set HOLDFAST_DATA to its folder)`)
  const reached: boolean[] = []
  const dense = await denseAttack(real ? realGround(real) : rehearsedGround(), folder)
  console.log(
    `${'what'.padEnd(34)}${'lines'.padStart(10)}${'lines/s of CPU'.padStart(26)}${'by the clock'.padStart(14)}`,
  )
  if (real) {
    const week = await realWeek(real, folder)
    await speed('learn, three real days', week.calmLines, rounds, () => learn(week.calmLog, week.baseline))
    reached.push(await replaySpeed('replay, the real log', week, rounds))
    reached.push(await replaySpeed('replay, a dense attack', dense, rounds))
    reached.push(await memory('the real log', week, marks, until))
  } else {
    reached.push(await replaySpeed('replay, a dense attack', dense, rounds))
  }
  reached.push(await memory('a dense attack', dense, values.quick ? marks : marks.slice(0, 2), until))
  console.log(
    `\nload of the machine (1, 5, 15 min): ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}`,
  )
  return reached.every((one) => one) ? 0 : 1
}

/** A log, and what is normal for its site. */
interface Case {
  log: string
  lines: number
  baseline: string
  capacity: number
}

async function realWeek(real: RealLog, folder: string): Promise<Case & { calmLog: string; calmLines: number }> {
  const baseline = newFolder(folder, 'real-baseline')
  const path = (name: string) => join(folder, name)
  const calm = { log: path('calm.log'), truth: path('truth') }
  const calmLines = compose(real.days(REAL_CALM_DAYS), calm).lines
  await learn(calm.log, baseline)
  const all = { log: path('real.log'), truth: path('truth') }
  const { lines } = compose(real.days([4, 5, 6, 7, 8, 9]), all)
  return { log: all.log, lines, baseline, capacity: 20, calmLog: calm.log, calmLines }
}

async function denseAttack({ ground, learnt }: LearntGround, folder: string): Promise<Case> {
  const baseline = newFolder(folder, 'dense-baseline')
  const files = { log: join(folder, 'dense.log'), truth: join(folder, 'truth') }
  compose(learnt(), files)
  await learn(files.log, baseline)
  const densest = tracesOn(ground, FULL, [DENSE]).toSorted(
    (a, b) => (b.pace?.perSecond ?? 0) - (a.pace?.perSecond ?? 0),
  )[0]
  if (!densest) throw new RangeError(`there is no trace ${DENSE}`)
  compose(densest.visits(), files)
  const once = new RepeatedLog(readFileSync(files.log))
  writeFileSync(files.log, Buffer.concat(Array.from({ length: DENSE_REPEATED }, () => Buffer.from(once.next()))))
  return { log: files.log, lines: DENSE_REPEATED * once.lines, baseline, capacity: densest.capacity }
}

async function replaySpeed(what: string, { log, lines, baseline, capacity }: Case, rounds: number): Promise<boolean> {
  const verdicts = `${log}.verdicts`
  const median = await speed(what, lines, rounds, () => replay(log, { baseline, verdicts, capacity }))
  return verdict(median >= REACH_LINES_PER_SECOND, `≥ ${REACH_LINES_PER_SECOND.toLocaleString('en')}`)
}

/** @param run gives milliseconds of CPU @returns lines a second of CPU, the median */
async function speed(what: string, lines: number, rounds: number, run: () => Promise<number>): Promise<number> {
  const byCpu: number[] = []
  const byClock: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    byCpu.push((lines * 1_000) / (await run()))
    byClock.push((lines * 1_000) / (performance.now() - start))
  }
  const [least, most] = [Math.min(...byCpu), Math.max(...byCpu)].map(thousands)
  const median = `${thousands(medianOf(byCpu))} (${least}–${most})`
  console.log(
    `${what.padEnd(34)}${lines.toLocaleString('en').padStart(10)}${median.padStart(26)}${thousands(medianOf(byClock)).padStart(14)}`,
  )
  return medianOf(byCpu)
}

async function memory(what: string, { log, baseline }: Case, marks: number[], until: number): Promise<boolean> {
  const resident = await residentAfter(new RepeatedLog(readFileSync(log)), baseline, marks, until)
  const words = resident.map(({ lines, bytes }) => `${lines / 1e6} million: ${Math.round(bytes / 1e6)} MB`).join(', ')
  console.log(`memory, ${what}, after ${words || 'nothing: no time was left'}`)
  if (resident.length < marks.length) console.log('  not all lines were written: no time was left (--within MIN)')
  const [first, last] = [resident[0], resident.at(-1)]
  return verdict(
    !!first && !!last && last.bytes <= FLAT * first.bytes,
    `no more than ${FLAT} times that after the first`,
  )
}

function verdict(reached: boolean, aim: string): boolean {
  console.log(`  ${reached ? 'reached' : 'MISSED'}: ${aim}`)
  return reached
}

function newFolder(...parts: string[]): string {
  const path = join(...parts)
  if (!existsSync(path)) mkdirSync(path)
  return path
}

function thousands(rate: number): string {
  return `${Math.round(rate / 1_000)},000`
}
