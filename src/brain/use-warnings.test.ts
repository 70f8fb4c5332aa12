import { describe, expect, it } from 'vitest'
import { STRUCTURES, type Structure, type Use } from '../link/structures.js'
import type { EdgeStatus } from './status.js'
import { useWarnings } from './use-warnings.js'

function edgeWith(used: number, bound: number, only?: Structure): EdgeStatus {
  const uses = Object.fromEntries(
    STRUCTURES.map(({ name }) => [name, only === undefined || only === name ? { used, bound } : { used: 0, bound }]),
  ) as Record<Structure, Use>
  return {
    pid: 7,
    connections: 0,
    connectionsLimit: 0,
    evictedTotal: 0,
    timedOutTotal: 0,
    memoryMb: 0,
    cacheMb: 0,
    cacheEntries: 0,
    eventLoopP99Ms: 0,
    silentMs: 0,
    mostFromOne: 0,
    uses,
    refusals: { dropped: 0, evicted: 0, 'timed-out': 0, malformed: 0, 'http2-abuse': 0, 'http2-clients': 0 },
  }
}

describe('what an edge uses of its bounds', () => {
  const alarming = STRUCTURES.filter(({ fullIsFine }) => !fullIsFine).map(({ name }) => name)

  it.each(alarming)('%s: said from four fifths on, with what to do', (name) => {
    expect(useWarnings(edgeWith(79, 100, name))).toEqual([])
    const [warning, ...others] = useWarnings(edgeWith(80, 100, name))
    expect(others).toEqual([])
    expect(warning).toMatch(/^Edge 7 uses 80 of 100 .+: .{20,}\.$/)
  })

  it('is no matter for what is meant to fill up: the cache, the clients that are followed', () => {
    expect(useWarnings(edgeWith(100, 100, 'cache'))).toEqual([])
    expect(useWarnings(edgeWith(100, 100, 'budgets'))).toEqual([])
  })

  it('is not guessed where the bound is unknown', () => {
    expect(useWarnings(edgeWith(100, 0))).toEqual([])
  })
})
