import type { Readable } from 'node:stream'
import { AccessLogReader } from '../traffic/access-log/access-log-reader.js'
import type { LineReader } from '../traffic/access-log/line-reader.js'
import { LogFormats } from '../traffic/access-log/log-formats.js'
import type { LogSummary } from '../traffic/access-log/log-summary.js'
import { LogError } from './log-error.js'
import type { LogBatch, LogFile, LogSource } from './log-source.js'
import { StoredLog } from './stored-log.js'

export interface OpenLogsOptions {
  /** A name of `FORMAT_NAMES` or a format in nginx's or Apache's notation; without it each log's own is found out. */
  format?: string
  standardInput?: Readable
}

/**
 * Opens logs, finds out their formats and puts them in the order of their first times, since rotated logs come in any
 * order.
 *
 * ```ts
 * const source = await openLogs(['access.log', 'access.log.1.gz'])
 * for await (const { entries, bytesRead } of source.batches()) …
 * for (const sentence of describeLogs(source)) console.error(sentence)
 * ```
 *
 * @param names paths, or `-` for standard input
 * @throws LogError when one cannot be opened or the format is wrong
 */
export async function openLogs(names: readonly string[], options: OpenLogsOptions = {}): Promise<LogSource> {
  const readers = readersFor(options.format)
  const notes: string[] = []
  const logs: OpenedLog[] = []
  const seen = new Set<string>()
  for (const name of new Set(names)) {
    const stored = await StoredLog.open(name, options.standardInput ?? process.stdin)
    if (stored.identity !== null && seen.has(stored.identity)) {
      notes.push(`${name} is a file that was given before; it is read once.`)
      continue
    }
    if (stored.identity !== null) seen.add(stored.identity)
    logs.push(new OpenedLog(stored, readers))
  }
  logs.sort((a, b) => (a.from ?? Number.POSITIVE_INFINITY) - (b.from ?? Number.POSITIVE_INFINITY) || 0)
  notes.push(...logs.map(formatNote))
  if (logs.length > 1) notes.push(`Read in the order of their first times: ${listed(logs.map(({ name }) => name))}.`)
  return new OpenedLogs(logs, notes)
}

function readersFor(format: string | undefined): readonly LineReader[] {
  const formats = new LogFormats()
  const readers = format === undefined ? formats.all : formats.given(format)
  if (typeof readers === 'string') throw new LogError('format', readers)
  return readers
}

/** One log with its reader. */
class OpenedLog implements LogFile {
  readonly stored: StoredLog
  readonly reader: AccessLogReader
  readonly format: string | null
  readonly from: number | null

  constructor(stored: StoredLog, readers: readonly LineReader[]) {
    this.stored = stored
    this.reader = new AccessLogReader(readers)
    const probe = new AccessLogReader(readers)
    // Its last line may be half of one.
    const first = [...probe.push(stored.head), ...(stored.head.includes('\n') ? [] : probe.end())]
    this.format = mostFrequent(probe.summary.formats)
    this.from = first[0]?.time ?? null
  }

  get name(): string {
    return this.stored.name
  }

  get compressed(): boolean {
    return this.stored.compressed
  }

  get bytes(): number | null {
    return this.stored.bytes
  }

  get damage(): string | null {
    return this.stored.damage
  }

  get summary(): LogSummary {
    return this.reader.summary
  }
}

class OpenedLogs implements LogSource {
  readonly files: readonly OpenedLog[]
  readonly notes: readonly string[]

  constructor(files: readonly OpenedLog[], notes: readonly string[]) {
    this.files = files
    this.notes = notes
  }

  get bytesTotal(): number | null {
    return this.files.reduce(
      (sum: number | null, { bytes }) => (sum === null || bytes === null ? null : sum + bytes),
      0,
    )
  }

  async *batches(): AsyncGenerator<LogBatch> {
    let bytesBefore = 0
    for (const file of this.files) {
      const { stored, reader } = file
      for await (const piece of stored.pieces()) {
        yield { file, entries: reader.push(piece), bytesRead: bytesBefore + stored.bytesRead }
      }
      bytesBefore += stored.bytesRead
      yield { file, entries: reader.end(), bytesRead: bytesBefore }
    }
  }
}

function formatNote({ name, format, compressed, stored }: OpenedLog): string {
  if (stored.head.length === 0) return `${name} has nothing in it that can be read.`
  const what = compressed ? ', compressed' : ''
  return format === null ? `${name}: none of its first lines can be read${what}.` : `${name}: ${format}${what}.`
}

function mostFrequent(formats: ReadonlyMap<string, number>): string | null {
  return [...formats].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}

const MOST_LISTED = 12

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED
  return rest > 0 ? `${names.slice(0, MOST_LISTED).join(', ')} and ${rest} more` : names.join(', ')
}
