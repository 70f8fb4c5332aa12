import type { PlatformConfig } from '../config/config.js'
import type { PlatformSummary } from '../link/messages.js'
import { Friction, type FrictionEntry } from '../mitigate/friction.js'
import { peopleEstimate } from '../mitigate/people-estimate.js'
import { Activities } from '../traffic/activity.js'
import { CalmRate } from './calm-rate.js'
import { FrictionCounts } from './friction-counts.js'
import { FrictionFile } from './friction-file.js'
import { frictionSights } from './friction-sights.js'
import type { FrictionStatus, PlatformStatus, RuleStatus } from './status.js'

/** Of those in force; the status is told every second. */
const MOST_SHOWN = 20

/** What is looked at of one platform once a second. */
export interface FrictionSubject {
  status: Pick<PlatformStatus, 'name' | 'level' | 'activities'>
  /** In force and ended lately. */
  rules: readonly RuleStatus[]
  /** Visits a second on ordinary days at this time of the week; null: not known. */
  usualPerSecond: number | null
}

interface Watched {
  activities: Activities
  counts: FrictionCounts
  calm: CalmRate
  calmOf: Map<string, CalmRate>
  /** What each rule had met at the last look, by its number. */
  met: Map<number, { hits: number; people: number }>
  lookedAt: number
}

/** Watches what protective measures do to visitors and keeps the ledger of it, also over restarts. */
export class FrictionWatch {
  readonly #file: FrictionFile
  readonly #friction: Friction
  #watched = new Map<string, Watched>()

  /** @param path of the ledger's file */
  constructor(path: string, platforms: readonly PlatformConfig[], now: number) {
    this.#file = new FrictionFile(path)
    this.#friction = new Friction(this.#file.kept)
    this.configure(platforms, now)
  }

  /** The configuration was read again; platforms and activities that stay, by name, keep what is known of them. */
  configure(platforms: readonly PlatformConfig[], now: number): void {
    const before = this.#watched
    this.#watched = new Map(
      platforms.map(({ name, activities: declared }) => {
        const activities = new Activities(declared)
        const known = before.get(name)
        before.delete(name)
        // Counted by place: what came by the old places since the last look is left out.
        const counts = new FrictionCounts()
        const nothing = { calm: new CalmRate(), calmOf: new Map(), met: new Map(), lookedAt: now }
        return [name, { ...nothing, ...known, activities, counts }]
      }),
    )
    for (const platform of before.keys()) this.#friction.look(platform, [], now)
  }

  /** An edge tells of a platform. */
  take(platform: string, summary: PlatformSummary): void {
    this.#watched.get(platform)?.counts.add(summary)
  }

  /** Once a second. */
  look(subjects: readonly FrictionSubject[], now: number): void {
    for (const subject of subjects) {
      const watched = this.#watched.get(subject.status.name)
      if (watched) this.#lookAt(subject, watched, now)
    }
    this.#file.save(this.#friction.entries, this.#friction.version, now)
  }

  /** Newest first. */
  get entries(): FrictionStatus[] {
    return this.#friction.entries.map(frictionStatus).reverse()
  }

  /** Those that touch visitors now, newest first; the newest of them, where there are many. */
  get inForce(): FrictionStatus[] {
    const inForce = this.#friction.entries.filter((entry) => entry.inForce)
    return inForce.slice(-MOST_SHOWN).map(frictionStatus).reverse()
  }

  /** What stands in the way of keeping the ledger, in sentences for people. */
  get troubles(): string[] {
    return this.#file.troubles
  }

  #lookAt({ status, rules, usualPerSecond }: FrictionSubject, watched: Watched, now: number): void {
    const { name } = status
    const { activities } = watched
    const counted = watched.counts.take()
    const seconds = Math.max(0, now - watched.lookedAt) / 1000
    watched.lookedAt = now
    if (status.level === 'calm') learnCalm(watched, counted, seconds)
    const usual = {
      all: usualPerSecond ?? watched.calm.perSecond,
      of: (index: number) => watched.calmOf.get(activities.all[index]?.name ?? '')?.perSecond ?? null,
    }
    const acting = sinceLastLook(watched, rules)
    this.#friction.look(name, frictionSights({ status, rules: acting, counted, activities, seconds, usual }), now)
    for (const { id, ended } of rules) if (ended) this.#friction.ended(name, id, ended.text)
    for (const { name: activity, backSince } of status.activities) {
      if (backSince !== null) this.#friction.backAtFullSpeed(name, activity, Date.parse(backSince))
    }
  }
}

function learnCalm(
  { activities, calm, calmOf }: Watched,
  counted: ReturnType<FrictionCounts['take']>,
  s: number,
): void {
  calm.learn(
    Object.values(counted.outcomes).reduce((sum, count) => sum + count, 0),
    s,
  )
  for (const { name, index } of activities.all) {
    const rate = calmOf.get(name) ?? new CalmRate()
    calmOf.set(name, rate)
    rate.learn(counted.activities[index]?.requests ?? 0, s)
  }
}

/** Rules that do something, with what they have met since the last look. What one met while it only watched is left out. */
function sinceLastLook(watched: Watched, rules: readonly RuleStatus[]) {
  const before = watched.met
  watched.met = new Map(rules.map(({ id, hits, people }) => [id, { hits, people }]))
  return rules
    .filter(({ state }) => state === 'slow' || state === 'challenge')
    .map((rule) => {
      const known = before.get(rule.id) ?? { hits: 0, people: 0 }
      return {
        rule,
        visits: Math.max(0, rule.hits - known.hits),
        people: Math.max(0, rule.people - known.people),
      }
    })
}

function frictionStatus(entry: FrictionEntry): FrictionStatus {
  const { id, platform, measure, rule, activity, text, from, until, inForce, visits, ending } = entry
  return {
    ...{ id, platform, measure, rule, activity, text },
    from: new Date(from).toISOString(),
    until: inForce ? null : new Date(until).toISOString(),
    visits,
    real: peopleEstimate(entry),
    ending,
  }
}
