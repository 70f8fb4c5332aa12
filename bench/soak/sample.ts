import { readdirSync } from 'node:fs'
import type { Status } from '../../src/brain/status.js'
import { commandOf, processTree, residentBytes } from '../edge/process-usage.js'

const MEGABYTE = 1024 * 1024

/** The kinds of processes that are watched. */
export const KINDS = ['edges', 'brain', 'supervisor', 'newsroom', 'live'] as const
export type ProcessKind = (typeof KINDS)[number]

export interface Usage {
  megabytes: number
  descriptors: number
}

export type Phase = 'calm' | 'flood' | 'slow' | 'after'

/** What everything used at one moment, and what visitors felt since the one before. */
export interface Sample {
  /** Unix milliseconds. */
  at: number
  /** From 0 on. */
  round: number
  phase: Phase
  level: string
  usage: Record<ProcessKind, Usage>
  connections: number
  cacheMegabytes: number
  cacheEntries: number
  /** Of rehearsed visitors. */
  actions: number
  failed: number
  p95Ms: number | null
  streams: number
  broken: number
}

/** What the processes use now; those of one kind added up. @param roots the processes that were started */
export function usageOf(roots: { holdfast: number; newsroom: number; live: number }): Record<ProcessKind, Usage> {
  const supervised = processTree(roots.holdfast).slice(1)
  const part = (name: string) => supervised.filter((pid) => commandOf(pid).includes(name))
  return {
    edges: used(part('edge-process.js')),
    brain: used(part('brain-process.js')),
    supervisor: used([roots.holdfast]),
    newsroom: used([roots.newsroom]),
    live: used([roots.live]),
  }
}

export function countsOf(status: Status): Pick<Sample, 'level' | 'connections' | 'cacheMegabytes' | 'cacheEntries'> {
  const sum = (of: (edge: Status['edges'][number]) => number) => status.edges.reduce((all, edge) => all + of(edge), 0)
  return {
    level: status.level,
    connections: sum(({ connections }) => connections),
    cacheMegabytes: sum(({ cacheMb }) => cacheMb),
    cacheEntries: sum(({ cacheEntries }) => cacheEntries),
  }
}

function used(pids: readonly number[]): Usage {
  const usage = { megabytes: 0, descriptors: 0 }
  for (const pid of pids) {
    usage.megabytes += residentBytes(pid).now / MEGABYTE
    usage.descriptors += descriptorsOf(pid)
  }
  return usage
}

function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    // It has ended in this moment; a restart shows in the memory.
    return 0
  }
}
