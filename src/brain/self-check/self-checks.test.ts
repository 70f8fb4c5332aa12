import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { BaselineData } from '../../baseline/baseline.js'
import type { PlatformConfig } from '../../config/config.js'
import { configFromFlags } from '../../config/load-config.js'
import { type EdgeUnderTest, HOST, startEdge, TestClock } from '../../edge/edge.test-support.js'
import { type EdgeSummary, type FromBrain, fromBrain, fromEdge } from '../../link/messages.js'
import { packVisits } from '../../link/visit-batch.js'
import { MINUTE, MONDAY, people } from '../../replay/small-site.test-support.js'
import { ATTRIBUTES } from '../../traffic/attributes.js'
import { Dictionary } from '../../traffic/dictionary.js'
import { VisitRing } from '../../traffic/visit-sample.js'
import { Brain, type EdgeLink } from '../brain.js'
import { PlatformDefence } from '../platform-defence.js'
import { quietEdge, servedVisits } from '../quiet-summary.test-support.js'
import { liveThrough } from '../rehearsed-edge.test-support.js'
import { RuleBook } from '../rule-book.js'
import type { SelfCheck } from '../status.js'
import { surroundings } from '../surroundings.test-support.js'

const MEASURED = { eventLoopP99Ms: 0, memoryMb: 80 }
let learnt: BaselineData | null = null

/** What twelve minutes of people make normal; learned once. */
async function normal(): Promise<BaselineData> {
  const { miner, book, keyId } = surroundings()
  const learned = (data: BaselineData) => {
    learnt = data
  }
  const options = { platform: 'news', hosts: [HOST], keyId, stored: null, book, miner, learned, now: MONDAY }
  if (!learnt) await liveThrough(new PlatformDefence(options), people(MONDAY, 12, 60, 1))
  if (!learnt) throw new Error('twelve minutes were not enough to learn what is normal')
  return learnt
}

