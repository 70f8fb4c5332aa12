import { z } from 'zod'
import { DEMANDS, EVIDENCES } from '../challenge/evidence.js'
import { LEVELS } from '../detect/level.js'
import { LogHistogram } from '../sketch/log-histogram.js'
import { ATTRIBUTES } from '../traffic/attributes.js'
import { ORIGIN_STATES } from '../traffic/origin-state.js'

/** Bounds of what edges and brain tell each other of visits. */
export const MOST_ROWS = 400
export const MOST_FOLLOWERS = 512
export const MOST_CLEARED = 512
export const MOST_RULES = 50
export const MOST_KNOWN_VALUES = 16_384

/** A sparse histogram as src/sketch/log-histogram.ts writes it. */
const histogram = z.array(z.number()).max(1024).refine(isHistogram, { error: 'expected buckets and counts in turn' })
const count = z.number().nonnegative()
/** Which reading of the configuration the order of the platforms is that of; left out: the first. */
const generation = z.int().nonnegative().optional()

const byDemand = z.array(count).max(DEMANDS.length)

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
  /** Challenges that were given out, and those that were passed, each by position in DEMANDS. */
  challenges: z.object({ given: byDemand, passed: byDemand }),
  /** What the edge goes by: the level as it sees it, and what of the brain's orders it applies. */
  obeys: z.object({ level: z.enum(LEVELS), severe: z.boolean(), rules: count, knowsNormal: z.boolean() }),
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
  /** Its clock when this was sent, in milliseconds since the epoch. */
  at: count,
  periodMs: z.number().positive(),
  eventLoopP99Ms: count,
  memoryMb: count,
  /** By position in STRUCTURES. */
  uses: z.array(z.object({ used: count, bound: count })).max(32),
  /** Totals since the edge began, by position in REFUSALS. */
  refusals: z.array(count).max(32),
  connections: z.object({ open: count, limit: count, evictedTotal: count, timedOutTotal: count }),
  /** Share (0..1) of the visits that came from the address that came most; 0 while that cannot be told. */
  mostFromOne: z.number().min(0).max(1).optional(),
  cache: z.object({ megabytes: count, entries: count }),
  platforms: z.array(platformSummary).max(256),
})

/** Keyed hashes learned in calm times: networks of regulars, session cookies that the origin itself gave out. */
const learned = z.object({
  kind: z.literal('learned'),
  networks: z.array(z.number()).max(4096),
  sessions: z.array(z.number()).max(4096),
})

/** Bytes in base64. */
const packed = (mostBytes: number) => z.string().max(Math.ceil(mostBytes / 3) * 4)
const id = z.int().nonnegative()

/** A sample of the visits of one platform since the last one; see visit-batch.ts. */
const visits = z.object({
  kind: z.literal('visits'),
  generation,
  /** By position in the configuration. */
  platform: id,
  /** How many visits there were, of which the rows are a sample. Those that a rule stopped are not among them. */
  seen: count,
  /** By attribute, the values that occur in the rows. */
  texts: z.array(z.array(z.string().max(2048)).max(MOST_ROWS)).length(ATTRIBUTES.length),
  /** Row by row for each attribute a 16-bit number: 0 where it is not known, n + 1 for the n-th of its texts. */
  rows: packed(MOST_ROWS * ATTRIBUTES.length * 2),
  /** By row, keyed 32-bit hashes of network and client, and 16-bit ages in milliseconds when this was sent. */
  networks: packed(MOST_ROWS * 4),
  clients: packed(MOST_ROWS * 4),
  ages: packed(MOST_ROWS * 2),
  /** Clients that asked for files of pages, as 32-bit hashes. */
  followers: packed(MOST_FOLLOWERS * 4),
  /** Of rules, and of level severe (see judge.ts). */
  hits: z.array(z.object({ id, visits: count, pages: count, passed: count, people: count })).max(MOST_RULES + 1),
})

const ruleInForce = z.object({
  id,
  tests: z
    .array(z.object({ attribute: z.enum(ATTRIBUTES), op: z.enum(['is', 'unseen']), value: z.string().max(2048) }))
    .min(1)
    .max(4),
  measure: z.enum(['slow', 'challenge']),
  demand: z.enum(DEMANDS),
  watchUntil: count,
  wakesAt: count.nullable(),
  convicts: z.boolean(),
})

/** What has been decided for one platform; all its rules. It holds until other orders come, or for `lastsMs`. */
const orders = z.object({
  platform: id,
  /** What unproven visitors must show; null: nothing. */
  severe: z.enum(DEMANDS).nullable(),
  severeWakesAt: count.nullable(),
  rules: z.array(ruleInForce).max(MOST_RULES),
  lastsMs: z.number().positive(),
})

/** What edges must know of normal visits of one platform; told when an edge comes and when it has changed. */
const normal = z.object({
  kind: z.literal('normal'),
  generation,
  platform: id,
  /** By attribute, 32-bit hashes of the values that normal visits have (see known-values.ts). */
  values: z.array(packed(MOST_KNOWN_VALUES * 4)).length(ATTRIBUTES.length),
  /** A filter of the networks of calm times; null when there is none. */
  networks: z.object({ words: packed(2 ** 20), hashes: z.int().positive().max(16) }).nullable(),
  /** Share (0..1) of page views that are followed by a file of the page. */
  followed: z.number().min(0).max(1),
})

/** Clients that fetch the files of pages, as other edges saw: a browser's connections may end at several. */
const followers = z.object({ kind: z.literal('followers'), clients: packed(8 * MOST_FOLLOWERS * 4) })

/**
 * Visitors who refuse cookies and have passed a challenge at another edge, as keyed hashes of address and browser.
 * From an edge it goes through the brain to the others.
 */
const cleared = z.object({
  kind: z.literal('cleared'),
  clients: z.array(z.tuple([id, z.enum(EVIDENCES)])).max(MOST_CLEARED),
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
  /** The brain's clock when this was sent; moments in the orders are by it. */
  at: count.optional(),
  /** In the order of the configuration. */
  platforms: z
    .array(
      z.object({
        level: z.enum(LEVELS),
        distress: z.number(),
        /** Activities that wait, by place in the configuration; left out: all that can, unless it is calm. */
        slowed: z.array(count).max(64).optional(),
      }),
    )
    .max(256),
  /** Only when they have changed, and in the first directive to an edge. */
  lists: z.object({ allow: z.array(z.string()).max(100_000), deny: z.array(z.string()).max(100_000) }).optional(),
  /** As with the lists. These are all there are. */
  challenges: challenges.optional(),
  /** Those of platforms about which something has been decided; for all others there are none. */
  orders: z.array(orders).max(256).optional(),
  /** After so many milliseconds without another directive an edge decides alone. */
  validMs: z.number().positive(),
})

export const fromEdge = z.discriminatedUnion('kind', [hello, edgeSummary, learned, visits, cleared])
export const fromBrain = z.discriminatedUnion('kind', [directive, learned, normal, followers, cleared])

export type FromEdge = z.infer<typeof fromEdge>
export type FromBrain = z.infer<typeof fromBrain>
export type EdgeSummary = z.infer<typeof edgeSummary>
export type PlatformSummary = z.infer<typeof platformSummary>
export type Directive = z.infer<typeof directive>
export type Challenges = z.infer<typeof challenges>
export type Learned = z.infer<typeof learned>
export type VisitsMessage = z.infer<typeof visits>
export type NormalMessage = z.infer<typeof normal>
export type FollowersMessage = z.infer<typeof followers>
export type ClearedMessage = z.infer<typeof cleared>
export type PlatformOrders = z.infer<typeof orders>

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
