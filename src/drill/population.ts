import type { ActionRecord } from './action-record.js'
import { browserProfiles, type Profile, programProfile } from './browser-profiles.js'
import { fromFrontPage, groupsThatCanAct } from './journeys-by-kind.js'
import type { Rush, VisitorsReport } from './load-messages.js'
import { addressesOf } from './loopback-address.js'
import { Pacer } from './pacer.js'
import { choosePlaceholders, type Journey, type Rehearsal } from './rehearsal.js'
import { rushRate } from './rush-rate.js'
import type { SeededRandom } from './seeded-random.js'
import { isProgram, type Kind, type VisitorGroup } from './shape.js'
import type { Target } from './target.js'
import { ThinkingVisitors } from './thinking-visitors.js'
import { Visitor } from './visitor.js'
import { WorkBench } from './work-bench.js'

/** People who were due while the process was kept from running still come, a little late. */
const CATCH_UP_MS = 2_000
/** Visitors on the site at a time: most have one connection, some three for a moment. */
const MOST_PRESENT = 5_000

interface Crowd {
  group: VisitorGroup
  journeys: Journey[]
  addresses: string[]
  pacer: Pacer
  thinking: ThinkingVisitors
}

/**
 * Everybody who really wants something: keeps each kind's number of actions a second, taken by whoever has finished
 * thinking, else by somebody new. Open-loop: people who are stuck do not keep others from coming.
 */
export class Population {
  readonly #target: Target
  readonly #site: Rehearsal
  readonly #random: SeededRandom
  readonly #crowds: Crowd[]
  readonly #browsers: Profile[]
  readonly #bench = new WorkBench()
  readonly #acting = new Set<Promise<void>>()
  #rush: Rush | null = null
  #present = 0
  #report: VisitorsReport = { actions: [], notBegun: 0, present: 0 }

  constructor(
    target: Target,
    site: Rehearsal,
    journeys: ReadonlyMap<Kind, Journey[]>,
    groups: readonly VisitorGroup[],
    random: SeededRandom,
    now: number,
  ) {
    this.#target = target
    this.#site = site
    this.#random = random
    this.#browsers = browserProfiles(random)
    this.#crowds = groupsThatCanAct(groups, journeys).map((group) => ({
      group,
      journeys: journeys.get(group.kind) ?? [],
      addresses: addressesOf(group.addresses),
      pacer: new Pacer((at) => rushRate(group, this.#rush, at), now, CATCH_UP_MS),
      thinking: new ThinkingVisitors(),
    }))
  }

  /** Who comes in a rush only comes in this one. */
  expectRush(rush: Rush): void {
    this.#rush = rush
  }

  tick(now: number): void {
    for (const crowd of this.#crowds) {
      for (let due = crowd.pacer.due(now); due > 0; due--) {
        const visitor = crowd.thinking.takeReady(now) ?? this.#newVisitor(crowd)
        if (visitor === null) this.#report.notBegun++
        else this.#act(crowd, visitor)
      }
    }
  }

  /** What happened since the last call. */
  takeReport(): VisitorsReport {
    const skipped = this.#crowds.reduce((sum, { pacer }) => sum + pacer.skipped, 0)
    for (const { pacer } of this.#crowds) pacer.skipped = 0
    const report = { ...this.#report, notBegun: this.#report.notBegun + skipped, present: this.#present }
    this.#report = { actions: [], notBegun: 0, present: 0 }
    return report
  }

  /** Resolves when every action that was begun has ended; nobody's patience is longer than half a minute. */
  async settle(): Promise<void> {
    for (const { thinking } of this.#crowds) thinking.sendHome()
    await Promise.all(this.#acting)
  }

  #act(crowd: Crowd, visitor: Visitor): void {
    const acting = visitor.act().then((record: ActionRecord) => {
      this.#acting.delete(acting)
      this.#report.actions.push(record)
      const [shortest, longest] = crowd.group.thinkMs
      if (visitor.done) this.#present--
      else crowd.thinking.add(visitor, Date.now() + shortest + this.#random.next() * (longest - shortest))
    })
    this.#acting.add(acting)
  }

  #newVisitor({ group, journeys, addresses }: Crowd): Visitor | null {
    if (this.#present >= MOST_PRESENT) return null
    this.#present++
    const chosen = this.#random.weighted(journeys)
    const { kind } = group
    const traits = {
      kind,
      address: this.#random.pick(addresses),
      profile: isProgram(kind) ? programProfile(kind, this.#random) : this.#random.pick(this.#browsers),
      journey: group.startsAtFront === true ? fromFrontPage(chosen, this.#site) : chosen,
      placeholders: choosePlaceholders(this.#site, this.#random),
    }
    return new Visitor(this.#target, traits, this.#bench)
  }
}
