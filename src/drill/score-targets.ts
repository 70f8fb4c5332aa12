import { percent, type ScoreRow, type WorstActivity } from './score-people.js'
import { type ActivityBack, latestBack } from './score-recovery.js'
import { NOTICED_MS, ONSET_MS, type Targets } from './targets.js'

/** One target, and what became of it. */
export interface TargetResult {
  name: keyof Targets
  /** What is measured, for people: `of all real actions succeed`. */
  what: string
  /** `at least 99 %` */
  wanted: string
  /** `97.3 %` */
  reached: string
  met: boolean
  /** A sentence, when it was missed. */
  missed: string | null
}

/** What the targets are held against; null: it was not seen, or there was too little of it. */
export interface Reached {
  all: ScoreRow
  /** The same without what began in the onset of the attack. */
  settled: ScoreRow
  worst: WorstActivity | null
  worstWithoutScript: WorstActivity | null
  mitigated: { median: number; worst: number } | null
  /** null when Holdfast said nothing. */
  back: readonly ActivityBack[] | null
  left: readonly string[] | null
}

/** Holds each target that is asked for, and that something can be said of, against what was reached. */
export function judgeTargets(targets: Targets, reached: Reached): TargetResult[] {
  return [
    ...shares(targets, reached),
    ...speed(targets, reached),
    ...mitigation(targets, reached),
    ...collateral(targets, reached),
    ...recovery(targets, reached),
  ]
}

function shares({ all, worst }: Targets, reached: Reached): TargetResult[] {
  const results: TargetResult[] = []
  const share = (name: 'all' | 'worst', who: string, target: number, row: { succeeded: number; actions: number }) => {
    const met = isReached(target, row)
    const is = `${percent(row.succeeded)}`
    results.push({
      name,
      what: `of ${who} succeed`,
      wanted: target === 1 ? 'all' : `at least ${percent(target)}`,
      reached: is,
      met,
      missed: met ? null : `of ${who} only ${is} succeeded; the target is ${percent(target)}`,
    })
  }
  const { succeeded, actions } = reached.all
  if (succeeded !== null) share('all', 'all real actions', all, { succeeded, actions })
  if (reached.worst !== null) share('worst', `"${reached.worst.activity}"`, worst, reached.worst)
  if (reached.worstWithoutScript !== null) {
    const { activity } = reached.worstWithoutScript
    share('worst', `"${activity}" without script`, worst, reached.worstWithoutScript)
  }
  return results
}

/** Fewer are too few to overlook any of. */
const SOME_ACTIONS = 10

/** One mishap among some actions is a large share of them, and says little: it misses no target but "every one". */
export function isReached(target: number, { succeeded, actions }: { succeeded: number; actions: number }): boolean {
  if (succeeded >= target) return true
  return target < 1 && actions >= SOME_ACTIONS && Math.round((1 - succeeded) * actions) <= 1
}

function speed({ slower }: Targets, { settled }: Reached): TargetResult[] {
  const { ratio, duringP95Ms } = settled
  if (slower === null || ratio === null || duringP95Ms === null) return []
  const met = ratio <= slower || duringP95Ms <= NOTICED_MS
  const reached = `${times(ratio)} (${duringP95Ms < 1000 ? `${Math.round(duringP95Ms)} ms` : `${(duringP95Ms / 1000).toFixed(1)} s`})`
  return [
    {
      name: 'slower',
      what: `what nineteen of twenty real actions take, ${ONSET_MS / 1000} s after the start and later, against calm`,
      wanted: `at most ${times(slower)}, or ${NOTICED_MS} ms`,
      reached,
      met,
      missed: met
        ? null
        : `real actions took ${reached} of what they take in calm (p95); the target is ${times(slower)}`,
    },
  ]
}

function mitigation({ mitigated, mitigatedWorst }: Targets, { mitigated: reached }: Reached): TargetResult[] {
  if (reached === null) return []
  const each = [
    ['mitigated', 'until real visitors are well, median', mitigated, reached.median],
    ['mitigatedWorst', 'until real visitors are well, at worst', mitigatedWorst, reached.worst],
  ] as const
  return each.flatMap(([name, what, target, is]) => {
    if (target === null) return []
    const after = Number.isFinite(is) ? `${is} s` : 'not while it lasted'
    const met = is <= target
    const missed = `${what}: ${after}; the target is ${target} s`
    return [{ name, what, wanted: `at most ${target} s`, reached: after, met, missed: met ? null : missed }]
  })
}

function collateral({ refused, challenged }: Targets, { all }: Reached): TargetResult[] {
  const each = [
    ['refused', refused, all.refused],
    ['challenged', challenged, all.challenged],
  ] as const
  return each.flatMap(([name, target, is]) => {
    if (target === null) return []
    const wanted = target === 0 ? 'none' : `at most ${target}`
    const missed = `${is} real ${is === 1 ? 'action was' : 'actions were'} ${name}; the target is ${wanted}`
    return [
      {
        name,
        what: `real actions are ${name}`,
        wanted,
        reached: String(is),
        met: is <= target,
        missed: is <= target ? null : missed,
      },
    ]
  })
}

function recovery({ essentialBack, back, left }: Targets, reached: Reached): TargetResult[] {
  const results: TargetResult[] = []
  const speed = (name: 'essentialBack' | 'back', what: string, target: number, activities: readonly ActivityBack[]) => {
    const afterMs = latestBack(activities)
    const after = afterMs === null ? 'not while it was watched' : `${(afterMs / 1000).toFixed(1)} s`
    const met = afterMs !== null && afterMs <= target * 1000
    const missed = `${what}: ${after}; the target is ${target} s`
    results.push({ name, what, wanted: `at most ${target} s`, reached: after, met, missed: met ? null : missed })
  }
  if (reached.back !== null && essentialBack !== null) {
    const essential = reached.back.filter(({ tier }) => tier === 'essential')
    if (essential.length > 0)
      speed('essentialBack', 'until the essential activities are at full speed after the end', essentialBack, essential)
  }
  if (reached.back !== null && back !== null && reached.back.length > 0)
    speed('back', 'until everything is at full speed after the end', back, reached.back)
  if (reached.left !== null && left !== null) {
    const count = reached.left.length
    const missed = `measures were left behind: ${reached.left.slice(0, 3).join('; ')}`
    const wanted = left === 0 ? 'none' : `at most ${left}`
    const met = count <= left
    results.push({
      name: 'left',
      what: 'measures are left behind',
      wanted,
      reached: String(count),
      met,
      missed: met ? null : missed,
    })
  }
  return results
}

function times(ratio: number): string {
  return `${Number(ratio.toFixed(1))} ×`
}
