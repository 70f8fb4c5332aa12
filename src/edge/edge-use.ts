import type { Refusal, Structure, Use } from '../link/structures.js'
import type { Edge } from './edge.js'
import { heldHellos } from './listeners/take-client-hello.js'
import { MOST_VALUES } from './platform-judge.js'
import { heldBodies } from './visitor/small-body.js'

const MEGABYTE = 1024 * 1024
/**
 * A filter of four hashes with half its bits set takes one in sixteen strangers for somebody it knows; fuller than that
 * it says little.
 */
const FULL_FILTER_PERCENT = 50
/** Later than this by a quarter of a second, an edge answers noticeably late whatever it is asked. */
const LATE_EVENT_LOOP_MS = 250

/** What only the process knows of itself. */
export interface Measured {
  eventLoopP99Ms: number
  memoryMb: number
  heapMb?: Use
  descriptors?: Use
}

const UNKNOWN: Use = { used: 0, bound: 0 }

/** What an edge uses of each structure that has a bound: counts, megabytes, percent of bits and milliseconds. */
export function usesOf(edge: Edge, { eventLoopP99Ms, heapMb, descriptors }: Measured): Record<Structure, Use> {
  const {
    platforms,
    knowledge,
    facts,
    convictions,
    followers,
    connections,
    cache,
    coalescer,
    limits,
    config,
    checkpoint,
  } = edge
  const { networks, sessions } = knowledge.fillShares
  const bodies = heldBodies()
  const hellos = heldHellos()
  return {
    connections: { used: connections.open, bound: connections.limit },
    queue: { used: most(platforms, ({ waiting }) => waiting), bound: limits.queue },
    cache: { used: (cache?.stats().bytes ?? 0) / MEGABYTE, bound: cache ? config.cache.megabytes : 0 },
    fills: { used: coalescer.filling.bytes / MEGABYTE, bound: coalescer.filling.limitBytes / MEGABYTE },
    bodies: { used: bodies.bytes / MEGABYTE, bound: bodies.limitBytes / MEGABYTE },
    budgets: {
      used: most(platforms, ({ budget }) => budget.followed),
      bound: most(platforms, ({ budget }) => budget.mostFollowed),
    },
    regulars: { used: networks * 100, bound: FULL_FILTER_PERCENT },
    sessions: { used: sessions * 100, bound: FULL_FILTER_PERCENT },
    values: { used: most(platforms, ({ judge }) => judge.mostValues), bound: MOST_VALUES },
    convictions: { used: convictions.size, bound: convictions.most },
    browsers: { used: followers.fillShare * 100, bound: FULL_FILTER_PERCENT },
    heap: heapMb ?? UNKNOWN,
    descriptors: descriptors ?? UNKNOWN,
    'event-loop': { used: eventLoopP99Ms, bound: LATE_EVENT_LOOP_MS },
    hellos: { used: hellos.bytes / MEGABYTE, bound: hellos.limitBytes / MEGABYTE },
    geo: facts.use.clients,
    crawlers: facts.use.addresses,
    dns: facts.use.questions,
    clearances: checkpoint.clearances.remembered,
    cookieless: { used: checkpoint.cleared.size, bound: checkpoint.cleared.most },
    tickets: { used: checkpoint.used.fillShare * 100, bound: FULL_FILTER_PERCENT },
  }
}

/** Totals since the edge began. */
export function refusalsOf({ connections, refusals, droppedTotal }: Edge): Record<Refusal, number> {
  return {
    dropped: droppedTotal,
    evicted: connections.evictedTotal,
    'timed-out': connections.timedOutTotal,
    malformed: refusals.malformed,
    'http2-abuse': refusals.http2Abuse,
    'http2-clients': refusals.http2Clients,
  }
}

function most<T>(items: readonly T[], of: (item: T) => number): number {
  return Math.max(0, ...items.map(of))
}
