import { describe, expect, test } from 'vitest'
import { ConcurrencyLimit } from './concurrency-limit.js'
import { exponential, SimulatedOrigin, Simulation, seededRandom } from './simulation.test-support.js'

const MEAN_MS = 20

interface Scenario {
  servers: number
  /** Visits a second, of all edges together, at a time in ms. */
  perSecond: (now: number) => number
  meanMs?: number
  seconds?: number
  /** Edges before the one origin, each with its own limit. */
  edges?: number
  /** Runs before the simulation starts, to schedule what happens to the origin. */
  prepare?: (sim: Simulation, origin: SimulatedOrigin) => void
}

interface Second {
  /** Of all edges together. */
  limit: number
  /** Mean service latency of the second as a multiple of what the origin needs without load. */
  inflation: number
  /** Answers of the second as a share of what the servers can do without slowness. */
  throughput: number
}

/** Edges with a short line each before an origin, and nothing but their limits between; one row for each second. */
function run({ servers, perSecond, meanMs = MEAN_MS, seconds = 60, edges = 1, prepare }: Scenario): Second[] {
  const sim = new Simulation()
  const random = seededRandom(3)
  const origin = new SimulatedOrigin(sim, servers)
  const rows: Second[] = []
  let answers = 0
  let latencySum = 0

  const doors = Array.from({ length: edges }, () => {
    const limit = new ConcurrencyLimit()
    const line: (() => void)[] = []
    let inFlight = 0
    const refill = () => {
      while (line.length > 0 && inFlight < limit.limit) line.shift()?.()
    }
    const send = () => {
      const sentAt = sim.now
      const found = ++inFlight
      origin.request(exponential(meanMs, random), (ok) => {
        inFlight--
        const latencyMs = sim.now - sentAt
        if (ok) {
          answers++
          latencySum += latencyMs
        }
        limit.onSample({ latencyMs, activity: 0, ok, inFlight: found }, sim.now)
        refill()
      })
    }
    const tick = () => {
      limit.tick(sim.now)
      refill()
    }
    const arrive = () => {
      if (line.length < 200) line.push(send)
      refill()
    }
    return { limit, tick, arrive }
  })

  prepare?.(sim, origin)
  for (const { tick, arrive } of doors) {
    sim.every(50, tick)
    sim.arrivals((now) => perSecond(now) / edges, seconds * 1000, random, arrive)
  }
  sim.every(1000, () => {
    rows.push({
      limit: doors.reduce((sum, { limit }) => sum + limit.limit, 0),
      inflation: latencySum / Math.max(1, answers) / meanMs,
      throughput: (answers * meanMs) / 1000 / servers,
    })
    answers = 0
    latencySum = 0
  })
  sim.runUntil(seconds * 1000)
  return rows
}

function mean(rows: readonly Second[], from: number, to: number, pick: (row: Second) => number): number {
  const part = rows.slice(from, to)
  return part.reduce((sum, row) => sum + pick(row), 0) / part.length
}

/** What the servers can serve in a second. */
const capacity = (servers: number, meanMs = MEAN_MS) => (servers * 1000) / meanMs
const limitOf = (row: Second) => row.limit
const inflationOf = (row: Second) => row.inflation
const throughputOf = (row: Second) => row.throughput

