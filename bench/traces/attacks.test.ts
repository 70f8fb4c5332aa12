import { describe, expect, it } from 'vitest'
import { QUICK, type Trace, tracesOn } from './catalogue.js'
import { smallGround } from './small-ground.test-support.js'
import type { Asking, LabelledVisit } from './visit.js'

const ground = smallGround()
const size = { ...QUICK, seeds: 3, mostAttackVisits: 2_000, leadInMs: 20_000 }
const traces = tracesOn(ground, size, 'all')
const FIELDS = ['method', 'target', 'http', 'referrer', 'userAgent'] as const

function attackOf(trace: Trace | undefined): LabelledVisit[] {
  return [...(trace?.visits() ?? [])].filter(({ truth }) => truth === 'attack')
}

function named(name: string, seed = 1): Trace | undefined {
  return traces.find((trace) => trace.name === `${name}/small/${seed}`)
}

function differences(a: Asking, b: Asking): number {
  return FIELDS.filter((field) => a[field] !== b[field]).length
}

describe('attacks', () => {
  it.each(traces.filter(({ pace }) => pace !== null).map((trace) => [trace.name, trace] as const))(
    'come when and as fast as asked: %s',
    (name, trace) => {
      const { pace } = trace
      if (!pace) throw new RangeError('no pace')
      const attack = attackOf(trace)
      const endMs = pace.onsetMs + pace.lengthMs
      expect(attack.every(({ timeMs }) => timeMs >= pace.onsetMs && timeMs <= endMs)).toBe(true)
      expect((attack[0]?.timeMs ?? 0) - pace.onsetMs).toBeLessThan(1_000)
      const share = name.startsWith('pulses') ? 2 / 3 : 1
      const expected = (share * pace.perSecond * pace.lengthMs) / 1000
      // Five standard deviations of a Poisson count; a pulse more or less at the end.
      const slack = 5 * Math.sqrt(expected) + (share < 1 ? 6 * pace.perSecond : 0)
      expect(Math.abs(attack.length - expected)).toBeLessThan(slack)
      const times = pace.perSecond / ground.calmPerSecond
      if (trace.expectation !== 'mild') expect(times).toBeGreaterThanOrEqual(3)
      expect(times).toBeLessThanOrEqual(60)
    },
  )

  it.each(['one-each', 'search-facets', 'copied-headers', 'exact-copies'])('ask once from each address: %s', (name) => {
    const addresses = attackOf(named(name)).map(({ address }) => address)
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  it('come from few networks when they are to', () => {
    const attack = attackOf(named('few-networks'))
    const networks = new Set(attack.map(({ address }) => address.slice(0, address.lastIndexOf('.'))))
    expect(networks.size).toBeLessThan(9)
  })

  it('differ from real visits in nothing when they are exact copies, and in one thing when in one', () => {
    for (const seed of [1, 2, 3]) {
      for (const copy of attackOf(named('exact-copies', seed)).slice(0, 200)) {
        expect(ground.facts.browserVisits.some((real) => differences(copy, real) === 0)).toBe(true)
      }
      const nearly = attackOf(named('one-difference', seed)).slice(0, 200)
      const nearest = nearly.map((copy) =>
        Math.min(...ground.facts.browserVisits.map((real) => differences(copy, real))),
      )
      expect(Math.max(...nearest)).toBe(1)
      expect(nearest.filter((count) => count === 1).length).toBeGreaterThan(100)
    }
  })

  it('never ask twice for the same when they bust caches, and search for what nobody searched', () => {
    for (const name of ['cache-busting', 'random-paths', 'search-facets']) {
      const targets = attackOf(named(name)).map(({ target }) => target)
      expect(new Set(targets).size / targets.length).toBeGreaterThan(0.97)
    }
  })

  it('change their shape from pulse to pulse', () => {
    const attack = attackOf(named('pulses'))
    const kinds = new Set(attack.map(({ method, target }) => `${method} ${target.split('?')[0]?.slice(0, 3)}`))
    expect(kinds.size).toBeGreaterThan(3)
  })
})

describe('crowds', () => {
  it.each(
    traces
      .filter(({ expectation, name }) => expectation === 'crowd' && name.endsWith('/1'))
      .map((trace) => [trace.name, trace] as const),
  )('are real, and more than the calm: %s', (_, trace) => {
    const visits = [...trace.visits()]
    expect(visits.some(({ truth }) => truth === 'attack')).toBe(false)
    const crowd = visits.filter(({ group, truth }) => truth === 'real' && !CALM_GROUPS.has(group))
    const office = visits.filter(({ group }) => group === 'monitoring')
    expect(crowd.length + office.length).toBeGreaterThan(200)
    expect(crowd.every(({ timeMs }) => timeMs >= trace.onsetMs)).toBe(true)
  })

  it('come by themselves in a retry storm, and not from anywhere new', () => {
    const known = new Set(ground.facts.browserVisits.map(({ address }) => address))
    const storm = [...(named('retry-storm')?.visits() ?? [])].filter(({ group }) => group === 'retry storm')
    expect(storm.every(({ address }) => known.has(address))).toBe(true)
    expect(storm.some(({ status }) => status === 502)).toBe(true)
  })
})

const CALM_GROUPS = new Set(['browser', 'feed reader', 'app', 'mail proxy', 'crawler', 'monitoring', 'scanner'])
