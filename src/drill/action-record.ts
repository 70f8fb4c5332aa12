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
  /** The visitor met a challenge at least once: was asked to show that it is a browser, by whatever means. */
  challenged: boolean
  /** From the first try to the end, waiting included. */
  tookMs: number
  /** Of that, spent in waiting rooms and on the pages of challenges, as told. */
  waitedMs: number
  /** Why it failed, for people; absent on success. */
  why?: string
}
