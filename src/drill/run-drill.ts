import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionRecord } from './action-record.js'
import { type AttackReport, addReports, emptyReport } from './attack-report.js'
import { assertWithinCaps } from './caps.js'
import { closeWindow, type DrillWindow, openWindow } from './drill-window.js'
import { ForkedLoad } from './forked-load.js'
import type { AttackOrder, FromAttackProcess, FromVisitorsProcess, VisitorsOrder } from './load-messages.js'
import type { Refusal } from './refusal.js'
import { type Scorecard, scorecard } from './scorecard.js'
import type { Shape } from './shape.js'
import { StatusSamples } from './status-samples.js'
import { Target } from './target.js'

export interface DrillOptions {
  shape: Shape
  dataDir: string
  /** Which platform of the Holdfast; the first when absent. */
  platform?: string
  /** Of the attack or the rush. */
  seconds: number
  seed: number
  visitorsFile?: string
  times?: DrillTimes
  /** Where the load processes are compiled to; beside this file by default. */
  processFolder?: URL
}

/** The phases around the attack, in milliseconds. */
export interface DrillTimes {
  /** The first visitors arrive and everything gets warm; not measured, so that calm does not look slower than it is. */
  warmUpMs: number
  calmMs: number
  /** Recovery: at least, and at most while waiting for the level to be calm again. */
  afterMs: number
  afterMostMs: number
}

export const DRILL_TIMES: DrillTimes = { warmUpMs: 2_000, calmMs: 8_000, afterMs: 10_000, afterMostMs: 25_000 }

export type Phase = 'preparing' | 'calm' | 'attack' | 'recovery' | 'closing'

export interface DrillProgress {
  phase: Phase
  /** Of the whole drill, 0..1. */
  share: number
  /** Of the real actions that ended in the last seconds, 0..1; null when none did. */
  recentSuccess: number | null
  /** Requests of the last second, or open connections of a slow attack; null when there is no attack. */
  attackLoad: number | null
}

export type DrillOutcome = Refusal | { kind: 'ran'; scorecard: Scorecard }

const PREPARE_MS = 60_000
/** People who were still waiting at the end get what their patience allows. */
const SETTLE_MS = 35_000
const LAST_REPORT_MS = 2_000
const RECENT_MS = 3_000
const PROGRESS_EVERY_MS = 250

/**
 * Rehearses an attack on a Holdfast of one's own and scores what real visitors felt. Refuses before any load when the
 * target is not provably ours, here, and told about it. An abort ends everything at once, closes the window, and still
 * gives the score of what was seen.
 * @throws RangeError when the shape or the time passes the caps
 */
export async function runDrill(
  options: DrillOptions,
  { signal, onProgress = () => {} }: { signal?: AbortSignal; onProgress?: (progress: DrillProgress) => void } = {},
): Promise<DrillOutcome> {
  assertWithinCaps({ attackSeconds: options.seconds, ...wishesOf(options.shape.attack) })
  const times = options.times ?? DRILL_TIMES
  const check = await Target.check({
    dataDir: options.dataDir,
    ...(options.platform === undefined ? {} : { platform: options.platform }),
  })
  if (check.kind === 'refused') return check
  const windowMs = PREPARE_MS + times.warmUpMs + times.calmMs + options.seconds * 1000 + times.afterMostMs + SETTLE_MS
  const window = await openWindow(check.target, windowMs / 1000)
  if (window.kind === 'refused') return window
  const drill = new Drill(options, times, check.target, window, onProgress)
  try {
    return await drill.run(signal)
  } finally {
    await drill.end()
    await closeWindow(check.target, window)
  }
}

function wishesOf(attack: Shape['attack']): { requestsPerSecond?: number; connections?: number } {
  if (attack === null) return {}
  if (attack.kind === 'slow') return { connections: attack.connections }
  const { requestsPerSecond, addresses, connectionsPerAddress } = attack
  return { requestsPerSecond, connections: addresses.count * connectionsPerAddress }
}

/** One drill from the open window to its end. */
class Drill {
  readonly #options: DrillOptions
  readonly #times: DrillTimes
  readonly #target: Target
  readonly #window: DrillWindow
  readonly #onProgress: (progress: DrillProgress) => void
  readonly #stopped = new AbortController()
  readonly #samples: StatusSamples
  readonly #visitors: ForkedLoad<VisitorsOrder, FromVisitorsProcess>
  readonly #attack: ForkedLoad<AttackOrder, FromAttackProcess> | null
  readonly #actions: ActionRecord[] = []
  readonly #cpu = { attack: new Average(), visitors: new Average() }
  #report: AttackReport = emptyReport()
  #attackLoad: number | null = null
  #notBegun = 0
  #brokenOff: string | null = null
  #phase: Phase = 'preparing'
  #attackFrom: number | null = null
  #attackUntil = Number.POSITIVE_INFINITY
  #ended = false

  constructor(
    options: DrillOptions,
    times: DrillTimes,
    target: Target,
    window: DrillWindow,
    onProgress: (progress: DrillProgress) => void,
  ) {
    this.#options = options
    this.#times = times
    this.#target = target
    this.#window = window
    this.#onProgress = onProgress
    this.#samples = new StatusSamples(target)
    const broken = (why: string) => this.#breakOff(why)
    this.#visitors = new ForkedLoad('visitors-process.js', options.processFolder, broken)
    this.#attack =
      options.shape.attack === null ? null : new ForkedLoad('attack-process.js', options.processFolder, broken)
  }

