import { describe, expect, it } from 'vitest'
import { SimulatedEdge, SimulatedOrigin, Simulation, seededRandom } from './simulation.test-support.js'

const CROWD = 10_000
const OUTAGE_MS = 20_000
/** Eight servers that take 20 ms for a visit: 400 a second. */
const SERVERS = 8
const MEAN_MS = 20

/** Everybody comes within a second of the outage, and again when told to, until the page is there. */
function afterAnOutage() {
  const sim = new Simulation()
  const origin = new SimulatedOrigin(sim, SERVERS)
  const random = seededRandom(17)
  const edge = new SimulatedEdge(sim, origin, [{ tier: 'essential', meanMs: MEAN_MS }], random)
  const arrivals = new Map<number, number>()
  const atOrigin: number[] = []
  const told = new Map<number, Set<number>>()
  let served = 0

  const visit = (client: number, tries: number) => {
    const second = Math.floor(sim.now / 1000)
    arrivals.set(second, (arrivals.get(second) ?? 0) + 1)
    edge.visit(client, 0, tries === 0 ? 'ordinary' : 'waited', (outcome) => {
      if (outcome.kind === 'served') {
        served++
        return
      }
      told.set(client, (told.get(client) ?? new Set()).add(outcome.retryAfterMs))
      sim.in(outcome.retryAfterMs, () => visit(client, tries + 1))
    })
  }
  origin.down = true
  sim.in(OUTAGE_MS, () => {
    origin.down = false
  })
  for (let client = 0; client < CROWD; client++) sim.in(1_000 * random(), () => visit(client, 0))
  sim.every(250, () => atOrigin.push(edge.history.at(-1)?.snapshot.inFlight ?? 0))
  return { sim, arrivals, atOrigin, told, served: () => served }
}

describe('ten thousand visitors after an outage', () => {
  const { sim, arrivals, atOrigin, told, served } = afterAnOutage()
  const back = OUTAGE_MS / 1000
  sim.runUntil(240_000)

  it('come back spread out, not at once', () => {
    const came = Array.from({ length: 30 }, (_, i) => arrivals.get(back + i) ?? 0)
    expect(arrivals.get(0)).toBeGreaterThan(9_000)
    expect(Math.max(...came)).toBeLessThan(CROWD / 4)
  })

  it('are never more at the origin than it bears', () => {
    expect(Math.max(...atOrigin)).toBeLessThanOrEqual(4 * SERVERS)
  })

  it('are all served within a minute, and nobody is turned away for good', () => {
    expect(served()).toBe(CROWD)
    // 25 s are what the origin needs for so many.
    expect(Math.max(...arrivals.keys())).toBeLessThanOrEqual(back + 60)
  })

  it('are told the same as long as their case is the same: asking more often gains nothing', () => {
    const failed = [...told.values()].map((times) => [...times])
    // While the origin fails there is one answer for each.
    expect(failed.filter((times) => times.filter((ms) => ms > 10_000).length > 1)).toEqual([])
  })
})
