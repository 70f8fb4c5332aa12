import type { ActionRecord } from './action-record.js'
import { attackWish } from './attack-wish.js'
import { assertWithinCaps, CAPS } from './caps.js'
import { type CourseOptions, DrillCourse } from './drill-course.js'
import type { DrillProgress } from './drill-progress.js'
import { DRILL_TIMES, type DrillTimes, SETTLE_MS } from './drill-times.js'
import { closeWindow, openWindow } from './drill-window.js'
import { addressesOf } from './loopback-address.js'
import type { Refusal } from './refusal.js'
import type { Scorecard } from './scorecard.js'
import type { Shape } from './shape.js'
import { systemRefusal } from './system-refusal.js'
import { Target } from './target.js'

export interface DrillOptions extends CourseOptions {
  times?: DrillTimes
}

export interface SeriesOptions extends Omit<DrillOptions, 'shape'> {
  shapes: readonly Shape[]
}

export type DrillOutcome = Refusal | { kind: 'ran'; scorecard: Scorecard }

/** A shape of a series that did not take place, and why, in words. */
export interface NotRun {
  shape: string
  why: string
}

export type SeriesOutcome = Refusal | { kind: 'ran'; scorecards: Scorecard[]; notRun: NotRun[] }

export interface DrillHooks {
  signal?: AbortSignal
  onProgress?: (progress: DrillProgress) => void
}

export interface SeriesHooks {
  signal?: AbortSignal
  onProgress?: (progress: DrillProgress, shape: Shape) => void
  /** After each shape. */
  onScorecard?: (scorecard: Scorecard) => void | Promise<void>
}

const PREPARE_MS = 60_000

/**
 * Rehearses an attack on a Holdfast of one's own and scores what real visitors felt. Refuses before any load when the
 * target is not provably ours, here, and told about it. An abort ends everything at once, closes the window, and still
 * gives the score of what was seen.
 * @throws RangeError when the shape or the time passes the caps
 */
export async function runDrill(
  { shape, ...options }: DrillOptions,
  { signal, onProgress = () => {} }: DrillHooks = {},
): Promise<DrillOutcome> {
  const outcome = await runSeries({ ...options, shapes: [shape] }, { ...(signal ? { signal } : {}), onProgress })
  if (outcome.kind === 'refused') return outcome
  const [scorecard] = outcome.scorecards
  if (scorecard === undefined) throw new Error('a drill that ran has a score')
  return { kind: 'ran', scorecard }
}

/**
 * The same for several shapes, one after another in one window on one Holdfast; each begins when it is back at full speed
 * after the one before. What the window has no time left for is not run, and neither is what the machine cannot do.
 * @throws RangeError when a shape or the time passes the caps
 */
export async function runSeries(
  { shapes, times = DRILL_TIMES, ...options }: SeriesOptions,
  { signal, onProgress = () => {}, onScorecard = () => {} }: SeriesHooks = {},
): Promise<SeriesOutcome> {
  for (const shape of shapes) assertWithinCaps(attackWish(shape.attack, options.seconds))
  const check = await Target.check({
    dataDir: options.dataDir,
    ...(options.platform === undefined ? {} : { platform: options.platform }),
  })
  if (check.kind === 'refused') return check
  const { target } = check
  const unable = await machineRefusal(shapes, options.seconds)
  const able = shapes.filter((shape) => !unable.has(shape))
  const [first] = able
  if (first === undefined) return [...unable.values()][0] ?? { kind: 'ran', scorecards: [], notRun: [] }

  const most = (shape: Shape) => mostMs(shape, options.seconds, times)
  const wanted = PREPARE_MS + able.reduce((sum, shape) => sum + most(shape), 0)
  const least = PREPARE_MS + most(first)
  const window = await openWindow(target, Math.max(least, Math.min(wanted, CAPS.windowSeconds * 1000)) / 1000)
  if (window.kind === 'refused') return window
  const scorecards: Scorecard[] = []
  const calmBefore: ActionRecord[] = []
  const notRun = [...unable].map(([shape, { why }]): NotRun => ({ shape: shape.name, why }))
  try {
    for (const shape of able) {
      if (Date.now() + most(shape) > Date.parse(window.until)) {
        notRun.push({ shape: shape.name, why: 'the drill window would have ended before it' })
        continue
      }
      const tell = (progress: DrillProgress) => onProgress(progress, shape)
      const course = new DrillCourse({ ...options, shape, calmBefore }, times, target, window, tell)
      const outcome = await course.run(signal).finally(() => course.end())
      if (outcome.kind === 'refused') {
        if (able.length === 1) return outcome
        notRun.push({ shape: shape.name, why: outcome.why })
        continue
      }
      scorecards.push(outcome.scorecard)
      calmBefore.push(...course.calmActions)
      await onScorecard(outcome.scorecard)
      if (outcome.scorecard.brokenOff !== null) break
    }
  } finally {
    await closeWindow(target, window)
  }
  return { kind: 'ran', scorecards, notRun }
}

/** How long the rehearsal of one shape lasts at the most: with a Holdfast that learns slowly and recovers slowly. */
function mostMs(shape: Shape, seconds: number, times: DrillTimes): number {
  const calmMs = shape.learnsNormal ? Math.max(times.calmMs, times.learnMostMs) : times.calmMs
  return times.warmUpMs + calmMs + seconds * 1000 + times.afterMostMs + SETTLE_MS
}

/** Shapes that this machine cannot rehearse, and why. */
async function machineRefusal(shapes: readonly Shape[], seconds: number): Promise<Map<Shape, Refusal>> {
  const refusals = new Map<Shape, Refusal>()
  for (const shape of shapes) {
    const [from = '127.1.0.1'] = shape.visitors.flatMap(({ addresses }) => addressesOf({ ...addresses, count: 1 }))
    const { connections = 0 } = attackWish(shape.attack, seconds)
    const unable = await systemRefusal({ from, connections })
    if (unable !== null) refusals.set(shape, unable)
  }
  return refusals
}
