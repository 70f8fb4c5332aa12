import type { NewEntry } from '../record/log/entry.js'
import type { BrainView, FrictionStatus, ListEntry, PlatformStatus, RuleStatus, Status } from './status.js'

/** What is put on record at this interval even when nothing happens, so that a gap between two is a gap in the record. */
export const ALIVE_EVERY_MS = 600_000

type Fact = Pick<NewEntry, 'kind' | 'data'> & { platform?: string }

/** What can be looked at once a second. */
export type Seen = Pick<BrainView, 'rules' | 'friction' | 'lists'> & { status: Status }

/**
 * What has happened since the last look, as entries for the evidence log: levels, activities, origins, rules, friction,
 * warnings, drills, what an operator did. It only compares, so that whatever the console has shown is on record.
 */
export class EvidenceWatch {
  #before: Snapshot | null = null
  #aliveAt = Number.NEGATIVE_INFINITY

  /** @param at milliseconds since the epoch, of the look */
  see(seen: Seen, at: number): NewEntry[] {
    const now = snapshot(seen)
    const before = this.#before
    this.#before = now
    const facts = before ? changes(before, now) : platformsNow(now)
    if (at - this.#aliveAt >= ALIVE_EVERY_MS) {
      this.#aliveAt = at
      facts.push(alive(now))
    }
    return facts.map((fact) => ({ at, source: 'brain', ...fact }))
  }
}

interface Snapshot {
  status: Status
  rules: Map<number, RuleStatus>
  friction: Map<number, FrictionStatus>
  lists: Map<string, ListEntry>
}

function snapshot({ status, rules, friction, lists }: Seen): Snapshot {
  return {
    status,
    rules: new Map(rules().map((rule) => [rule.id, rule])),
    friction: new Map(friction().map((measure) => [measure.id, measure])),
    lists: new Map(lists().map((entry) => [`${entry.list} ${entry.cidr}`, entry])),
  }
}

/** How things stand when the record begins. */
function platformsNow({ status }: Snapshot): Fact[] {
  return status.platforms.map((platform) => levelOf(platform, null))
}

function alive({ status }: Snapshot): Fact {
  const platforms = status.platforms.map(({ name, level, outcomes, challenges }) => ({
    name,
    level,
    outcomes,
    challenges,
  }))
  return { kind: 'alive', data: { since: status.startedAt, edges: status.edges.length, platforms } }
}

function changes(before: Snapshot, now: Snapshot): Fact[] {
  const known = new Map(before.status.platforms.map((platform) => [platform.name, platform]))
  return [
    ...now.status.platforms.flatMap((platform) => platformChanges(known.get(platform.name), platform)),
    ...ruleChanges(before, now),
    ...frictionChanges(before, now),
    ...came(before.status.warnings, now.status.warnings).map((text) => ({ kind: 'warning', data: { text } })),
    ...came(now.status.warnings, before.status.warnings).map((text) => ({ kind: 'warning-over', data: { text } })),
    ...drillChanges(before.status, now.status),
    ...listChanges(before, now),
  ]
}

function levelOf({ name, level, since, distress, reasons }: PlatformStatus, from: string | null): Fact {
  return { kind: 'level', platform: name, data: { level, from, since, distress, reasons } }
}

function platformChanges(before: PlatformStatus | undefined, now: PlatformStatus): Fact[] {
  const facts: Fact[] = []
  if (before?.level !== now.level) facts.push(levelOf(now, before?.level ?? null))
  const activities = new Map(before?.activities.map((activity) => [activity.name, activity]))
  for (const { name, tier, state, since, backSince, p95Ms, calmP95Ms } of now.activities) {
    if (before && activities.get(name)?.state !== state) {
      const data = { activity: name, tier, state, since, backSince, p95Ms, calmP95Ms }
      facts.push({ kind: 'activity', platform: now.name, data })
    }
  }
  const origins = new Map(before?.origins.map((origin) => [origin.url, origin]))
  for (const { url, state } of now.origins) {
    const was = origins.get(url)
    if (was && was.state !== state)
      facts.push({ kind: 'origin', platform: now.name, data: { url, state, from: was.state } })
  }
  return facts
}

function ruleChanges(before: Snapshot, now: Snapshot): Fact[] {
  return [...now.rules.values()].flatMap((rule): Fact[] => {
    const { id, platform, text, match, explains, collateral, created, demand, state, hits, people, ended } = rule
    const was = before.rules.get(id)
    const facts: Fact[] = []
    if (!was) facts.push({ kind: 'rule', platform, data: { id, text, match, explains, collateral, created, demand } })
    else if (was.state !== state && !ended)
      facts.push({ kind: 'rule-state', platform, data: { id, state, demand, hits, people } })
    else if (was.demand !== demand)
      facts.push({ kind: 'rule-state', platform, data: { id, state, demand, hits, people } })
    if (was && was.pinned !== rule.pinned)
      facts.push({ kind: rule.pinned ? 'rule-pinned' : 'rule-unpinned', platform, data: { id, by: 'operator' } })
    if (ended && !was?.ended) facts.push({ kind: 'rule-ended', platform, data: { id, ...ended, hits, people } })
    return facts
  })
}

function frictionChanges(before: Snapshot, now: Snapshot): Fact[] {
  return [...now.friction.values()].flatMap((friction): Fact[] => {
    const { id, platform, measure, rule, activity, text, from, until, visits, real, ending } = friction
    const was = before.friction.get(id)
    const facts: Fact[] = []
    if (!was) facts.push({ kind: 'friction', platform, data: { id, measure, rule, activity, text, from } })
    if (until !== null && was?.until !== until)
      facts.push({ kind: 'friction-over', platform, data: { id, measure, from, until, visits, real, ending } })
    return facts
  })
}

function drillChanges({ drill: before }: Status, { drill: now }: Status): Fact[] {
  const facts: Fact[] = []
  if (before && before.id !== now?.id) facts.push({ kind: 'drill-over', data: { id: before.id } })
  if (now && before?.id !== now.id)
    facts.push({ kind: 'drill', data: { id: now.id, openedBy: now.openedBy, until: now.until } })
  return facts
}

/** Without the addresses themselves: those of visitors are never written down. */
function listChanges(before: Snapshot, now: Snapshot): Fact[] {
  const told = (kind: string, from: Snapshot, to: Snapshot): Fact[] =>
    [...to.lists].flatMap(([key, { list, cidr }]) =>
      from.lists.has(key) ? [] : [{ kind, data: { list, network: cidr.slice(cidr.indexOf('/')), by: 'operator' } }],
    )
  return [...told('list-added', before, now), ...told('list-removed', now, before)]
}

function came(before: readonly string[], now: readonly string[]): string[] {
  return now.filter((text) => !before.includes(text))
}