  async run(signal: AbortSignal | undefined): Promise<DrillOutcome> {
    const interrupt = () => this.#breakOff('interrupted')
    if (signal?.aborted) interrupt()
    signal?.addEventListener('abort', interrupt, { once: true })
    try {
      return (await this.#prepare()) ?? { kind: 'ran', scorecard: await this.#measure() }
    } finally {
      signal?.removeEventListener('abort', interrupt)
    }
  }

  async #measure(): Promise<Scorecard> {
    await this.#samples.start()
    const { warmUpMs, calmMs } = this.#times
    const beganAt = Date.now()
    const calmFrom = beganAt + warmUpMs
    const planned = { from: calmFrom + calmMs, until: calmFrom + calmMs + this.#options.seconds * 1000 }
    const progress = setInterval(() => this.#tell(beganAt, planned.until + this.#times.afterMs), PROGRESS_EVERY_MS)
    this.#phase = 'calm'
    this.#visitors.begin(
      { kind: 'begin', rush: { from: planned.from, rampMs: this.#options.shape.rushRampMs, until: planned.until } },
      ({ report, cpu }) => {
        for (const action of report.actions) this.#actions.push(action)
        this.#notBegun += report.notBegun
        this.#cpu.visitors.add(cpu)
      },
    )
    if (await this.#until(planned.from)) await this.#strike(planned)
    this.#phase = 'closing'
    const endedAt = Date.now()
    await this.end()
    clearInterval(progress)
    return this.#score(calmFrom, endedAt)
  }

  /** Ends both processes; with time to finish what was begun unless the drill was broken off. Safe to call again. */
  async end(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    const abandon = this.#brokenOff !== null
    await Promise.all([
      this.#attack?.stop(LAST_REPORT_MS, abandon),
      this.#visitors.stop(abandon ? LAST_REPORT_MS : SETTLE_MS, abandon),
    ])
    this.#samples.stop()
  }

  async #prepare(): Promise<Refusal | null> {
    const { dataDir, platform, seed, visitorsFile, seconds, shape } = this.#options
    const order = {
      dataDir,
      instance: this.#target.instance,
      window: { id: this.#window.id, until: this.#window.until },
      seed,
      ...(platform === undefined ? {} : { platform }),
      ...(visitorsFile === undefined ? {} : { visitorsFile }),
    }
    // One after the other: both look at the site first, and the second look should meet a quiet site too.
    const visitors = await this.#visitors.prepare({ ...order, groups: shape.visitors })
    if (visitors.kind === 'refused') return visitors
    if (this.#attack === null || shape.attack === null) return null
    const attack = await this.#attack.prepare({ ...order, attack: shape.attack, seconds })
    return attack.kind === 'refused' ? attack : null
  }

  async #strike(planned: { from: number; until: number }): Promise<void> {
    this.#phase = 'attack'
    this.#attackFrom = Date.now()
    this.#attack?.begin({ kind: 'begin' }, ({ report, cpu }) => {
      this.#report = addReports(this.#report, report)
      this.#attackLoad = this.#options.shape.attack?.kind === 'slow' ? report.open : report.sent
      this.#cpu.attack.add(cpu)
    })
    const lasted = await this.#until(planned.until)
    this.#attackUntil = Date.now()
    if (!lasted) return
    await this.#attack?.stop(LAST_REPORT_MS)
    this.#attackLoad = null
    this.#phase = 'recovery'
    if (!(await this.#until(this.#attackUntil + this.#times.afterMs))) return
    const deadline = this.#attackUntil + this.#times.afterMostMs
    while (Date.now() < deadline && this.#samples.latest?.level !== 'calm') {
      if (!(await this.#until(Math.min(deadline, Date.now() + PROGRESS_EVERY_MS)))) return
    }
  }

  #score(calmFrom: number, endedAt: number): Scorecard {
    const { shape, seed } = this.#options
    return scorecard({
      shape,
      platform: this.#target.platform,
      seed,
      calmFrom,
      attackFrom: this.#attackFrom,
      attackUntil: Math.min(this.#attackUntil, endedAt),
      actions: this.#actions,
      notBegun: this.#notBegun,
      attack: this.#attack === null ? null : this.#report,
      samples: this.#samples.samples,
      cpu: { attack: this.#cpu.attack.value, visitors: this.#cpu.visitors.value },
      brokenOff: this.#brokenOff,
    })
  }

  #breakOff(why: string): void {
    this.#brokenOff ??= why
    this.#stopped.abort()
  }

  /** @returns false when the drill was broken off before that time */
  async #until(at: number): Promise<boolean> {
    try {
      await sleep(Math.max(0, at - Date.now()), undefined, { signal: this.#stopped.signal })
      return true
    } catch {
      return false
    }
  }

  #tell(beganAt: number, endsAt: number): void {
    const now = Date.now()
    const recent = this.#actions.slice(-2_000).filter(({ startedAt, tookMs }) => startedAt + tookMs > now - RECENT_MS)
    this.#onProgress({
      phase: this.#phase,
      share: Math.min(1, (now - beganAt) / (endsAt - beganAt)),
      recentSuccess: recent.length === 0 ? null : recent.filter(({ succeeded }) => succeeded).length / recent.length,
      attackLoad: this.#attackLoad,
    })
  }
}

class Average {
  #sum = 0
  #count = 0

  add(value: number): void {
    this.#sum += value
    this.#count++
  }

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count
  }
}
