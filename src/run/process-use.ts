import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { getHeapStatistics } from 'node:v8'
import type { Use } from '../link/structures.js'

const MEGABYTE = 1024 * 1024

export function heapUse(): Use {
  const { used_heap_size, heap_size_limit } = getHeapStatistics()
  return { used: used_heap_size / MEGABYTE, bound: heap_size_limit / MEGABYTE }
}

/** Open descriptors of this process and how many it may have; both 0 where there is no /proc. */
export async function descriptorUse(): Promise<Use> {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const bound = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0)
    return { used: (await readdir('/proc/self/fd')).length, bound }
  } catch {
    return { used: 0, bound: 0 }
  }
}
