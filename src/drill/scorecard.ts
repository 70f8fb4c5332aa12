import type { RuleStatus } from '../brain/status.js'
import type { Level } from '../detect/level.js'
import type { ActionRecord } from './action-record.js'
import type { AttackReport } from './attack-report.js'
import type { AttackMoment } from './attack-timeline.js'
import { PATIENCE_MS } from './patience.js'
import { type AtOrigin, atOrigin, type KnownBefore, knownBefore, rulesSince, type ScoreRule } from './score-defence.js'
import type { Shape } from './shape.js'
import type { StatusSample } from './status-samples.js'
import { timeToMitigate } from './time-to-mitigate.js'

/** Everything a drill has seen. Times are Unix milliseconds. */
export interface Observations {
  shape: Pick<Shape, 'name' | 'targets'>
  platform: string
  seed: number
  calmFrom: number
  /** Of the attack or the rush; null when the drill ended before. */
  attackFrom: number | null
  attackUntil: number
  actions: readonly ActionRecord[]
  /** Actions that were due and that the rehearsal could not begin. */
  notBegun: number
  /** null for a shape without an attack. */
  attack: AttackReport | null
  /** Of an attack that asks for answers; else null. */
  moments: readonly AttackMoment[] | null
  /** Of the platform, oldest first; null when Holdfast tells nothing of rules. */
  rules: readonly RuleStatus[] | null
  samples: readonly StatusSample[]
  /** Average share of one core. */
  cpu: { attack: number | null; visitors: number | null }
  /** Why the drill ended before its time; null when it did not. */
  brokenOff: string | null
}

/** Real visitors of one activity or one kind. Shares are 0..1, times milliseconds; null: nothing to measure. */
export interface ScoreRow {
  name: string
  /** During the attack. */
  actions: number
  succeeded: number | null
  firstTry: number | null
  /** How many were turned away at least once. */
  refused: number
  /** Before the attack; what fails then already is not the attack's doing. */
  calmSucceeded: number | null
  calmP95Ms: number | null
  duringP95Ms: number | null
  ratio: number | null
  /** In waiting rooms: how many actions, and how long in all. */
  waited: number
  waitedMs: number
}

export interface Scorecard {
  version: 1
  shape: string
  platform: string
  seed: number
  /** ISO 8601. */
  startedAt: string
  /** How long the attack or rush lasted. */
  attackSeconds: number
  passed: boolean
  /** Each missed target in a sentence. */
  missed: string[]
  brokenOff: string | null
  /** The worst activity: the score. */
  worst: { activity: string; succeeded: number; target: number } | null
  all: ScoreRow
  activities: ScoreRow[]
  kinds: ScoreRow[]
  /** Most frequent failures first. */
  failures: { activity: string; why: string; count: number }[]
  mitigatedAfterSeconds: number | null
  attack: AttackReport | null
  /** null for an attack that asks for nothing. */
  atOrigin: AtOrigin | null
  /** Rules made since the attack began, oldest first; null when Holdfast tells nothing of rules. */
  rules: ScoreRule[] | null
  /** null when Holdfast does not say. */
  normal: KnownBefore | null
  /** What Holdfast counted during the attack, attack and visitors together; null when its console did not answer. */
  holdfast: {
    served: number
    cached: number
    refused: number
    challenged: number
    peakMemoryMb: number
    peakConnections: number
  } | null
  /** Changes of level, relative to the attack's start. */
  levels: { level: Level; atMs: number }[]
  /** From the end of the attack to the first calm after it; 0: calm at its end; null: not seen. */
  calmAgainMs: number | null
  generator: { attackCpu: number | null; visitorsCpu: number | null; notBegun: number }
}

const MOST_FAILURES = 8
/** Beyond this, the rehearsal itself was too weak for its score to mean anything. */
const MOST_NOT_BEGUN = 0.01

