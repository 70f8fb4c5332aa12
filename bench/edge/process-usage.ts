import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Unit of the times in /proc/PID/stat on Linux, whatever the kernel's own clock (proc(5), sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10
const KILOBYTE = 1024

/** The process and all below it. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = Number(statOf(Number(name))?.[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const tree = [pid]
  for (let i = 0; i < tree.length; i++) tree.push(...(children.get(tree[i] ?? 0) ?? []))
  return tree
}

/**
 * User and system time of these processes since they began, in milliseconds. Exact as long as none of their threads has
 * ended: what /proc/PID/task/TID/schedstat tells of each are nanoseconds (the kernel's sched-stats.rst). The whole, with
 * what ended threads took, stands in /proc/PID/stat and is right to 10 ms.
 */
export function cpuMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Math.max(ofThreadsMs(pid), ofProcessMs(pid)), 0)
}

function ofThreadsMs(pid: number): number {
  let nanoseconds = 0
  for (const thread of threadsOf(pid)) {
    nanoseconds += Number(readProc(pid, `task/${thread}/schedstat`)?.split(' ')[0] ?? 0)
  }
  return nanoseconds / 1e6
}

function ofProcessMs(pid: number): number {
  const stat = statOf(pid)
  return (Number(stat?.[11] ?? 0) + Number(stat?.[12] ?? 0)) * TICK_MS
}

export function commandOf(pid: number): string {
  return readProc(pid, 'cmdline')?.replaceAll('\0', ' ') ?? ''
}

/** Resident memory in bytes: now, and the most since `forgetPeak`. */
export function residentBytes(pid: number): { now: number; peak: number } {
  const status = readProc(pid, 'status') ?? ''
  const bytes = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * KILOBYTE
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') }
}

/** Starts the peak anew (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** The fields after the name, from the state on: [1] parent, [11] user ticks, [12] system ticks. */
function statOf(pid: number): string[] | null {
  const stat = readProc(pid, 'stat')
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** null when the process is gone. */
function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return null
  }
}