describe('concurrency limit', () => {
  test.each([
    { servers: 1, most: 3.2 },
    { servers: 4, most: 2.2 },
    { servers: 8, most: 2 },
    { servers: 64, most: 2 },
  ])(
    'twice the capacity of $servers servers: full throughput, at most $most times the latency',
    ({ servers, most }) => {
      const perSecond = (now: number) => capacity(servers) * (now < 5000 ? 0.2 : 2)
      const rows = run({ servers, perSecond })
      expect(mean(rows, 20, 60, throughputOf)).toBeGreaterThan(0.92)
      expect(mean(rows, 20, 60, inflationOf)).toBeLessThan(most)
    },
  )

  test.each([1, 8, 64])('started in the middle of a flood on %i servers it still finds the limit', (servers) => {
    const rows = run({ servers, perSecond: () => capacity(servers) * 2 })
    expect(mean(rows, 20, 60, throughputOf)).toBeGreaterThan(0.92)
    expect(mean(rows, 20, 60, inflationOf)).toBeLessThan(3.2)
  })

  test.each([
    { edges: 2, servers: 8, from: 0.2 },
    { edges: 4, servers: 16, from: 0.2 },
    { edges: 4, servers: 16, from: 2 },
  ])(
    '$edges edges before $servers servers find a limit together (load before the flood: $from)',
    ({ edges, servers, from }) => {
      const perSecond = (now: number) => capacity(servers) * (now < 5000 ? from : 2)
      const rows = run({ edges, servers, perSecond, seconds: 180 })
      expect(mean(rows, 20, 60, throughputOf)).toBeGreaterThan(0.92)
      expect(mean(rows, 120, 180, throughputOf)).toBeGreaterThan(0.92)
      expect(mean(rows, 120, 180, inflationOf)).toBeLessThan(2.6)
    },
  )

  test('does not rise in a long slow-down, keeps the throughput there is, and recovers', () => {
    const servers = 8
    const rows = run({
      servers,
      perSecond: (now) => capacity(servers) * (now < 5000 ? 0.2 : 2),
      seconds: 660,
      prepare: (sim, origin) => {
        sim.in(20_000, () => {
          origin.slowness = 5
        })
        sim.in(620_000, () => {
          origin.slowness = 1
        })
      },
    })
    const before = mean(rows, 10, 20, limitOf)
    expect(mean(rows, 300, 620, limitOf)).toBeLessThan(before * 1.6)
    expect(mean(rows, 560, 620, limitOf)).toBeLessThan(before * 1.6)
    // A fifth is all that an origin five times slower can do.
    expect(mean(rows, 40, 620, throughputOf)).toBeGreaterThan(0.2 * 0.85)
    expect(mean(rows, 640, 660, throughputOf)).toBeGreaterThan(0.92)
    expect(mean(rows, 640, 660, inflationOf)).toBeLessThan(2.2)
  })

  test('lets a crowd that the origin can bear through', () => {
    const rows = run({ servers: 64, perSecond: (now) => capacity(64) * Math.min(0.8, 0.1 + now / 40_000) })
    expect(mean(rows, 40, 60, throughputOf)).toBeGreaterThan(0.78)
    expect(mean(rows, 40, 60, inflationOf)).toBeLessThan(1.3)
  })

  test('holds with one visit a second, slow or not', () => {
    for (const meanMs of [20, 1500]) {
      const rows = run({ servers: 8, meanMs, perSecond: () => 1, seconds: 300 })
      for (const { limit } of rows) expect(limit).toBe(16)
    }
  })

  test('does not collapse when everybody comes for the slow activity', () => {
    const limit = new ConcurrencyLimit({ activities: 2 })
    let now = 0
    const visit = (activity: number, latencyMs: number, inFlight: number) => {
      now += 5
      limit.onSample({ activity, latencyMs, ok: true, inFlight }, now)
    }
    for (let i = 0; i < 2000; i++) visit(i % 10 === 0 ? 1 : 0, i % 10 === 0 ? 400 : 10, 3)
    const before = limit.limit
    for (let i = 0; i < 1000; i++) visit(1, 400, limit.limit)
    expect(limit.limit).toBeGreaterThanOrEqual(before)
    expect(limit.latencyRatio(now)).toBeCloseTo(1)
    expect(limit.calmMs(1)).toBeCloseTo(400)
  })

  test('an origin that is down brings it to the least, and one that is back brings it up again', () => {
    const servers = 8
    const rows = run({
      servers,
      perSecond: (now) => capacity(servers) * (now < 5000 ? 0.2 : 1.2),
      seconds: 90,
      prepare: (sim, origin) => {
        sim.in(20_000, () => {
          origin.down = true
        })
        sim.in(40_000, () => {
          origin.down = false
        })
      },
    })
    expect(mean(rows, 30, 39, limitOf)).toBeLessThanOrEqual(2)
    expect(mean(rows, 60, 90, throughputOf)).toBeGreaterThan(0.92)
  })

  test('a few failures are not a failing origin', () => {
    const limit = new ConcurrencyLimit()
    for (let i = 0; i < 5000; i++) limit.onSample({ activity: 0, latencyMs: 5, ok: i % 50 !== 0, inFlight: 4 }, i * 5)
    expect(limit.limit).toBe(16)
  })

  test('failures shrink it at most once a window', () => {
    const limit = new ConcurrencyLimit({ initial: 100 })
    for (let i = 0; i < 1000; i++) limit.onSample({ activity: 0, latencyMs: 1, ok: false, inFlight: 50 }, i)
    // 1,000 failures in a second are ten windows of 100 ms at the most: 100 x 0.9^10 is 35.
    expect(limit.limit).toBeGreaterThanOrEqual(34)
    expect(limit.limit).toBeLessThan(60)
  })

  test('stays within its bounds', () => {
    const limit = new ConcurrencyLimit({ initial: 8, min: 4, max: 12 })
    let now = 0
    const limitAfter = (ok: boolean, inFlight: () => number) => {
      for (let i = 0; i < 3000 || limit.probing; i++) {
        now += 10
        limit.onSample({ activity: 0, latencyMs: 10, ok, inFlight: inFlight() }, now)
      }
      return limit.limit
    }
    expect(limitAfter(true, () => 1)).toBe(8)
    expect(limitAfter(true, () => limit.limit)).toBe(12)
    expect(limitAfter(false, () => limit.limit)).toBe(4)
  })

  test('says nothing of the latency when there are no visits', () => {
    const limit = new ConcurrencyLimit()
    expect(limit.latencyRatio(0)).toBeNull()
    expect(limit.calmMs(0)).toBeNull()
    for (let i = 0; i < 200; i++) limit.onSample({ activity: 0, latencyMs: 10, ok: true, inFlight: 1 }, i * 20)
    expect(limit.latencyRatio(4000)).toBeCloseTo(1)
    expect(limit.latencyRatio(20_000)).toBeNull()
  })

  test('refuses bounds that contradict each other', () => {
    expect(() => new ConcurrencyLimit({ min: 20 })).toThrow(/min <= initial/)
    expect(() => new ConcurrencyLimit({ tolerance: 1 })).toThrow(/tolerance 1/)
  })
})

test('an origin of a millisecond gets its places back on a machine that is still busy after an overload', () => {
  const limit = new ConcurrencyLimit()
  let now = 1_000_000
  const answerFor = (seconds: number, latencyMs: number, full: boolean) => {
    for (const until = now + seconds * 1000; now < until; now += 200) {
      limit.tick(now)
      limit.onSample({ latencyMs, activity: 0, ok: true, inFlight: full ? limit.limit : 1 }, now)
    }
  }
  answerFor(60, 1, false)
  limit.freeze(true)
  const before = limit.steadyLimit
  answerFor(60, 60, true)
  expect(limit.steadyLimit).toBeLessThan(before / 4)
  answerFor(120, 3, true)
  expect(limit.steadyLimit).toBeGreaterThanOrEqual(before)
})
