import type { RuleStatus } from '../brain/status.js'
import type { ActionRecord } from './action-record.js'
import type { AttackReport } from './attack-report.js'
import type { AttackMoment } from './attack-timeline.js'
import { attackWaves } from './attack-waves.js'
import { isWithoutScript } from './kind-ways.js'
import { type AtOrigin, atOrigin, type KnownBefore, knownBefore, rulesSince, type ScoreRule } from './score-defence.js'
import { type HoldfastDuring, holdfastDuring } from './score-holdfast.js'
import {
  type Failure,
  failuresOf,
  percent,
  rowsBy,
  type ScoreRow,
  scoreRow,
  type WorstActivity,
  worstOf,
} from './score-people.js'
import {
  type ActivityBack,
  backToFullSpeed,
  calmAgain,
  type LevelChange,
  levelChanges,
  measuresLeft,
} from './score-recovery.js'
import { judgeTargets, type TargetResult } from './score-targets.js'
import { type ScoreSecond, scoreTimeline } from './score-timeline.js'
import type { Shape } from './shape.js'
import type { StatusSample } from './status-samples.js'
import { ONSET_MS } from './targets.js'
import { medianAndWorst, timesToMitigate } from './time-to-mitigate.js'

/** Everything a drill has seen. Times are Unix milliseconds. */
export interface Observations {
  shape: Pick<Shape, 'name' | 'title' | 'targets' | 'attack'>
  platform: string
  seed: number
  calmFrom: number
  /** Of the attack or the rush; null when the drill ended before. */
  attackFrom: number | null
  attackUntil: number
  /** When the last look was taken. */
  endedAt: number
  actions: readonly ActionRecord[]
  /** Of the calms before earlier drills of the same series. */
  calmBefore?: readonly ActionRecord[]
  /** Actions that were due and that the rehearsal could not begin. */
  notBegun: number
  /** Kinds of visitors that could not come here, and why, in words. */
  notHere: readonly string[]
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

export interface Scorecard {
  version: 2
  shape: string
  /** What happened, in a line. */
  title: string
  platform: string
  seed: number
  /** ISO 8601. */
  startedAt: string
  /** How long the attack or rush lasted. */
  attackSeconds: number
  passed: boolean
  /** What was asked for and could be judged. */
  targets: TargetResult[]
  /** Each missed target, and whatever else is wrong with the result, in a sentence. */
  missed: string[]
  brokenOff: string | null
  /** The worst activity: the score. Of those with script and programs, and of those without script. */
  worst: WorstActivity | null
  worstWithoutScript: WorstActivity | null
  all: ScoreRow
  activities: ScoreRow[]
  kinds: ScoreRow[]
  /** Most frequent failures first. */
  failures: Failure[]
  /** Seconds until real visitors were well, at worst over the attack and each change of it; null: not while it lasted. */
  mitigatedAfterSeconds: number | null
  /** The same for the beginning and for each change, in order. */
  mitigatedEach: (number | null)[]
  attack: AttackReport | null
  /** null for an attack that asks for nothing. */
  atOrigin: AtOrigin | null
  /** Rules made since the attack began, oldest first; null when Holdfast tells nothing of rules. */
  rules: ScoreRule[] | null
  /** null when Holdfast does not say. */
  normal: KnownBefore | null
  /** null when its console did not answer. */
  holdfast: HoldfastDuring | null
  /** Changes of level, relative to the attack's start. */
  levels: LevelChange[]
  /** From the end of the attack to the first calm after it; 0: calm at its end; null: not seen. */
  calmAgainMs: number | null
  /** null when the drill was broken off, or Holdfast did not say. */
  back: ActivityBack[] | null
  /** Measures that were there still when the drill ended, in words. */
  left: string[]
  generator: { attackCpu: number | null; visitorsCpu: number | null; notBegun: number; notHere: string[] }
  timeline: ScoreSecond[]
}

/** Beyond this, the rehearsal itself was too weak for its score to mean anything. */
const MOST_NOT_BEGUN = 0.01
/** Less in calm, and the site was not well before the drill. */
const LEAST_IN_CALM = 0.95

/** Turns what was seen into the score. Pure: the same observations give the same card. */
export function scorecard(seen: Observations): Scorecard {
  const { attackFrom, attackUntil, samples, shape } = seen
  const from = attackFrom ?? Number.POSITIVE_INFINITY
  const calm = seen.actions.filter(({ startedAt }) => startedAt >= seen.calmFrom && startedAt < from)
  const during = seen.actions.filter(({ startedAt }) => startedAt >= from && startedAt < attackUntil)
  const activities = rowsBy('activity', calm, during)
  const all = scoreRow('all', calm, during)
  // The calm before one drill is short: what nineteen of twenty actions take in it says little alone.
  const settled = scoreRow(
    'settled',
    [...(seen.calmBefore ?? []), ...calm],
    during.filter(({ startedAt }) => startedAt >= from + ONSET_MS),
  )
  const attackSeconds = attackFrom === null ? 0 : (attackUntil - attackFrom) / 1000
  const waves = attackWaves(shape.attack, attackSeconds)
  const mitigated = attackFrom === null ? [] : timesToMitigate(during, attackFrom, attackUntil, waves)
  const mitigation = medianAndWorst(mitigated)
  const whole = attackFrom !== null && seen.brokenOff === null
  const back = whole && samples.some(({ at }) => at >= attackUntil) ? backToFullSpeed(samples, attackUntil) : null
  const left = attackFrom === null ? [] : measuresLeft(samples.at(-1), seen.rules, attackFrom)
  const worst = worstAmong(during, false)
  const worstWithoutScript = worstAmong(during, true)
  // A drill that was broken off has not missed its targets: it never got to say.
  const targets = whole
    ? judgeTargets(shape.targets, {
        all,
        settled,
        worst,
        worstWithoutScript,
        mitigated: mitigation,
        back,
        left: back === null ? null : left,
      })
    : []
  const missed = [
    ...targets.flatMap((target) => target.missed ?? []),
    ...(seen.brokenOff === null ? [...wrongWithTheDrill(seen, all), ...wrongInCalm(seen, activities)] : []),
  ]
  const rules = seen.rules === null || attackFrom === null ? null : rulesSince(seen.rules, attackFrom)
  return {
    version: 2,
    shape: shape.name,
    title: shape.title,
    platform: seen.platform,
    seed: seen.seed,
    startedAt: new Date(seen.calmFrom).toISOString(),
    attackSeconds,
    passed: missed.length === 0 && seen.brokenOff === null,
    targets,
    missed,
    brokenOff: seen.brokenOff,
    worst,
    worstWithoutScript,
    all,
    activities,
    kinds: rowsBy('kind', calm, during),
    failures: failuresOf(during),
    mitigatedAfterSeconds: Number.isFinite(mitigation?.worst) ? (mitigation?.worst ?? null) : null,
    mitigatedEach: mitigated,
    attack: seen.attack,
    atOrigin: seen.moments === null ? null : atOrigin(seen.moments, rules?.[0]?.madeAt ?? null),
    rules,
    normal: attackFrom === null ? null : knownBefore(samples, seen.calmFrom, attackFrom),
    holdfast: attackFrom === null ? null : holdfastDuring(samples, seen.calmFrom, attackFrom, attackUntil),
    levels: attackFrom === null ? [] : levelChanges(samples, attackFrom),
    calmAgainMs: calmAgain(samples, attackUntil),
    back,
    left,
    generator: {
      attackCpu: seen.cpu.attack,
      visitorsCpu: seen.cpu.visitors,
      notBegun: seen.notBegun,
      notHere: [...seen.notHere],
    },
    timeline:
      attackFrom === null
        ? []
        : scoreTimeline({ ...seen, moments: seen.moments ?? [] }, attackFrom, [seen.calmFrom, seen.endedAt]),
  }
}

function worstAmong(during: readonly ActionRecord[], withoutScript: boolean): WorstActivity | null {
  const actions = during.filter(({ kind }) => isWithoutScript(kind) === withoutScript)
  return worstOf(rowsBy('activity', [], actions))
}

function wrongWithTheDrill({ notBegun, actions, attackFrom }: Observations, all: ScoreRow): string[] {
  if (all.actions === 0 || attackFrom === null)
    return ['nothing was measured: no real action fell into the time of the drill']
  return notBegun > actions.length * MOST_NOT_BEGUN
    ? [
        `the rehearsal itself could not keep up: ${notBegun} real actions were due and not begun, so the score says little`,
      ]
    : []
}

/** Activities that fail in calm: the file of what visitors do does not fit the site, or the site was not well before. */
function wrongInCalm({ shape }: Observations, activities: readonly ScoreRow[]): string[] {
  return activities.flatMap(({ name, calmSucceeded }) =>
    calmSucceeded !== null && calmSucceeded < LEAST_IN_CALM
      ? [
          `before the ${shape.name} only ${percent(calmSucceeded)} of "${name}" succeeded: the site was not well, or the visitors' file does not fit it`,
        ]
      : [],
  )
}
