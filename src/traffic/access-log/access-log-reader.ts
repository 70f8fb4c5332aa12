import { afterSyslogHeader } from './after-syslog-header.js'
import type { LineReader } from './line-reader.js'
import type { LogEntry } from './log-entry.js'
import { type LogSummary, SMALL_STEP_BACK_MS } from './log-summary.js'
import { recogniseFile, recogniseLine } from './recognise.js'
import { LONGEST_LINE_BYTES, type SkipReason } from './skip-reason.js'
import { SkippedLinesCount } from './skipped-lines.js'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
/** Lines that are compared with what people give by mistake. */
const MOST_LOOKED_AT = 100
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * Reads one access log, handed over in pieces. Each line becomes an entry or is counted as skipped; nothing is thrown.
 * What it keeps is bounded: half a line, and a few examples of skipped ones.
 *
 * ```ts
 * const reader = new AccessLogReader(new LogFormats().all)
 * for await (const piece of file) consume(reader.push(piece))
 * consume(reader.end())
 * console.log(reader.summary)
 * ```
 */
export class AccessLogReader {
  /** The one that read the last entry first: lines of one format stand together. */
  readonly #readers: LineReader[]
  readonly #formats = new Map<string, number>()
  readonly #skipped = new SkippedLinesCount()
  #entries: LogEntry[] = []
  /** The beginning of a line whose end is still to come. */
  readonly #held = Buffer.allocUnsafe(LONGEST_LINE_BYTES + 1)
  #heldBytes = 0
  #hasSyslogHeader = false
  #line = 0
  #entryCount = 0
  #hint: string | null = null
  #lookedAt = 0
  #from = Number.POSITIVE_INFINITY
  #to = Number.NEGATIVE_INFINITY
  #lastTime = Number.NEGATIVE_INFINITY
  #stepsBack = 0
  #longestStepBackMs = 0

  /** @param readers the formats that the log may have, those with more parts first */
  constructor(readers: readonly LineReader[]) {
    this.#readers = [...readers]
  }

  /** @returns the entries of the lines that end in this piece */
  push(piece: Buffer): LogEntry[] {
    if (this.#line === 0 && this.#heldBytes === 0) this.#hint = recogniseFile(piece)
    let start = 0
    if (this.#heldBytes > 0) {
      const end = piece.indexOf(LINE_FEED)
      if (end < 0) return this.#keep(piece, 0)
      this.#keepMore(piece, 0, end)
      this.#endHeldLine(true)
      start = end + 1
    }
    for (let end = piece.indexOf(LINE_FEED, start); end >= 0; end = piece.indexOf(LINE_FEED, start)) {
      if (end - start > LONGEST_LINE_BYTES) this.#skip('too-long', piece, start, end)
      else this.#readLine(piece, start, end, true)
      start = end + 1
    }
    return this.#keep(piece, start)
  }

  /** The log ends here. @returns the entry of its last line, if that has no line feed and is whole */
  end(): LogEntry[] {
    if (this.#heldBytes > 0) this.#endHeldLine(false)
    return this.#take()
  }

  get summary(): LogSummary {
    return {
      lines: this.#line,
      entries: this.#entryCount,
      formats: this.#formats,
      skipped: this.#skipped.byReason,
      hint: this.#hint,
      from: this.#entryCount > 0 ? this.#from : null,
      to: this.#entryCount > 0 ? this.#to : null,
      stepsBack: { count: this.#stepsBack, mostMs: this.#longestStepBackMs },
    }
  }

  #take(): LogEntry[] {
    const entries = this.#entries
    this.#entries = []
    return entries
  }

  #keep(piece: Buffer, start: number): LogEntry[] {
    this.#keepMore(piece, start, piece.length)
    return this.#take()
  }

  /** What does not fit is of a line that is too long. */
  #keepMore(piece: Buffer, start: number, end: number): void {
    this.#heldBytes += piece.copy(this.#held, this.#heldBytes, start, end)
  }

