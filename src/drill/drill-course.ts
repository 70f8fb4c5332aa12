import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionRecord } from './action-record.js'
import { asksTheOrigin, loadOf } from './attack-load.js'
import { type AttackReport, addReports, emptyReport } from './attack-report.js'
import type { AttackMoment } from './attack-timeline.js'
import { Average } from './average.js'
import type { DrillProgress, Phase } from './drill-progress.js'
import { calmLeftMs, type DrillTimes, SETTLE_MS } from './drill-times.js'
import type { DrillWindow } from './drill-window.js'
import { ForkedLoad } from './forked-load.js'
import type { AttackOrder, FromAttackProcess, FromVisitorsProcess, VisitorsOrder } from './load-messages.js'
import type { Refusal } from './refusal.js'
import { RulesSeen } from './rules-seen.js'
import { measuresLeft } from './score-recovery.js'
import { type Scorecard, scorecard } from './scorecard.js'
import type { Shape } from './shape.js'
import { StatusSamples } from './status-samples.js'
import type { Target } from './target.js'

/** What one shape's rehearsal needs to know. */
export interface CourseOptions {
  shape: Shape
  dataDir: string
  /** Which platform of the Holdfast; the first when absent. */
  platform?: string
  /** Of the attack or the rush. */
  seconds: number
  seed: number
  /** What real visitors did in the calms before earlier shapes of the series. */
  calmBefore?: readonly ActionRecord[]
  visitorsFile?: string
  /** Some real browsers among the visitors, where there are any; true by default. */
  chromium?: boolean
  /** Where the load processes are compiled to; beside this file by default. */
  processFolder?: URL
}

const LAST_REPORT_MS = 2_000
const RECENT_MS = 3_000
const PROGRESS_EVERY_MS = 250

/** One shape in an open window: calm, attack, recovery, score. */
export class DrillCourse {
  readonly #options: CourseOptions
  readonly #times: DrillTimes
  readonly #target: Target
  readonly #window: DrillWindow
  readonly #onProgress: (progress: DrillProgress) => void
  readonly #stopped = new AbortController()
  readonly #samples: StatusSamples
  readonly #rules: RulesSeen
  readonly #visitors: ForkedLoad<VisitorsOrder, FromVisitorsProcess>
  readonly #attack: ForkedLoad<AttackOrder, FromAttackProcess> | null
  readonly #actions: ActionRecord[] = []
  readonly #moments: AttackMoment[] = []
  readonly #cpu = { attack: new Average(), visitors: new Average() }
  #report: AttackReport = emptyReport()
  #attackLoad: number | null = null
  #notBegun = 0
  #notHere: readonly string[] = []
  #brokenOff: string | null = null
  #phase: Phase = 'preparing'
  #beganAt = 0
  /** As far as it can be told in the calm. */
  #attackAt = 0
  #attackFrom: number | null = null
  #attackUntil = Number.POSITIVE_INFINITY
  #ended = false

