import type { DistressInputs } from '../detect/distress.js'
import { LogHistogram } from '../sketch/log-histogram.js'
import type { OriginState } from '../traffic/origin-state.js'
import type { PlatformSummary } from './messages.js'

/** Several summaries of one platform put together: counts added, gauges of the newest of each edge added. */
export interface MergedSummary {
  spanMs: number
  outcomes: number[]
  slowed: number
  queued: number
  shed: number
  heldBack: number
  asked: number
  waitMs: number
  originAnswers: number
  originErrors: number
  latency: LogHistogram
  queueWait: LogHistogram
  limit: number
  inFlight: number
  waiting: number
  latencyRatio: number
  /** By position in DEMANDS. */
  challenges: { given: number[]; passed: number[] }
  activities: { requests: number; answered: number; latency: LogHistogram }[]
  /** In the order of the configuration. `probing` too when the edges do not agree. */
  origins: { state: OriginState; inFlight: number; errors: number }[]
  /** Label → origin milliseconds and visits; at most 16 labels per summary went in. */
  routes: Map<string, { ms: number; visits: number }>
}

/** The last summaries of one platform at one edge, at most `most` of them. */
export class SummaryWindow {
  readonly #most: number
  readonly #kept: { summary: PlatformSummary; periodMs: number }[] = []

  constructor(most: number) {
    this.#most = most
  }

  push(summary: PlatformSummary, periodMs: number): void {
    this.#kept.push({ summary, periodMs })
    if (this.#kept.length > this.#most) this.#kept.shift()
  }

  /** The newest `count` summaries, oldest first. */
  newest(count: number): readonly { summary: PlatformSummary; periodMs: number }[] {
    return this.#kept.slice(-count)
  }
}

/** @param parts for each edge its newest summaries, oldest first */
export function mergeSummaries(
  parts: readonly (readonly { summary: PlatformSummary; periodMs: number }[])[],
): MergedSummary {
  const merged: MergedSummary = {
    spanMs: 0,
    outcomes: [],
    slowed: 0,
    queued: 0,
    shed: 0,
    heldBack: 0,
    asked: 0,
    waitMs: 0,
    originAnswers: 0,
    originErrors: 0,
    latency: new LogHistogram(),
    queueWait: new LogHistogram(),
    limit: 0,
    inFlight: 0,
    waiting: 0,
    latencyRatio: 0,
    challenges: { given: [], passed: [] },
    activities: [],
    origins: [],
    routes: new Map(),
  }
  for (const part of parts) {
    let spanMs = 0
    for (const { summary, periodMs } of part) {
      spanMs += periodMs
      addCounts(merged, summary)
    }
    merged.spanMs = Math.max(merged.spanMs, spanMs)
    const newest = part.at(-1)?.summary
    if (newest) {
      merged.limit += newest.limit
      merged.inFlight += newest.inFlight
      merged.waiting += newest.waiting
      merged.latencyRatio = Math.max(merged.latencyRatio, newest.latencyRatio)
      addOrigins(merged, newest, part)
    }
  }
  return merged
}

function addOrigins(
  merged: MergedSummary,
  newest: PlatformSummary,
  part: readonly { summary: PlatformSummary }[],
): void {
  for (const [i, { state, inFlight }] of newest.origins.entries()) {
    const errors = part.reduce((sum, { summary }) => sum + (summary.origins[i]?.errors ?? 0), 0)
    const sum = merged.origins[i]
    if (sum) {
      if (sum.state !== state) sum.state = 'probing'
      sum.inFlight += inFlight
      sum.errors += errors
    } else merged.origins[i] = { state, inFlight, errors }
  }
}

function addCounts(merged: MergedSummary, summary: PlatformSummary): void {
  addEach(merged.outcomes, summary.outcomes)
  addEach(merged.challenges.given, summary.challenges.given)
  addEach(merged.challenges.passed, summary.challenges.passed)
  merged.slowed += summary.slowed
  merged.queued += summary.queued
  merged.shed += summary.shed
  merged.heldBack += summary.heldBack
  merged.asked += summary.asked
  merged.waitMs += summary.waitMs
  merged.originAnswers += summary.originAnswers
  merged.originErrors += summary.originErrors
  merged.latency.merge(LogHistogram.fromJSON(summary.latency))
  merged.queueWait.merge(LogHistogram.fromJSON(summary.queueWait))
  for (const [i, activity] of summary.activities.entries()) {
    const sum = merged.activities[i] ?? { requests: 0, answered: 0, latency: new LogHistogram() }
    merged.activities[i] = sum
    sum.requests += activity.requests
    sum.answered += activity.answered
    sum.latency.merge(LogHistogram.fromJSON(activity.latency))
  }
  for (const [label, ms, visits] of summary.routes) {
    const sum = merged.routes.get(label)
    if (sum) {
      sum.ms += ms
      sum.visits += visits
    } else merged.routes.set(label, { ms, visits })
  }
}

function addEach(sums: number[], counts: readonly number[]): void {
  for (const [i, count] of counts.entries()) sums[i] = (sums[i] ?? 0) + count
}

/** What distress is computed from, at an edge and in the brain alike. */
export function distressInputs(merged: MergedSummary, eventLoopP99Ms: number): DistressInputs {
  return {
    meanWaitMs: merged.asked > 0 ? merged.waitMs / merged.asked : 0,
    p95WaitMs: merged.queueWait.quantile(0.95),
    inFlight: merged.inFlight,
    limit: merged.limit,
    waiting: merged.waiting,
    visits: merged.asked,
    shed: merged.shed,
    heldBack: merged.heldBack,
    answers: merged.originAnswers,
    errors: merged.originErrors,
    latencyRatio: merged.latencyRatio > 0 ? merged.latencyRatio : null,
    eventLoopP99Ms,
  }
}
