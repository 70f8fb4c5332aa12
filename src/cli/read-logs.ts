import { LogError } from '../logs/log-error.js'
import type { LogSource } from '../logs/log-source.js'
import { openLogs } from '../logs/open-logs.js'
import { CommandFailure, UsageError } from './command.js'

const REFRESH_MS = 200

/** Opens logs for a command. @throws CommandFailure when a file cannot be read or the format not be understood */
export async function readLogs(files: readonly string[], format: string | undefined): Promise<LogSource> {
  try {
    return await openLogs(files, format === undefined ? {} : { format })
  } catch (error) {
    if (error instanceof LogError)
      throw error.about === 'format' ? new UsageError(error.message) : new CommandFailure(error.message)
    throw error
  }
}

/** A line on standard error that says how far a long work is; nothing when nobody looks. */
export function progressBar(
  what: string,
  bytesTotal: number | null,
): { at(bytes: number, more?: string): void; end(): void } {
  if (!process.stderr.isTTY) return { at: () => {}, end: () => {} }
  let shownAt = 0
  return {
    at(bytes, more = '') {
      const now = Date.now()
      if (now - shownAt < REFRESH_MS) return
      shownAt = now
      const share = bytesTotal ? Math.min(1, bytes / bytesTotal) : null
      const bar =
        share === null ? '' : ` ${'█'.repeat(Math.round(share * 24)).padEnd(24, '░')} ${Math.floor(share * 100)} %`
      process.stderr.write(`\r\x1b[K${what}${bar} ${more}`)
    },
    end: () => void process.stderr.write('\r\x1b[K'),
  }
}