  #endHeldLine(isWhole: boolean): void {
    const end = this.#heldBytes
    if (end > LONGEST_LINE_BYTES) this.#skip('too-long', this.#held, 0, end)
    else this.#readLine(this.#held, 0, end, isWhole)
    this.#heldBytes = 0
  }

  #readLine(bytes: Buffer, lineStart: number, lineEnd: number, isWhole: boolean): void {
    const start = this.#line === 0 && startsWithMark(bytes, lineStart, lineEnd) ? lineStart + 3 : lineStart
    const end = bytes[lineEnd - 1] === CARRIAGE_RETURN && lineEnd > start ? lineEnd - 1 : lineEnd
    const read = isBlank(bytes, start, end) ? 'blank' : this.#readByAny(bytes, start, end, isWhole)
    if (typeof read !== 'string') this.#add(read)
    else if (read === 'unknown-format' && !isWhole) this.#skip('cut-off', bytes, start, end)
    else this.#skip(read, bytes, start, end)
  }

  /** By the format of the line before; by any other one only if that has not the line's shape. */
  #readByAny(bytes: Buffer, start: number, end: number, isWhole: boolean): LogEntry | SkipReason {
    let reason: SkipReason = 'unknown-format'
    for (let i = 0; i < this.#readers.length; i++) {
      const reader = this.#readers[i] as LineReader
      // Half a line of one format may be a whole one of another.
      if (!isWhole && this.#entryCount > 0 && !this.#formats.has(reader.name)) continue
      const read = this.#readBy(reader, bytes, start, end)
      if (typeof read !== 'string') {
        if (i > 0) this.#moveToFront(i)
        this.#formats.set(reader.name, (this.#formats.get(reader.name) ?? 0) + 1)
        return read
      }
      if (reason === 'unknown-format') reason = read
      if (read !== 'unknown-format' && read !== 'no-address') break
    }
    if (reason === 'unknown-format' || reason === 'no-request') this.#lookAt(bytes, start, end)
    if (reason !== 'unknown-format') return reason
    return isBinary(bytes, start, end) ? 'binary' : reason
  }

  #readBy(reader: LineReader, bytes: Buffer, start: number, end: number): LogEntry | SkipReason {
    const line = this.#line + 1
    const message = this.#hasSyslogHeader ? afterSyslogHeader(bytes, start, end) : start
    const read = reader.read(bytes, message, end, line)
    if (read !== 'unknown-format' && read !== 'no-address') return read
    const other = message > start ? start : afterSyslogHeader(bytes, start, end)
    if (other === message) return read
    const again = reader.read(bytes, other, end, line)
    if (typeof again !== 'string') this.#hasSyslogHeader = other > start
    return read === 'unknown-format' ? again : typeof again === 'string' ? read : again
  }

  /** What a log is shows in its first lines, if at all. */
  #lookAt(bytes: Buffer, start: number, end: number): void {
    if (this.#hint !== null || this.#lookedAt >= MOST_LOOKED_AT) return
    this.#lookedAt++
    this.#hint = recogniseLine(bytes, start, end)
  }

  #moveToFront(i: number): void {
    this.#readers.unshift(...this.#readers.splice(i, 1))
  }

  #add(entry: LogEntry): void {
    const { time } = entry
    this.#line++
    this.#entryCount++
    if (time < this.#from) this.#from = time
    if (time > this.#to) this.#to = time
    const stepBackMs = this.#lastTime - time
    if (stepBackMs > SMALL_STEP_BACK_MS) {
      this.#stepsBack++
      if (stepBackMs > this.#longestStepBackMs) this.#longestStepBackMs = stepBackMs
    }
    this.#lastTime = time
    this.#entries.push(entry)
  }

  #skip(reason: SkipReason, bytes: Buffer, start: number, end: number): void {
    this.#line++
    this.#skipped.add(reason, this.#line, bytes, start, end)
  }
}

function startsWithMark(bytes: Buffer, start: number, end: number): boolean {
  return start + 3 <= end && BYTE_ORDER_MARK.every((byte, i) => bytes[start + i] === byte)
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((bytes[at] ?? 0) > 0x20) return false
  return bytes.subarray(start, end).every((byte) => byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN)
}

/** Control characters other than tabs, which servers escape. */
function isBinary(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) return true
  }
  return false
}
