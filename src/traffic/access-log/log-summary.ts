import type { SkipReason } from './skip-reason.js'

/** What became of the lines of a file so far. */
export interface LogSummary {
  /** `entries` and all that was skipped together. */
  readonly lines: number
  readonly entries: number
  /** By the name of each format that brought entries, how many. */
  readonly formats: ReadonlyMap<string, number>
  /** Only reasons that occurred. */
  readonly skipped: ReadonlyMap<SkipReason, SkippedLines>
  /** What the lines of no known format look like, in words with what to do; null when nothing is recognised. */
  readonly hint: string | null
  /** Earliest and latest time of an entry, in milliseconds; null without entries. */
  readonly from: number | null
  readonly to: number | null
  /** Entries more than `SMALL_STEP_BACK_MS` earlier than one before them, and the longest such step. */
  readonly stepsBack: { readonly count: number; readonly mostMs: number }
}

export interface SkippedLines {
  readonly count: number
  /** The first few: line number, and the beginning of the text made safe for a terminal. */
  readonly examples: readonly { readonly line: number; readonly text: string }[]
}

/** Lines are written when requests end, so that small steps back are normal. */
export const SMALL_STEP_BACK_MS = 60_000
