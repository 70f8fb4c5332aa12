import type { LogEntry } from '../traffic/access-log/log-entry.js'
import type { LogSummary } from '../traffic/access-log/log-summary.js'

/** Access logs, opened and put in order, to be read once. */
export interface LogSource {
  /** In the order in which they are read: that of their first time stamps. */
  readonly files: readonly LogFile[]
  /** What people should know before: the order, the formats found. One sentence each. */
  readonly notes: readonly string[]
  /** Of all files as they are stored; null when one of them is a pipe. */
  readonly bytesTotal: number | null
  /** Reads everything. @throws LogError when the disk fails */
  batches(): AsyncIterable<LogBatch>
}

export interface LogFile {
  /** As it was given; `standard input` for `-`. */
  readonly name: string
  /** The format most of its first lines have, or null when none of them can be read. */
  readonly format: string | null
  /** Time of the first entry among the first lines, in milliseconds. */
  readonly from: number | null
  readonly compressed: boolean
  /** As stored; null for a pipe. */
  readonly bytes: number | null
  /** Of what has been read until now. */
  readonly summary: LogSummary
  /** What was wrong with the file itself, in words: its compressed data is cut off or damaged. Set while reading. */
  readonly damage: string | null
}

export interface LogBatch {
  readonly file: LogFile
  /** In the order of the file; may be empty. */
  readonly entries: readonly LogEntry[]
  /** Of all files, as stored, until now. */
  readonly bytesRead: number
}