/** A rule book in which an operator has pinned so many rules, so that they are in force from the start. */
function pinnedRules(count: number): RuleBook {
  const book = new RuleBook(join(folder(), 'rules.json'))
  for (let id = 1; id <= count; id++) {
    book.pin({
      id,
      platform: 'news',
      sentence: `visits to /search/${id}`,
      created: MONDAY,
      mined: {
        tests: [{ attribute: 'route', op: 'is', value: `/search/${id}`, normal: 0 }],
        mostly: {},
        explains: 1,
        collateral: { share: 0, upper: 0.001 },
        ...{ visits: 100, networks: 50, clients: 50, fewNetworks: false, logP: -100, admissibleFor: 'challenge' },
      },
    })
  }
  return book
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'holdfast-checks-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** A brain of two edges that knows what is normal on its one platform. */
async function brainOf(book: RuleBook, clock: TestClock, wall = () => clock.now()) {
  const known = await normal()
  const base = configFromFlags({ origin: 'http://127.0.0.1:9', dataDir: folder() })
  const platforms = base.platforms.map((platform): PlatformConfig => ({ ...platform, name: 'news', hosts: [HOST] }))
  const config = { ...base, platforms, edges: 2 }
  const brain = new Brain({
    ...{ config, startedAt: clock.now(), version: '0', now: clock.now, wallClock: wall },
    surroundings: surroundings({ book, load: () => known, keyId: 'test' }),
  })
  const says = (check: SelfCheck) => brain.status().checks.find((one) => one.check === check)?.says
  return { brain, config, says }
}

/** Links a real edge to the brain, through the form that messages have on the wire. @param hears what gets through */
function linked(brain: Brain, { edge }: EdgeUnderTest, pid: number, hears: (message: FromBrain) => boolean) {
  const send = (message: FromBrain) => {
    if (hears(message)) edge.hear(fromBrain.parse(JSON.parse(JSON.stringify(message))))
  }
  const link: EdgeLink = { index: pid, send }
  brain.receive(link, { kind: 'hello', pid, index: pid })
  return () => {
    const { summary, visits } = edge.tick(250, MEASURED)
    for (const message of [summary, ...visits]) {
      brain.receive(link, fromEdge.parse(JSON.parse(JSON.stringify(message))))
    }
  }
}

function pass(clock: TestClock, brain: Brain, seconds: number, each: () => void): void {
  for (let left = 4 * seconds; left > 0; left--) {
    clock.advance(250)
    each()
    brain.tick()
  }
}

describe('edges that do not do what the brain says', () => {
  it('one that hears nothing of the rules, nor what is normal, is named; one that obeys is not', async () => {
    const clock = new TestClock()
    const { brain, says } = await brainOf(pinnedRules(2), clock)
    const edges = [await startEdge({ clock }), await startEdge({ clock })]
    let deaf = false
    const tells = edges.map((edge, i) => linked(brain, edge, i + 1, () => i === 0 || !deaf))
    const each = () => {
      for (const tell of tells) tell()
    }
    pass(clock, brain, 8, each)
    expect(says('orders')).toEqual([])
    expect(edges[1]?.edge.platforms[0]?.judge.obeyed).toEqual({ severe: false, rules: 2, knowsNormal: true })

    // Started again, it has forgotten everything; and what the brain says does not get through to it.
    deaf = true
    const deafEdge = await startEdge({ clock })
    tells[1] = linked(brain, deafEdge, 3, () => false)
    pass(clock, brain, 4, each)
    expect(says('orders')).toEqual([])
    pass(clock, brain, 3, each)
    expect(says('orders')).toEqual([
      expect.stringMatching(/^Edge 3 applies 0 of the 2 rules of news\. Stop that process/),
      expect.stringMatching(/^Edge 3 does not know what is normal on news/),
    ])
    expect(brain.status().warnings).toEqual(expect.arrayContaining(says('orders') ?? []))
  })

  it('as many rules as there may be: said, since no further one can come', async () => {
    const clock = new TestClock()
    const { brain, says } = await brainOf(pinnedRules(50), clock)
    pass(clock, brain, 2, () => {})
    expect(says('orders')).toEqual([expect.stringMatching(/^50 rules are in force on news, as many as there may be/)])
  })

  it('one that goes by an earlier reading of the configuration is named after ten seconds', async () => {
    const clock = new TestClock()
    const { brain, config, says } = await brainOf(pinnedRules(0), clock)
    const tell = linked(brain, await startEdge({ clock }), 1, () => true)
    pass(clock, brain, 4, tell)
    brain.configure(config, 1)
    pass(clock, brain, 8, tell)
    expect(says('edges')).toEqual([])
    pass(clock, brain, 4, tell)
    expect(says('edges')).toEqual([expect.stringMatching(/^Edge 1 still goes by an earlier reading/)])
  })

  it('one that takes the platform for strained when nobody else does is named', async () => {
    const clock = new TestClock()
    const { brain, says } = await brainOf(pinnedRules(0), clock)
    const started = await startEdge({ clock })
    const tell = linked(brain, started, 1, (message) => message.kind !== 'directive')
    started.level('strained')
    pass(clock, brain, 12, tell)
    expect(says('edges')).toEqual([expect.stringMatching(/^Edge 1 takes news for strained, the brain for calm\./)])
  })

  it('rule hits far apart: an edge with half of the visits and none of the hits', async () => {
    const clock = new TestClock()
    const { brain, says } = await brainOf(pinnedRules(1), clock)
    const links = [1, 2].map((pid): EdgeLink => ({ index: pid, send: () => {} }))
    for (const [i, link] of links.entries()) brain.receive(link, { kind: 'hello', pid: i + 1, index: i + 1 })
    const summary = (): EdgeSummary => {
      const obeys = { level: brain.status().level, severe: false, rules: 1, knowsNormal: true }
      return { ...quietEdge(0, [{ ...servedVisits(100), obeys }]), at: clock.now() }
    }
    const hits = (visits: number) => [{ id: 1, visits, pages: visits, passed: 0, people: 0 }]
    const share = { even: true }
    const each = () => {
      for (const [i, link] of links.entries()) {
        brain.receive(link, summary())
        if (i === 0 || share.even) brain.receive(link, { ...noVisits(), hits: hits(50) })
      }
    }
    pass(clock, brain, 20, each)
    expect(says('edges')?.filter((text) => text.includes('met rule'))).toEqual([])
    share.even = false
    pass(clock, brain, 70, each)
    expect(says('edges')).toEqual([
      expect.stringMatching(/^Edge 2 has 50 % of the visits to news, but met rule 1 in 0 of /),
    ])
  })
})

describe('clocks', () => {
  it('an edge that was started after the clock was set, and a clock that is set now', async () => {
    const clock = new TestClock()
    let set = 0
    const { brain, says } = await brainOf(pinnedRules(0), clock, () => clock.now() + set)
    const late = new TestClock()
    late.advance(-3 * MINUTE)
    const tells = [
      linked(brain, await startEdge({ clock }), 1, () => true),
      linked(brain, await startEdge({ clock: late }), 2, () => true),
    ]
    pass(clock, brain, 4, () => {
      late.advance(250)
      for (const tell of tells) tell()
    })
    expect(says('clocks')).toEqual([expect.stringMatching(/^The clock of edge 2 is 3 minutes behind/)])
    set = 2 * 3_600_000
    pass(clock, brain, 1, () => {})
    expect(says('clocks')?.[0]).toMatch(/^The machine’s clock jumped 2\.0 hours forward/)
  })
})

it('all checks are told of, and say nothing while all is well', async () => {
  const clock = new TestClock()
  const { brain } = await brainOf(pinnedRules(0), clock)
  const tells = [linked(brain, await startEdge({ clock }), 1, () => true)]
  pass(clock, brain, 15, () => tells.forEach((tell) => void tell()))
  expect(brain.status().checks).toEqual([
    { check: 'challenges', says: [] },
    { check: 'orders', says: [] },
    { check: 'fail-open', says: [] },
    { check: 'clocks', says: [] },
    { check: 'disk', says: [] },
    { check: 'edges', says: [] },
    { check: 'addresses', says: [] },
  ])
})

/** What an edge tells of visits when there were none but those that rules stopped. */
function noVisits() {
  const dictionaries = ATTRIBUTES.map(() => new Dictionary())
  const packed = packVisits(new VisitRing(1).since(0, 1), dictionaries, 0)
  return { kind: 'visits' as const, generation: 0, platform: 0, seen: 0, ...packed, followers: '' }
}
