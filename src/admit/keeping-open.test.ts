import { describe, expect, test, vi } from 'vitest'
import type { Known } from '../traffic/known.js'
import {
  type SimulatedActivity,
  SimulatedEdge,
  SimulatedOrigin,
  Simulation,
  seededRandom,
  Tally,
} from './simulation.test-support.js'

// Minutes of traffic take a second of computing, and several on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const FRONT = 0
const DONATE = 1
const SEARCH = 2
const COMMENT = 3
const ACTIVITIES: readonly SimulatedActivity[] = [
  { tier: 'essential', meanMs: 8 },
  { tier: 'essential', meanMs: 15 },
  { tier: 'deferrable', meanMs: 40 },
  { tier: 'important', meanMs: 12 },
]
/** What an average visit of a real person takes of the origin: 60 % front, 15 % donate, 15 % search, 10 % comment. */
const MEAN_VISIT_MS = 0.6 * 8 + 0.15 * 15 + 0.15 * 40 + 0.1 * 12

const OFFICE = 5
const FIRST_FLOODER = 100
const FIRST_PERSON = 1000

/** A platform with an edge before it, and visitors of all sorts. */
class World {
  readonly sim = new Simulation()
  readonly random: () => number
  readonly origin: SimulatedOrigin
  readonly edge: SimulatedEdge

  constructor(servers: number, seed = 1) {
    this.random = seededRandom(seed)
    this.origin = new SimulatedOrigin(this.sim, servers)
    this.edge = new SimulatedEdge(this.sim, this.origin, ACTIVITIES, this.random)
  }

  /** Real people at a rate that may change; `tally` chooses what an ended visit is counted with, by when it began. */
  people(
    count: number,
    perSecond: (now: number) => number,
    until: number,
    tally: (now: number, activity: number) => Tally,
  ) {
    this.sim.arrivals(perSecond, until, this.random, () => {
      const activity = this.#choice()
      const person = Math.floor(this.random() * count)
      const known: Known = person % 3 === 0 ? 'regular' : 'ordinary'
      this.edge.visit(FIRST_PERSON + person, activity, known, tally(this.sim.now, activity).count)
    })
  }

  /** Two hundred people behind one address. */
  office(perSecond: number, until: number, tally: Tally) {
    this.sim.arrivals(
      () => perSecond,
      until,
      this.random,
      () => {
        this.edge.visit(OFFICE, this.#choice(), 'ordinary', tally.count)
      },
    )
  }

  /** Forty addresses, 3,000 requests a second on the dearest pages, and they never wait for an answer. */
  flood(from: number, to: number, tally: Tally) {
    const perSecond = (now: number) => (now >= from ? 3000 : 0)
    this.sim.arrivals(perSecond, to, this.random, () => {
      const dice = this.random()
      const activity = dice < 0.4 ? SEARCH : dice < 0.7 ? FRONT : DONATE
      this.edge.visit(FIRST_FLOODER + Math.floor(this.random() * 40), activity, 'ordinary', tally.count)
    })
  }

  #choice(): number {
    const dice = this.random()
    return dice < 0.6 ? FRONT : dice < 0.75 ? DONATE : dice < 0.9 ? SEARCH : COMMENT
  }
}

const tallies = () => ACTIVITIES.map(() => new Tally())

function pick(from: readonly Tally[], activity: number): Tally {
  const tally = from[activity]
  if (!tally) throw new RangeError(`no activity ${activity}`)
  return tally
}

/** 15 s of calm, 45 s of flood, 30 s of calm again. */
function flooded(servers: number, people: number, perSecond: number, officePerSecond = 0) {
  const world = new World(servers)
  const calm = tallies()
  const onset = tallies()
  const during = tallies()
  const after = tallies()
  const flood = new Tally()
  const office = new Tally()
  world.people(
    people,
    () => perSecond,
    90_000,
    (now, activity) => pick(now < 15_000 ? calm : now < 18_000 ? onset : now < 60_000 ? during : after, activity),
  )
  world.office(officePerSecond, 90_000, office)
  world.flood(15_000, 60_000, flood)
  world.sim.runUntil(100_000)
  return { world, calm, onset, during, after, flood, office }
}

