import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { plainTrace, type Size, type Trace, tracesOn } from './catalogue.js'
import { compose } from './compose.js'
import {
  grownGround,
  type LearntGround,
  REAL_CALM_DAYS,
  REAL_NEWSLETTER_DAYS,
  realGround,
  rehearsedGround,
  thinGround,
} from './grounds.js'
import { CommandError, learn, replay } from './holdfast-command.js'
import { judge, VerdictError } from './judge.js'
import { type Outcome, outcomeOf } from './outcome.js'
import { REAL_LOG, RealLog } from './real-log.js'
import type { LabelledVisit, LogTimes } from './visit.js'

/** The small site of the real week is replayed with so many requests a second: its newsletters are more. */
const REAL_CAPACITY = 20
const HOUR_MS = 3_600_000

export interface Asked {
  size: Size
  /** Part of a name; all when empty. */
  only: string
  withinMs: number
  /** Keeps logs, truths and verdicts here; null: in a temporary folder, while they are needed. */
  keep: string | null
  /** Both halves of the real week, each learnt from the other. */
  bothHalves: boolean
  times: LogTimes
}

export interface Run {
  outcomes: Outcome[]
  skipped: string[]
}

/** A trace, and the name of the baseline it is replayed with. */
interface Planned {
  trace: Trace
  baseline: string
}

export async function runTraces(asked: Asked, say: (what: string) => void): Promise<Run> {
  const started = performance.now()
  const folder = asked.keep ?? mkdtempSync(join(tmpdir(), 'holdfast-traces-'))
  mkdirSync(folder, { recursive: true })
  const remove = () => {
    if (asked.keep === null) rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', remove)
  const skipped: string[] = []
  try {
    const { planned, baselines } = await plan(asked, folder, skipped, say)
    const chosen = planned.filter(({ trace }) => trace.name.includes(asked.only))
    const outcomes: Outcome[] = []
    for (const [i, { trace, baseline }] of chosen.entries()) {
      if (performance.now() - started > asked.withinMs) {
        const rest = chosen.slice(i).map(({ trace }) => trace.name)
        skipped.push(`no time left for ${rest.length} of ${chosen.length} traces: ${rest.join(', ')}`)
        break
      }
      say(`${i + 1}/${chosen.length} ${trace.name}`)
      outcomes.push(await outcome(trace, await baselines.learnt(baseline), folder, asked))
    }
    return { outcomes, skipped }
  } finally {
    remove()
    process.off('exit', remove)
  }
}

async function plan(
  { size, bothHalves }: Asked,
  folder: string,
  skipped: string[],
  say: (what: string) => void,
): Promise<{ planned: Planned[]; baselines: Baselines }> {
  const baselines = new Baselines(folder, say)
  const plain: Planned[] = []
  const composed: Planned[] = []
  const add = (ground: LearntGround, traces: readonly Trace[], to: Planned[]) => {
    const { name } = ground.ground
    baselines.add(name, ground.learnt)
    to.push(...traces.map((trace) => ({ trace, baseline: name })))
  }

  say('reading the real week')
  const log = await RealLog.cut(join(folder, 'real-week'))
  if (log) {
    const thin = thinGround(log)
    add(thin, [plainDays('plain-real-newsletters', log, REAL_NEWSLETTER_DAYS)], plain)
    if (bothHalves) {
      baselines.add('thin, learnt from the newsletters', () => log.days(REAL_NEWSLETTER_DAYS))
      const trace = plainDays('plain-real-calm', log, REAL_CALM_DAYS)
      plain.push({ trace, baseline: 'thin, learnt from the newsletters' })
    }
    const real = realGround(log)
    add(real, tracesOn(real.ground, size, 'all'), composed)
    add(thin, tracesOn(thin.ground, size, ['one-each', 'search-facets']), composed)
  } else {
    skipped.push(`the real week: there is no ${REAL_LOG} (set HOLDFAST_DATA to the folder that has it)`)
  }

  say('rehearsing visitors')
  const rehearsed = rehearsedGround()
  const { ground } = rehearsed
  const calmHour = plainTrace('plain-rehearsed', {
    ground: ground.name,
    capacity: 3 * ground.calmPerSecond,
    visits: () => ground.calm(HOUR_MS, 99),
  })
  add(rehearsed, [calmHour], plain)
  add(rehearsed, tracesOn(ground, size, 'all'), composed)
  const grown = grownGround()
  add(grown, tracesOn(grown.ground, size, ['one-each', 'search-facets']), composed)

  // All kinds on all grounds with one seed before the next seed, should the time not be enough.
  const seedOf = ({ trace }: Planned) => Number(trace.name.split('/').at(-1))
  composed.sort((a, b) => seedOf(a) - seedOf(b))
  return { planned: [...plain, ...composed], baselines }
}

function plainDays(name: string, log: RealLog, days: readonly number[]): Trace {
  return plainTrace(name, { ground: 'thin', capacity: REAL_CAPACITY, visits: () => log.days(days) })
}

async function outcome(
  trace: Trace,
  baseline: string,
  folder: string,
  { keep, times }: Pick<Asked, 'keep' | 'times'>,
): Promise<Outcome> {
  const path = (kind: string) => join(folder, `${trace.name.replaceAll('/', '.')}.${kind}`)
  const files = { log: path('log'), truth: path('truth.tsv'), verdicts: path('verdicts.tsv') }
  try {
    compose(trace.visits(), files, times)
    const replayCpuMs = await replay(files.log, { baseline, verdicts: files.verdicts, capacity: trace.capacity })
    return outcomeOf(trace, { judged: judge(files, trace.onsetMs), replayCpuMs })
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (!missing && !(error instanceof CommandError) && !(error instanceof VerdictError)) throw error
    return outcomeOf(trace, { failed: (error as Error).message })
  } finally {
    if (keep === null) for (const file of Object.values(files)) rmSync(file, { force: true })
  }
}

/** What `holdfast learn` makes of calm traffic; made when a trace first needs it. */
class Baselines {
  readonly #folder: string
  readonly #say: (what: string) => void
  readonly #traffic = new Map<string, () => Iterable<LabelledVisit>>()
  readonly #learnt = new Map<string, string>()

  constructor(folder: string, say: (what: string) => void) {
    this.#folder = folder
    this.#say = say
  }

  add(name: string, traffic: () => Iterable<LabelledVisit>): void {
    this.#traffic.set(name, traffic)
  }

  /** @returns the folder of the baseline */
  async learnt(name: string): Promise<string> {
    const known = this.#learnt.get(name)
    if (known !== undefined) return known
    const traffic = this.#traffic.get(name)
    if (traffic === undefined) throw new RangeError(`Nothing is known of a baseline ${name}.`)
    this.#say(`learning: ${name}`)
    const path = join(this.#folder, `baseline-${this.#learnt.size}`)
    mkdirSync(path, { recursive: true })
    const files = { log: `${path}.log`, truth: `${path}.truth.tsv` }
    compose(traffic(), files)
    await learn(files.log, path)
    for (const file of Object.values(files)) rmSync(file)
    this.#learnt.set(name, path)
    return path
  }
}
