import { AccessLogReader } from './access-log-reader.js'
import type { LogEntry } from './log-entry.js'
import { LogFormats } from './log-formats.js'
import type { LogSummary } from './log-summary.js'

const formats = new LogFormats()

/** Reads a whole log. @param pieceBytes hands it over in pieces of this size */
export function readLog(
  log: string | Buffer,
  { format, pieceBytes = 65_536 }: { format?: string; pieceBytes?: number } = {},
): { entries: LogEntry[]; summary: LogSummary } {
  const readers = format === undefined ? formats.all : formats.given(format)
  if (typeof readers === 'string') throw new Error(readers)
  const reader = new AccessLogReader(readers)
  const bytes = Buffer.from(log)
  const entries: LogEntry[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes)
    entries.push(...reader.push(bytes.subarray(at, at + pieceBytes)))
  entries.push(...reader.end())
  return { entries, summary: reader.summary }
}

/** The only entry of a log of one line. */
export function readLine(line: string, format?: string): LogEntry {
  const { entries, summary } = readLog(`${line}\n`, format === undefined ? {} : { format })
  const [entry] = entries
  if (entry === undefined || entries.length > 1) throw new Error(`no entry: ${JSON.stringify([...summary.skipped])}`)
  return entry
}

/** How often each reason to skip a line occurred. */
export function skippedCounts(summary: LogSummary): Record<string, number> {
  return Object.fromEntries([...summary.skipped].map(([reason, { count }]) => [reason, count]))
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `04/Aug/2026:00:29:36 +0100` @param zoneMinutes east of Greenwich */
export function commonTime(time: number, zoneMinutes: number): string {
  const local = new Date(time + zoneMinutes * 60_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const zone = Math.abs(zoneMinutes)
  return (
    `${two(local.getUTCDate())}/${MONTHS[local.getUTCMonth()]}/${local.getUTCFullYear()}:${two(local.getUTCHours())}:` +
    `${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())} ${zoneMinutes < 0 ? '-' : '+'}${two(Math.trunc(zone / 60))}${two(zone % 60)}`
  )
}

/** As nginx escapes a variable: https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format */
export function nginxEscaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      return isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

/** As Apache escapes a field: C notation where there is one. */
export function apacheEscaped(text: string): string {
  const short = new Map([
    ['"', '\\"'],
    ['\\', '\\\\'],
    ['\n', '\\n'],
    ['\r', '\\r'],
    ['\t', '\\t'],
  ])
  return [...text]
    .map(
      (character) => short.get(character) ?? nginxEscaped(character).replaceAll(/\\x../g, (code) => code.toLowerCase()),
    )
    .join('')
}
