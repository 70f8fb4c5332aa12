import { setTimeout as sleep } from 'node:timers/promises'
import type { Status } from '../../src/brain/status.js'
import { formatDuration } from '../../src/cli/duration.js'
import type { ActionRecord } from '../../src/drill/action-record.js'
import { Target } from '../../src/drill/target.js'
import type { StartedProcess } from '../edge/started-process.js'
import { HEADING, printedSample, printedVerdict } from './printed.js'
import { playRound } from './round.js'
import { countsOf, type Phase, type Sample, usageOf } from './sample.js'
import { type SoakSites, startSites } from './soak-sites.js'
import { StreamVisitors } from './stream-visitors.js'
import { LEAST_ROUNDS, verdictOf } from './verdict.js'

const ROUND_MS = 120_000
/** Of each round there are so many samples at least. */
const SAMPLES = 12
const LONGEST_SAMPLE_MS = 10_000
/** For the edges to notice that everybody has left. */
const DRAIN_MS = 5_000

export interface SoakOptions {
  forMs: number
  seed: number
  startLiveOrigin: () => StartedProcess
}

/** @returns true when nothing grew and nothing failed outside of the attacks */
export async function soak(options: SoakOptions, signal: AbortSignal): Promise<boolean> {
  const sites = await startSites(options.startLiveOrigin)
  const check = await targetWhenReady(sites.dataDir)
  return new Soak(options, sites, check, signal).run()
}

/** Edges listen a moment before the supervisor has written down where. */
async function targetWhenReady(dataDir: string): Promise<Target> {
  for (let tries = 50; ; tries--) {
    const check = await Target.check({ dataDir, platform: 'newsroom' })
    if (check.kind === 'target') return check.target
    if (tries === 0) throw new Error(`${check.why}. ${check.remedy}`)
    await sleep(100)
  }
}

class Soak {
  readonly #options: SoakOptions
  readonly #sites: SoakSites
  readonly #target: Target
  readonly #signal: AbortSignal
  readonly #streams: StreamVisitors
  readonly #samples: Sample[] = []
  /** When each phase began, in their order. */
  readonly #phases: { phase: Phase; from: number }[] = []
  /** Of real visitors, in calm phases. */
  readonly #failures: string[] = []
  #actions: ActionRecord[] = []
  #breaksSeen = 0
  #round = 0

  constructor(options: SoakOptions, sites: SoakSites, target: Target, signal: AbortSignal) {
    this.#options = options
    this.#sites = sites
    this.#target = target
    this.#signal = signal
    this.#streams = new StreamVisitors(sites.port, options.seed)
  }

  async run(): Promise<boolean> {
    const { forMs, seed } = this.#options
    const rounds = Math.max(LEAST_ROUNDS, Math.round(forMs / ROUND_MS))
    const roundMs = forMs / rounds
    const startedAt = Date.now()
    console.log(`soaking for ${formatDuration(forMs)} in ${rounds} rounds, seed ${seed}\n\n${HEADING}`)
    const everyMs = Math.min(LONGEST_SAMPLE_MS, roundMs / SAMPLES)
    const sampling = setInterval(() => void this.#sample(startedAt), everyMs)
    try {
      for (let round = 0; round < rounds && !this.#signal.aborted; round++) {
        this.#round = round
        await playRound({
          target: this.#target,
          dataDir: this.#sites.dataDir,
          seed: seed + round,
          ms: roundMs,
          signal: this.#signal,
          onPhase: (phase) => this.#phases.push({ phase, from: Date.now() }),
          onActions: (actions) => this.#take(actions),
        })
      }
    } finally {
      clearInterval(sampling)
      this.#streams.stop()
    }
    if (this.#signal.aborted) {
      console.log('\nbroken off: no verdict')
      return false
    }
    return this.#judge()
  }

  #take(actions: readonly ActionRecord[]): void {
    for (const action of actions) {
      this.#actions.push(action)
      const { succeeded, activity, why, startedAt } = action
      if (!succeeded && this.#phaseAt(startedAt) === 'calm') this.#failures.push(`${activity}: ${why ?? 'failed'}`)
    }
  }

  #phaseAt(at: number): Phase {
    return this.#phases.findLast(({ from }) => from <= at)?.phase ?? 'calm'
  }

  async #sample(startedAt: number): Promise<void> {
    const status = await this.#status()
    const breaks = this.#streams.breaks.slice(this.#breaksSeen)
    this.#breaksSeen += breaks.length
    for (const { at, why } of breaks) if (this.#phaseAt(at) === 'calm') this.#failures.push(`live: ${why}`)
    const actions = this.#actions
    this.#actions = []
    const took = actions.filter(({ succeeded }) => succeeded).map(({ tookMs }) => tookMs)
    const { holdfast, newsroom, live } = this.#sites
    const sample: Sample = {
      at: Date.now(),
      round: this.#round,
      phase: this.#phaseAt(Date.now()),
      ...(status ? countsOf(status) : this.#countsBefore()),
      usage: usageOf({ holdfast: holdfast.pid, newsroom: newsroom.pid, live: live.pid }),
      actions: actions.length,
      failed: actions.filter(({ succeeded }) => !succeeded).length,
      p95Ms: took.sort((a, b) => a - b)[Math.floor(took.length * 0.95)] ?? null,
      streams: this.#streams.open,
      broken: breaks.length,
    }
    this.#samples.push(sample)
    console.log(printedSample(sample, sample.at - startedAt))
  }

  /** A console that is too busy shows as a question mark in the table; the caches are as they were. */
  #countsBefore(): ReturnType<typeof countsOf> {
    const { connections = 0, cacheMegabytes = 0, cacheEntries = 0 } = this.#samples.at(-1) ?? {}
    return { level: '?', connections, cacheMegabytes, cacheEntries }
  }

  async #judge(): Promise<boolean> {
    await sleep(DRAIN_MS)
    const left = (await this.#status())?.edges.reduce((sum, { connections }) => sum + connections, 0)
    const verdict = verdictOf(this.#samples, this.#failures)
    if (left !== 0) verdict.complaints.push(`${left ?? 'unknown'} connections are left when everybody has gone`)
    console.log(printedVerdict(verdict, { begun: this.#streams.begun, passedBy: this.#streams.passedBy }))
    return verdict.complaints.length === 0
  }

  async #status(): Promise<Status | null> {
    try {
      return JSON.parse((await this.#target.askConsole('/api/status')).body) as Status
    } catch {
      return null
    }
  }
}
