import { isPromise } from 'node:util/types'
import type { Target } from './target.js'

/** What is wrong; null when all is well. */
export type Verdict = string | null

/** The time limit of a target is for so many bytes; below them it is not shorter, since no clock is that exact. */
const LIMIT_BYTES = 100_000
/** Garbage collection and busy caches only ever make a run slower, so the cheapest of several is the true one. */
const TIMED_RUNS = 6

/** Runs one input. Never throws. */
export async function judge(target: Target, input: Uint8Array): Promise<Verdict> {
  const first = await timed(target, input)
  if (typeof first === 'string') return first
  if (target.mostMs === null) return null
  const mostMs = target.mostMs * Math.max(1, input.length / LIMIT_BYTES)
  if (first <= mostMs) return null
  // Seemingly slow. Others may have had the processor: what counts is our own time on it.
  let cheapest = Number.POSITIVE_INFINITY
  for (let run = 0; run < TIMED_RUNS && cheapest > mostMs; run++) {
    const before = process.cpuUsage()
    const next = await timed(target, input)
    if (typeof next === 'string') return `only when repeated: ${next}`
    const { user, system } = process.cpuUsage(before)
    cheapest = Math.min(cheapest, (user + system) / 1000)
  }
  return cheapest > mostMs ? `slow: ${input.length} bytes took ${cheapest.toFixed(0)} ms, at most ${mostMs} ms` : null
}

async function timed(target: Target, input: Uint8Array): Promise<number | string> {
  const startedAt = performance.now()
  try {
    const attempt = target.attempt(input)
    if (isPromise(attempt)) await attempt
  } catch (error) {
    return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : `threw ${String(error)}`
  }
  return performance.now() - startedAt
}

/** The kind of a verdict: equal for two inputs that show the same fault. Numbers and quoted pieces of the input differ. */
export function kindOf(verdict: string): string {
  const [first = '', place = ''] = verdict.split('\n')
  return `${first.replace(/"(?:[^"\\]|\\.)*"|\d+/g, '…')} ${place.trim()}`
}
