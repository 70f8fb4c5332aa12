import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { residentBytes } from '../edge/process-usage.js'
import type { RepeatedLog } from './repeated-log.js'

const PIECE_BYTES = 1_048_576

/** What `holdfast replay` keeps in memory after so many lines of a log that it reads from a pipe. */
export interface Resident {
  lines: number
  bytes: number
}

/**
 * @param marks numbers of lines, ascending; the log is repeated until the last
 * @param until no further line is written after this time, as `performance.now()` tells it
 * @returns by mark; those that were not reached in time are left out
 */
export async function residentAfter(
  log: RepeatedLog,
  baseline: string,
  marks: readonly number[],
  until: number,
): Promise<Resident[]> {
  const child = spawn(process.execPath, ['bin/holdfast', 'replay', '-', '--baseline', baseline], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const ended = once(child, 'close')
  const end = () => child.kill('SIGTERM')
  process.once('exit', end)
  const reached: Resident[] = []
  let lines = 0
  try {
    while (reached.length < marks.length && performance.now() < until) {
      const bytes = log.next()
      for (let at = 0; at < bytes.length && performance.now() < until; at += PIECE_BYTES) {
        // A copy: the log is written over while the pipe still has a piece of it.
        if (!child.stdin.write(Buffer.from(bytes.subarray(at, at + PIECE_BYTES)))) await once(child.stdin, 'drain')
        lines += log.lines * (Math.min(PIECE_BYTES, bytes.length - at) / bytes.length)
        const mark = marks[reached.length]
        if (mark !== undefined && lines >= mark) reached.push({ lines: mark, bytes: residentBytes(child.pid ?? 0).now })
      }
    }
    child.stdin.end()
    await ended
    return reached
  } finally {
    process.off('exit', end)
    child.kill('SIGTERM')
  }
}
