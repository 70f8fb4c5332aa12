import type { LogEntry } from './log-entry.js'
import type { SkipReason } from './skip-reason.js'

/** Reads the lines of one format. */
export interface LineReader {
  /** For people: `combined`, `JSON lines`. */
  readonly name: string
  /**
   * Reads `bytes` from `start` to `end`, a line without its end.
   * @param line its number
   * @returns `unknown-format` when the line has not the shape of the format, another reason when it has
   */
  read(bytes: Buffer, start: number, end: number, line: number): LogEntry | SkipReason
}