/** Turns what was seen into the score. Pure: the same observations give the same card. */
export function scorecard(seen: Observations): Scorecard {
  const from = seen.attackFrom ?? Number.POSITIVE_INFINITY
  const calm = seen.actions.filter(({ startedAt }) => startedAt >= seen.calmFrom && startedAt < from)
  const during = seen.actions.filter(({ startedAt }) => startedAt >= from && startedAt < seen.attackUntil)
  const activities = rowsBy('activity', calm, during)
  const kinds = rowsBy('kind', calm, during)
  const worst = worstOf(activities, seen.shape.targets.worst)
  const all = row('all', calm, during)
  const missed = [...missedTargets(seen, worst, all), ...wrongInCalm(seen, activities)]
  const rules = seen.rules === null || seen.attackFrom === null ? null : rulesSince(seen.rules, seen.attackFrom)
  return {
    version: 1,
    shape: seen.shape.name,
    platform: seen.platform,
    seed: seen.seed,
    startedAt: new Date(seen.calmFrom).toISOString(),
    attackSeconds: seen.attackFrom === null ? 0 : (seen.attackUntil - seen.attackFrom) / 1000,
    passed: missed.length === 0 && seen.brokenOff === null,
    missed,
    brokenOff: seen.brokenOff,
    worst,
    all,
    activities,
    kinds,
    failures: failuresOf(during),
    mitigatedAfterSeconds: seen.attackFrom === null ? null : timeToMitigate(during, seen.attackFrom, seen.attackUntil),
    attack: seen.attack,
    atOrigin: seen.moments === null ? null : atOrigin(seen.moments, rules?.[0]?.madeAt ?? null),
    rules,
    normal: seen.attackFrom === null ? null : knownBefore(seen.samples, seen.calmFrom, seen.attackFrom),
    holdfast: seen.attackFrom === null ? null : holdfastDuring(seen.samples, seen.attackFrom, seen.attackUntil),
    levels: seen.attackFrom === null ? [] : levelChanges(seen.samples, seen.attackFrom),
    calmAgainMs: calmAgain(seen.samples, seen.attackUntil),
    generator: { attackCpu: seen.cpu.attack, visitorsCpu: seen.cpu.visitors, notBegun: seen.notBegun },
  }
}

/**
 * The 95th percentile by nearest rank of the time to success; an action that failed took as long as the patience of a
 * person, so that failing fast never looks like answering fast.
 */
export function p95Ms(actions: readonly ActionRecord[]): number | null {
  if (actions.length === 0) return null
  const times = actions.map(({ succeeded, tookMs }) => (succeeded ? tookMs : PATIENCE_MS)).sort((a, b) => a - b)
  return times[Math.ceil(times.length * 0.95) - 1] ?? null
}

function rowsBy(by: 'activity' | 'kind', calm: readonly ActionRecord[], during: readonly ActionRecord[]): ScoreRow[] {
  const names = [...new Set([...during, ...calm].map((action) => action[by]))].sort()
  return names.map((name) =>
    row(
      name,
      calm.filter((action) => action[by] === name),
      during.filter((action) => action[by] === name),
    ),
  )
}

function row(name: string, calm: readonly ActionRecord[], during: readonly ActionRecord[]): ScoreRow {
  const share = (test: (action: ActionRecord) => boolean) =>
    during.length === 0 ? null : during.filter(test).length / during.length
  const calmP95Ms = p95Ms(calm)
  const duringP95Ms = p95Ms(during)
  return {
    name,
    actions: during.length,
    succeeded: share(({ succeeded }) => succeeded),
    firstTry: share(({ succeeded, firstTry }) => succeeded && firstTry),
    refused: during.filter(({ refused }) => refused).length,
    calmSucceeded: calm.length === 0 ? null : calm.filter(({ succeeded }) => succeeded).length / calm.length,
    calmP95Ms,
    duringP95Ms,
    ratio: calmP95Ms === null || duringP95Ms === null ? null : duringP95Ms / Math.max(1, calmP95Ms),
    waited: during.filter(({ waitedMs }) => waitedMs > 0).length,
    waitedMs: during.reduce((sum, { waitedMs }) => sum + waitedMs, 0),
  }
}

function worstOf(activities: readonly ScoreRow[], target: number): Scorecard['worst'] {
  let worst: Scorecard['worst'] = null
  for (const { name, succeeded } of activities) {
    if (succeeded !== null && (worst === null || succeeded < worst.succeeded))
      worst = { activity: name, succeeded, target }
  }
  return worst
}

