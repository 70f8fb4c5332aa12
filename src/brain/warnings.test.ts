import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { configFromFlags } from '../config/load-config.js'
import { STRUCTURES, type Structure, type Use } from '../link/structures.js'
import type { EdgeStatus } from './status.js'
import { warningsOf } from './warnings.js'

const UNUSED = Object.fromEntries(STRUCTURES.map(({ name }) => [name, { used: 0, bound: 0 }])) as Record<Structure, Use>

function edgeOf(mostFromOne: number): EdgeStatus {
  return {
    pid: 7,
    connections: 0,
    connectionsLimit: 10,
    evictedTotal: 0,
    timedOutTotal: 0,
    memoryMb: 1,
    cacheMb: 0,
    cacheEntries: 0,
    eventLoopP99Ms: 0,
    silentMs: 0,
    mostFromOne,
    uses: UNUSED,
    refusals: { dropped: 0, evicted: 0, 'timed-out': 0, malformed: 0, 'http2-abuse': 0, 'http2-clients': 0 },
  }
}

it('a proxy in front that nobody has named is spoken of once, with what to do', () => {
  const config = configFromFlags({ origin: 'http://127.0.0.1:9', dataDir: tmpdir() })
  const said = (...shares: number[]) =>
    warningsOf(config, shares.map(edgeOf), []).filter((text) => !config.warnings.includes(text))
  expect(said(0.5, 0.1)).toEqual([])
  const [warning, ...others] = said(0.2, 0.93)
  expect(others).toEqual([])
  expect(warning).toMatch(/^93 % of the visits come from one address\. .+ trustedProxies/)
})
