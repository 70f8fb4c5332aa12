import type { LogSummary } from './log-summary.js'
import { LONGEST_LINE_BYTES, type SkipReason } from './skip-reason.js'

/** In the order in which they are told: of one line, and of several. */
const WORDS: Readonly<Record<SkipReason, readonly [one: string, several: string]>> = {
  'unknown-format': ['is in no format that is known', 'are in no format that is known'],
  binary: ['is not text', 'are not text'],
  'too-long': [`is longer than ${LONGEST_LINE_BYTES / 1024} KB`, `are longer than ${LONGEST_LINE_BYTES / 1024} KB`],
  'cut-off': ['is cut off: the log ends in the middle of it', 'are cut off'],
  'no-time': ['has a time that cannot be read', 'have a time that cannot be read'],
  'no-address': [
    "has no visitor's address (a host name is none)",
    "have no visitor's address; a server that logs host names can be told not to (HostnameLookups Off)",
  ],
  'no-status': ['has a status that cannot be read', 'have a status that cannot be read'],
  'no-request': [
    'tells of no request: a connection closed before one came, or a message of the server',
    'tell of no request: connections closed before one came, or messages of the server',
  ],
  'not-http': [
    'is of a connection that sent something other than HTTP, such as TLS to a port without TLS',
    'are of connections that sent something other than HTTP, such as TLS to a port without TLS',
  ],
  blank: ['is blank', 'are blank'],
}

/**
 * What was not read and what to do about it, in sentences for people; nothing when everything was.
 * @param name of the file
 */
export function describeSummary(name: string, summary: LogSummary): string[] {
  if (summary.lines === 0) return [`${name} is empty.`]
  const sentences = Object.entries(WORDS).flatMap(([reason, [one, several]]) => {
    const skipped = summary.skipped.get(reason as SkipReason)
    if (skipped === undefined) return []
    const first = skipped.examples[0]
    const example =
      reason === 'blank' || first === undefined
        ? '.'
        : `. ${skipped.count === 1 ? 'Line' : 'The first, line'} ${first.line}: ${first.text}`
    return [`${name}: ${counted(skipped.count, summary.lines)} ${skipped.count === 1 ? one : several}${example}`]
  })
  if (summary.hint !== null) sentences.push(`${name}: ${summary.hint}`)
  else if (isFormatUnknown(summary)) {
    sentences.push(
      `${name}: if the server writes a format of its own, give it as it stands in its configuration, for example --format '$remote_addr [$time_local] "$request" $status'.`,
    )
  }
  if (summary.formats.size > 1) {
    const formats = [...summary.formats].map(([format, count]) => `${format} (${count.toLocaleString('en')} lines)`)
    sentences.push(`${name} has lines of several formats: ${formats.join(', ')}.`)
  }
  const { count, mostMs } = summary.stepsBack
  if (count > 0) {
    sentences.push(
      `${name}: the clock goes back ${count === 1 ? 'once' : `${count.toLocaleString('en')} times`}, by up to ${lengthOf(mostMs)}. If lines of several servers stand behind each other, give their logs as files of their own.`,
    )
  }
  return sentences
}

function isFormatUnknown({ lines, skipped }: LogSummary): boolean {
  return (skipped.get('unknown-format')?.count ?? 0) > 0.01 * lines
}

function counted(count: number, lines: number): string {
  return `${count.toLocaleString('en')} of ${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}`
}

function lengthOf(ms: number): string {
  if (ms < 2 * 3_600_000) return `${Math.round(ms / 60_000)} minutes`
  return ms < 2 * 86_400_000 ? `${Math.round(ms / 3_600_000)} hours` : `${Math.round(ms / 86_400_000)} days`
}