function missedTargets(seen: Observations, worst: Scorecard['worst'], all: ScoreRow): string[] {
  // A drill that was broken off has not missed its targets: it never got to say.
  if (seen.brokenOff !== null) return []
  const missed: string[] = []
  if (worst === null) return ['nothing was measured: no real action fell into the time of the drill']
  if (worst.succeeded < worst.target) {
    missed.push(
      `of "${worst.activity}" only ${percent(worst.succeeded)} succeeded; the target is ${percent(worst.target)}`,
    )
  }
  const { all: allTarget } = seen.shape.targets
  if (all.succeeded !== null && all.succeeded < allTarget)
    missed.push(`of all real actions only ${percent(all.succeeded)} succeeded; the target is ${percent(allTarget)}`)
  if (all.refused > (seen.shape.targets.refused ?? Number.POSITIVE_INFINITY)) {
    missed.push(`${all.refused} real ${all.refused === 1 ? 'action was' : 'actions were'} refused; the target is none`)
  }
  if (seen.notBegun > seen.actions.length * MOST_NOT_BEGUN) {
    missed.push(
      `the rehearsal itself could not keep up: ${seen.notBegun} real actions were due and not begun, so the score says little`,
    )
  }
  return missed
}

/** Activities that fail in calm: the file of what visitors do does not fit the site, or the site was not well before. */
function wrongInCalm(seen: Observations, activities: readonly ScoreRow[]): string[] {
  if (seen.brokenOff !== null) return []
  return activities.flatMap(({ name, calmSucceeded }) =>
    calmSucceeded !== null && calmSucceeded < seen.shape.targets.worst
      ? [
          `before the ${seen.shape.name} only ${percent(calmSucceeded)} of "${name}" succeeded: the site was not well, or the visitors' file does not fit it`,
        ]
      : [],
  )
}

/** Never rounds up to what was not reached: 99.96 % is 99.9 %. */
export function percent(share: number): string {
  const tenths = Math.floor(share * 1000 + 1e-9) / 10
  return `${Number.isInteger(tenths) ? tenths : tenths.toFixed(1)} %`
}

function failuresOf(during: readonly ActionRecord[]): Scorecard['failures'] {
  const counts = new Map<string, Scorecard['failures'][number]>()
  for (const { activity, why } of during) {
    if (why === undefined) continue
    const key = JSON.stringify([activity, why])
    const failure = counts.get(key) ?? { activity, why, count: 0 }
    failure.count++
    counts.set(key, failure)
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, MOST_FAILURES)
}

function holdfastDuring(samples: readonly StatusSample[], from: number, until: number): Scorecard['holdfast'] {
  const before = samples.findLast(({ at }) => at <= from) ?? samples[0]
  const after = samples.find(({ at }) => at >= until) ?? samples.at(-1)
  if (before === undefined || after === undefined) return null
  const during = samples.filter(({ at }) => at >= from && at <= until + 1000)
  return {
    served: after.served - before.served,
    cached: after.cached - before.cached,
    refused: after.refused - before.refused,
    challenged: after.challenged - before.challenged,
    peakMemoryMb: Math.max(before.memoryMb, ...during.map(({ memoryMb }) => memoryMb)),
    peakConnections: Math.max(before.connections, ...during.map(({ connections }) => connections)),
  }
}

function levelChanges(samples: readonly StatusSample[], from: number): Scorecard['levels'] {
  const changes: Scorecard['levels'] = []
  let level = samples.findLast(({ at }) => at <= from)?.level ?? 'calm'
  for (const sample of samples) {
    if (sample.at <= from || sample.level === level) continue
    level = sample.level
    changes.push({ level, atMs: sample.at - from })
  }
  return changes
}

function calmAgain(samples: readonly StatusSample[], until: number): number | null {
  const after = samples.find(({ at, level }) => at >= until && level === 'calm')
  if (after === undefined) return null
  const wasCalm = samples.findLast(({ at }) => at <= until)?.level === 'calm'
  return wasCalm ? 0 : after.at - until
}