  constructor(
    options: CourseOptions,
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
    this.#samples = new StatusSamples(target, ({ drill }) => {
      if (drill?.id !== window.id) this.#breakOff('the drill window was closed')
    })
    this.#rules = new RulesSeen(target)
    const broken = (why: string) => this.#breakOff(why)
    this.#visitors = new ForkedLoad('visitors-process.js', options.processFolder, broken)
    this.#attack =
      options.shape.attack === null ? null : new ForkedLoad('attack-process.js', options.processFolder, broken)
  }

  /** What real visitors did before the attack, after the warm-up. */
  get calmActions(): ActionRecord[] {
    const from = this.#beganAt + this.#times.warmUpMs
    const until = this.#attackFrom ?? Number.POSITIVE_INFINITY
    return this.#actions.filter(({ startedAt }) => startedAt >= from && startedAt < until)
  }

  async run(signal: AbortSignal | undefined): Promise<Refusal | { kind: 'ran'; scorecard: Scorecard }> {
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
    await Promise.all([this.#samples.start(), this.#rules.start()])
    this.#beganAt = Date.now()
    const calmFrom = this.#beganAt + this.#times.warmUpMs
    const progress = setInterval(() => this.#tell(), PROGRESS_EVERY_MS)
    this.#enter('calm')
    this.#visitors.begin(({ report, cpu }) => {
      for (const action of report.actions) this.#actions.push(action)
      this.#notBegun += report.notBegun
      this.#cpu.visitors.add(cpu)
    })
    if (await this.#calm(calmFrom)) await this.#strike()
    this.#enter('closing')
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
    this.#rules.stop()
  }

  async #prepare(): Promise<Refusal | null> {
    const { dataDir, platform, seed, visitorsFile, seconds, shape, chromium } = this.#options
    const order = {
      dataDir,
      instance: this.#target.instance,
      window: this.#window,
      seed,
      ...(platform === undefined ? {} : { platform }),
      ...(visitorsFile === undefined ? {} : { visitorsFile }),
    }
    // One after the other: both look at the site first, and the second look should meet a quiet site too.
    const visitors = await this.#visitors.prepare({ ...order, groups: shape.visitors, chromium: chromium ?? true })
    if (visitors.kind === 'refused') return visitors
    this.#notHere = visitors.notHere
    if (this.#attack === null || shape.attack === null) return null
    const attack = await this.#attack.prepare({ ...order, attack: shape.attack, seconds })
    return attack.kind === 'refused' ? attack : null
  }

  /** @returns false when the drill was broken off before it was over */
  async #calm(from: number): Promise<boolean> {
    const { learnsNormal: learns = false } = this.#options.shape
    let readyAt: number | null = null
    for (;;) {
      const now = Date.now()
      // A Holdfast that does not say what it knows gets the same time.
      if (this.#samples.latest?.normal?.ready ?? true) readyAt ??= Math.max(from, now)
      const leftMs = calmLeftMs(now, { from, learns, readyAt }, this.#times)
      if (leftMs === 0) return true
      this.#attackAt = now + leftMs
      if (!(await this.#until(now + Math.min(leftMs, PROGRESS_EVERY_MS)))) return false
    }
  }

  async #strike(): Promise<void> {
    const { shape, seconds } = this.#options
    const from = Date.now()
    const until = from + seconds * 1000
    this.#attackFrom = from
    this.#enter('attack')
    this.#visitors.rush({ from, rampMs: shape.rushRampMs, outageMs: shape.outageMs ?? 0, until })
    this.#attack?.begin(({ report, moments, cpu }) => {
      this.#report = addReports(this.#report, report)
      for (const moment of moments) this.#moments.push(moment)
      this.#attackLoad = loadOf(shape.attack, report)
      this.#cpu.attack.add(cpu)
    })
    const lasted = await this.#until(until)
    this.#attackUntil = Date.now()
    if (!lasted) return
    await this.#attack?.stop(LAST_REPORT_MS)
    this.#attackLoad = null
    this.#enter('recovery')
    if (!(await this.#until(this.#attackUntil + this.#times.afterMs))) return
    const deadline = this.#attackUntil + this.#times.afterMostMs
    while (Date.now() < deadline && !this.#isOver(from)) {
      if (!(await this.#until(Math.min(deadline, Date.now() + PROGRESS_EVERY_MS)))) return
    }
  }

  /** Everything is at full speed and nothing is left; a Holdfast that says nothing is not waited for. */
  #isOver(attackFrom: number): boolean {
    const { latest } = this.#samples
    return latest === null || measuresLeft(latest, this.#rules.rules, attackFrom).length === 0
  }

  #score(calmFrom: number, endedAt: number): Scorecard {
    const { shape, seed, calmBefore = [] } = this.#options
    return scorecard({
      shape,
      calmBefore,
      platform: this.#target.platform,
      seed,
      calmFrom,
      attackFrom: this.#attackFrom,
      attackUntil: Math.min(this.#attackUntil, endedAt),
      endedAt,
      actions: this.#actions,
      notBegun: this.#notBegun,
      notHere: this.#notHere,
      attack: this.#attack === null ? null : this.#report,
      moments: asksTheOrigin(shape.attack) ? this.#moments : null,
      rules: this.#rules.rules,
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

  #enter(phase: Phase): void {
    this.#phase = phase
    this.#tell()
  }

  #tell(): void {
    const now = Date.now()
    const { shape, seconds } = this.#options
    const endsAt = (this.#attackFrom ?? this.#attackAt) + seconds * 1000 + this.#times.afterMs
    const recent = this.#actions.slice(-2_000).filter(({ startedAt, tookMs }) => startedAt + tookMs > now - RECENT_MS)
    this.#onProgress({
      phase: this.#phase,
      share: Math.min(1, (now - this.#beganAt) / (endsAt - this.#beganAt)),
      learning: this.#phase === 'calm' && shape.learnsNormal ? (this.#samples.latest?.normal ?? null) : null,
      recentSuccess: recent.length === 0 ? null : recent.filter(({ succeeded }) => succeeded).length / recent.length,
      attackLoad: this.#attackLoad,
    })
  }
}
