import type { EdgeSummary, PlatformSummary } from '../link/messages.js'
import { OUTCOMES } from '../traffic/outcome.js'

/** What an edge says of a platform without visits. */
export function quietPlatform(changes: Partial<PlatformSummary> = {}): PlatformSummary {
  return {
    outcomes: [],
    slowed: 0,
    queued: 0,
    shed: 0,
    heldBack: 0,
    asked: 0,
    waitMs: 0,
    originAnswers: 0,
    originErrors: 0,
    latency: [],
    queueWait: [],
    limit: 16,
    inFlight: 0,
    waiting: 0,
    latencyRatio: 0,
    challenges: { given: [], passed: [] },
    obeys: { level: 'calm', severe: false, rules: 0, knowsNormal: false },
    activities: [],
    routes: [],
    origins: [],
    ...changes,
  }
}

/** What an edge says of a platform where so many visits were served. */
export function servedVisits(count: number): PlatformSummary {
  return quietPlatform({ outcomes: OUTCOMES.map((outcome) => (outcome === 'served' ? count : 0)) })
}

/** What an edge says that has nothing to tell but of its platforms. */
export function quietEdge(generation: number, platforms: PlatformSummary[]): EdgeSummary {
  return {
    kind: 'summary',
    generation,
    at: 0,
    periodMs: 250,
    eventLoopP99Ms: 0,
    memoryMb: 0,
    uses: [],
    refusals: [],
    connections: { open: 0, limit: 0, evictedTotal: 0, timedOutTotal: 0 },
    cache: { megabytes: 0, entries: 0 },
    platforms,
  }
}
