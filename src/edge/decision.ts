import type { CacheEntry } from './cache/cache-entry.js'
import type { Edge } from './edge.js'
import type { Exchange } from './exchange.js'

/** The stages by name; their order is in stages.ts and nowhere else. */
export type StageName =
  | 'accept'
  | 'identify'
  | 'operator'
  | 'own-paths'
  | 'clearance'
  | 'regulars'
  | 'rules'
  | 'budget'
  | 'cache'
  | 'activity'
  | 'admit'
  | 'forward'

/** What a stage decides about a visit. `reason` is a fixed word for counting and for machines, never visitor's text. */
export type Decision =
  /** The connection is reset without a word. */
  | { action: 'drop'; stage: StageName; reason: string }
  /** An answer of a few words with a status that says no. */
  | {
      action: 'refuse'
      stage: StageName
      reason: string
      status: number
      text: string
      retryAfterS?: number
      /** Further header fields, flat. */
      fields?: readonly string[]
    }
  /** One of our own pages. `kept`: a file that browsers keep; its headers are all there are. */
  | {
      action: 'own'
      stage: StageName
      reason: string
      status: number
      headers: readonly string[]
      body: Buffer
      kept?: true
    }
  /** What asks an unproven visitor to show that it is one. Its headers tell the length. */
  | {
      action: 'challenge'
      stage: StageName
      reason: 'rule' | 'convicted'
      status: number
      headers: string[]
      body: Buffer
    }
  /** A copy from the cache, fresh or stale. */
  | { action: 'copy'; stage: StageName; reason: 'fresh' | 'stale'; entry: CacheEntry; cacheStatus: string }
  /** There is no place now: the waiting room for people, 503 with Retry-After for everything else. */
  | { action: 'wait'; stage: StageName; reason: 'no-place' | 'over-budget'; retryAfterMs: number }
  /** The origin did not answer. */
  | { action: 'fail'; stage: StageName; reason: string; status: 502 | 504 }
  /** The origin's answer is out, or nobody is there any more to hear one. */
  | { action: 'done'; stage: StageName; reason: 'origin' | 'left' }

/** `null` hands the visit to the next stage. */
export type Step = Decision | null

export interface Stage {
  name: StageName
  decide(visit: Exchange, edge: Edge): Step | Promise<Step>
}
