import { readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second for everybody (USER_HZ), whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100

/** Processor time of processes on this machine, as /proc tells it; where there is none nobody can say. */
export class CpuOfProcesses {
  #last = new Map<number, number>()
  #lastAt: number | null = null

  /**
   * Cores used since the last call by the processes that were there at both.
   * @param now milliseconds, of a clock that only goes forward
   * @returns null at first, and where there is no /proc
   */
  of(pids: readonly number[], now: number): number | null {
    const ticks = new Map<number, number>()
    for (const pid of pids) {
      const used = ticksOf(pid)
      if (used !== null) ticks.set(pid, used)
    }
    const seconds = this.#lastAt === null ? 0 : (now - this.#lastAt) / 1000
    const known = [...ticks].filter(([pid]) => this.#last.has(pid))
    const used = known.reduce((sum, [pid, now]) => sum + now - (this.#last.get(pid) ?? now), 0)
    this.#last = ticks
    this.#lastAt = now
    return known.length === 0 || seconds <= 0 ? null : used / TICKS_PER_SECOND / seconds
  }
}

/** User and system time (proc_pid_stat(5), fields 14 and 15); the name in the second field may hold anything. */
function ticksOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return Number.isFinite(ticks) ? ticks : null
  } catch {
    return null
  }
}
