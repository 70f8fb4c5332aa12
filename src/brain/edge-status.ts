import type { EdgeSummary } from '../link/messages.js'
import { REFUSALS, STRUCTURES } from '../link/structures.js'
import type { EdgeStatus } from './status.js'

/** What is known of one edge: who it is, and what it told last. */
export interface KnownEdge {
  pid: number
  last: EdgeSummary | null
  lastAt: number
}

/** An edge as the console and the commands show it. */
export function edgeStatus({ pid, last, lastAt }: KnownEdge, now: number): EdgeStatus {
  return {
    pid,
    connections: last?.connections.open ?? 0,
    connectionsLimit: last?.connections.limit ?? 0,
    evictedTotal: last?.connections.evictedTotal ?? 0,
    timedOutTotal: last?.connections.timedOutTotal ?? 0,
    memoryMb: last?.memoryMb ?? 0,
    cacheMb: last?.cache.megabytes ?? 0,
    cacheEntries: last?.cache.entries ?? 0,
    eventLoopP99Ms: last?.eventLoopP99Ms ?? 0,
    silentMs: Math.max(0, now - lastAt),
    mostFromOne: last?.mostFromOne ?? 0,
    uses: byName(
      STRUCTURES.map(({ name }) => name),
      (i) => last?.uses[i] ?? { used: 0, bound: 0 },
    ),
    refusals: byName(REFUSALS, (i) => last?.refusals[i] ?? 0),
  }
}

function byName<Name extends string, T>(names: readonly Name[], valueAt: (index: number) => T): Record<Name, T> {
  return Object.fromEntries(names.map((name, i) => [name, valueAt(i)])) as Record<Name, T>
}
