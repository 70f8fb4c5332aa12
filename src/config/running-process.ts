import { readFileSync } from 'node:fs'

/** A process as a file names it. */
export interface NamedProcess {
  pid: number
  /** What `processStart` said of it; left out where there is no /proc. */
  processStart?: string | undefined
}

/**
 * When a process began, in the kernel's ticks since the machine did (proc(5), `stat`, starttime). Numbers of processes are
 * given out again, after a crash and in a new container above all; number and start together are not.
 * @returns undefined where there is no /proc, or no such process
 */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the name, in brackets, and may hold anything; starttime is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

/** True while the very process that was named lives, also when it belongs to somebody else. */
export function isRunning({ pid, processStart: named }: NamedProcess): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const start = processStart(pid)
  return named === undefined || start === undefined || start === named
}
