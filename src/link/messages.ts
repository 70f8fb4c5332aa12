import { z } from 'zod'
import { LEVELS } from '../detect/level.js'
import { LogHistogram } from '../sketch/log-histogram.js'
import { ORIGIN_STATES } from '../traffic/origin-state.js'

/** A sparse histogram as src/sketch/log-histogram.ts writes it. */
const histogram = z.array(z.number()).max(1024).refine(isHistogram, { error: 'expected buckets and counts in turn' })
const count = z.number().nonnegative()
/** Which reading of the configuration the order of the platforms is that of; left out: the first. */
const generation = z.int().nonnegative().optional()

const activitySummary = z.object({ requests: count, answered: count, latency: histogram, meanCostMs: count })

const platformSummary = z.object({
  /** By position in OUTCOMES, since the last summary; as are all counts here. */
  outcomes: z.array(count).max(16),
  slowed: count,
  queued: count,
  shed: count,
  /** Visits of clients over their budget that found no place. They count nowhere else in this summary but in outcomes. */
  heldBack: count,
  /** Visits that asked for a place at the origin, and the milliseconds they waited in all. */
  asked: count,
  waitMs: count,
  originAnswers: count,
  originErrors: count,
  latency: histogram,
  queueWait: histogram,
  limit: count,
  inFlight: count,
  waiting: count,
  /** Median time to the first byte at the origin over the calm one; 0 when unknown. */
  latencyRatio: count,
  activities: z.array(activitySummary).max(64),
  /** In the order of the configuration. `errors` are requests that got no answer or one of overload. */
  origins: z.array(z.object({ state: z.enum(ORIGIN_STATES), inFlight: count, errors: count })).max(16),
  /** The routes with most origin time: label, milliseconds, visits. */
  routes: z.array(z.tuple([z.string().max(200), count, count])).max(16),
})

const edgeSummary = z.object({
  kind: z.literal('summary'),
  generation,
  /** Version of the answers to a certificate authority that this edge gives; left out: none yet. */
  challenges: count.optional(),
  periodMs: z.number().positive(),
  eventLoopP99Ms: count,
  memoryMb: count,
  /** By position in STRUCTURES. */
  uses: z.array(z.object({ used: count, bound: count })).max(32),
  /** Totals since the edge began, by position in REFUSALS. */
  refusals: z.array(count).max(32),
  connections: z.object({ open: count, limit: count, evictedTotal: count, timedOutTotal: count }),
  cache: z.object({ megabytes: count, entries: count }),
  platforms: z.array(platformSummary).max(256),
})

/** Keyed hashes learned in calm times: networks of regulars, session cookies that the origin itself gave out. */
const learned = z.object({
  kind: z.literal('learned'),
  networks: z.array(z.number()).max(4096),
  sessions: z.array(z.number()).max(4096),
})

const hello = z.object({ kind: z.literal('hello'), pid: z.number(), index: z.number() })

/** What to answer at /.well-known/acme-challenge/TOKEN (RFC 8555, 8.3). As many as a certificate may have names. */
const challenges = z.object({
  version: count,
  answers: z.array(z.object({ token: z.string().max(256), answer: z.string().max(512) })).max(100),
})

const directive = z.object({
  kind: z.literal('directive'),
  generation,
  /** In the order of the configuration. */
  platforms: z.array(z.object({ level: z.enum(LEVELS), distress: z.number() })).max(256),
  /** Only when they have changed, and in the first directive to an edge. */
  lists: z.object({ allow: z.array(z.string()).max(100_000), deny: z.array(z.string()).max(100_000) }).optional(),
  /** As with the lists. These are all there are. */
  challenges: challenges.optional(),
  /** After so many milliseconds without another directive an edge decides alone. */
  validMs: z.number().positive(),
})

export const fromEdge = z.discriminatedUnion('kind', [hello, edgeSummary, learned])
export const fromBrain = z.discriminatedUnion('kind', [directive, learned])

export type FromEdge = z.infer<typeof fromEdge>
export type FromBrain = z.infer<typeof fromBrain>
export type EdgeSummary = z.infer<typeof edgeSummary>
export type PlatformSummary = z.infer<typeof platformSummary>
export type Directive = z.infer<typeof directive>
export type Challenges = z.infer<typeof challenges>
export type Learned = z.infer<typeof learned>

/** Found out here, where it ends the connection, and not when the brain adds it up. */
function isHistogram(json: number[]): boolean {
  try {
    LogHistogram.fromJSON(json)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