describe('a flood from forty addresses, 3,000 requests a second', () => {
  test.each([
    { servers: 8, people: 50, perSecond: 20 },
    { servers: 8, people: 500, perSecond: 50 },
    { servers: 8, people: 5000, perSecond: 200 },
    { servers: 2, people: 500, perSecond: 30 },
    { servers: 1, people: 100, perSecond: 15 },
  ])('$people people on $servers servers go on reading, donating and searching', ({ servers, people, perSecond }) => {
    const { world, calm, onset, during, flood } = flooded(servers, people, perSecond)
    for (const activity of [FRONT, DONATE, COMMENT]) {
      expect(pick(during, activity).success).toBeGreaterThanOrEqual(0.99)
      expect(pick(onset, activity).success).toBeGreaterThanOrEqual(0.99)
      // On one server a person waits for the one visit that is being served, whoever's it is.
      const inflation = servers === 8 ? 1.5 : 4
      expect(pick(during, activity).p95Ms()).toBeLessThan(pick(calm, activity).p95Ms() * inflation + 10)
    }
    expect(pick(during, SEARCH).success).toBeGreaterThanOrEqual(0.95)
    expect(pick(onset, SEARCH).success).toBeGreaterThanOrEqual(0.95)
    for (const tally of during) expect(tally.overBudget).toBe(0)
    expect(flood.overBudget / flood.visits).toBeGreaterThan(0.9)
    expect(world.edge.level.state.level).toBe('calm')
    expect(world.edge.level.state.since).toBeLessThanOrEqual(75_000)
  })

  test('an office behind one address is served too', () => {
    const { office, during } = flooded(8, 500, 50, 15)
    expect(office.success).toBeGreaterThanOrEqual(0.99)
    expect(pick(during, FRONT).success).toBeGreaterThanOrEqual(0.99)
  })
})

describe('a crowd, ten times the visitors within a minute', () => {
  /** 10 s of calm, a minute's rise to ten times as many, a minute of that, and calm again. */
  function crowded(servers: number, load: number, officePerSecond = 0) {
    const peak = (load * servers * 1000) / MEAN_VISIT_MS
    const world = new World(servers)
    const all = tallies()
    const office = new Tally()
    const perSecond = (now: number) => {
      if (now < 10_000 || now > 130_000) return peak / 10
      return now > 70_000 ? peak : peak / 10 + ((0.9 * peak) / 60_000) * (now - 10_000)
    }
    world.people(5000, perSecond, 170_000, (_, activity) => pick(all, activity))
    world.office(officePerSecond, 130_000, office)
    world.sim.runUntil(180_000)
    return { world, all, office }
  }

  test.each([1, 8, 24])('that the %i servers of the origin can bear is served completely', (servers) => {
    const { world, all, office } = crowded(servers, 0.65, servers * 2)
    for (const tally of [...all, office]) {
      expect(tally.full).toBe(0)
      expect(tally.overBudget).toBe(0)
    }
    if (servers > 1) expect(world.edge.level.state).toEqual({ level: 'calm', since: 0 })
  })

  test.each([8, 32])(
    'of 1.5 times what %i servers can bear: the essential is served, what can wait suffers',
    (servers) => {
      const { world, all, office } = crowded(servers, 1.5, servers * 4)
      expect(pick(all, FRONT).success).toBeGreaterThan(0.98)
      expect(pick(all, DONATE).success).toBeGreaterThan(0.98)
      expect(pick(all, COMMENT).success).toBeGreaterThan(0.98)
      expect(pick(all, SEARCH).success).toBeGreaterThan(0.2)
      expect(pick(all, SEARCH).success).toBeLessThan(0.9)
      expect(office.success).toBeGreaterThan(0.75)
      for (const tally of [...all, office]) expect(tally.overBudget).toBe(0)
      expect(world.edge.level.state.level).toBe('calm')
      expect(world.edge.level.state.since).toBeLessThan(150_000)
    },
  )
})

describe('an origin in trouble', () => {
  test('that is down for ten seconds is back at full speed within fifteen', () => {
    const world = new World(4)
    const before = tallies()
    const after = tallies()
    const ignored = tallies()
    world.people(
      500,
      () => 100,
      90_000,
      (now, activity) => pick(now < 20_000 ? before : now > 45_000 ? after : ignored, activity),
    )
    world.sim.in(20_000, () => {
      world.origin.down = true
    })
    world.sim.in(30_000, () => {
      world.origin.down = false
    })
    world.sim.runUntil(100_000)
    expect(world.edge.history.some(({ now, distress }) => now > 20_000 && now < 22_000 && distress >= 0.9)).toBe(true)
    for (const activity of [FRONT, DONATE, SEARCH, COMMENT]) {
      expect(pick(after, activity).success).toBe(1)
      expect(pick(after, activity).p95Ms()).toBeLessThan(pick(before, activity).p95Ms() * 1.6)
    }
    expect(world.edge.level.state.level).toBe('calm')
  })
})
