import type { Kind } from './shape.js'

/** How one action of a real visitor ended. */
export interface ActionRecord {
  activity: string
  kind: Kind
  /** Unix time in milliseconds. */
  startedAt: number
  /** The expected answer came within the patience of a person. */
  succeeded: boolean
  /** It came at the first try, without a waiting room. */
  firstTry: boolean
  /** The visitor was turned away at least once (403, 429, a reset connection), whatever came later. */
  refused: boolean
  /** From the first try to the end, waiting included. */
  tookMs: number
  /** Of that, spent in waiting rooms as told. */
  waitedMs: number
  /** Why it failed, for people; absent on success. */
  why?: string
}
