import { Counter, Gauge, Registry } from 'prom-client'
import type {
  ActivityState,
  ActivityStatus,
  CertificateStatus,
  EdgeStatus,
  OriginStatus,
  PlatformStatus,
  RuleStatus,
  Status,
} from '../brain/status.js'
import { DEMANDS } from '../challenge/evidence.js'
import { LEVELS } from '../detect/level.js'
import { REFUSALS, STRUCTURES, type Use } from '../link/structures.js'
import { FRICTION_MEASURES } from '../mitigate/friction.js'
import { ORIGIN_STATES } from '../traffic/origin-state.js'
import { OUTCOMES } from '../traffic/outcome.js'

/** One metric and how to read it; null: nothing was measured, so there is no sample. */
type Metric<T> = [type: 'counter' | 'gauge', name: string, help: string, read: (from: T) => number | null]
type Labelled<T> = [labels: Record<string, string>, from: T]

const ACTIVITY_STATES: readonly ActivityState[] = ['full', 'slowed', 'paused', 'late']
const MEGABYTE = 1024 * 1024

const WHOLE: Metric<Status>[] = [
  ['gauge', 'start_time_seconds', 'When Holdfast started, Unix time.', (s) => Date.parse(s.startedAt) / 1000],
  ['gauge', 'warnings', 'Things the operator should mend.', (s) => s.warnings.length],
  ['gauge', 'drill', '1 while a drill may be rehearsed, so that alarms can tell it from the real thing.', drillOpen],
  ['gauge', 'level', `Gravest stress level: ${numbered(LEVELS)}.`, (s) => LEVELS.indexOf(s.level)],
]

const PER_PLATFORM: Metric<PlatformStatus>[] = [
  ['gauge', 'platform_level', `Stress level: ${numbered(LEVELS)}.`, (p) => LEVELS.indexOf(p.level)],
  ['gauge', 'platform_distress', 'How close the origin is to falling over, 0 to 1.', (p) => p.distress],
  ['counter', 'slowed_total', 'Visits that a slowed activity made wait.', (p) => p.slowed],
  ['counter', 'queued_total', 'Visits that waited for a place at the origin.', (p) => p.queued],
  ['gauge', 'latency_p95_seconds', '95th percentile of the time to answer over 10 s.', (p) => seconds(p.p95Ms)],
  ['gauge', 'latency_calm_p95_seconds', 'The same in calm times.', (p) => seconds(p.calmP95Ms)],
  ['gauge', 'queue_waiting', 'Visits waiting for a place now.', (p) => p.queue.waiting],
  ['gauge', 'queue_limit', 'Visits that may wait at most.', (p) => p.queue.limit],
  ['gauge', 'queue_wait_p95_seconds', '95th percentile of the wait for a place.', (p) => seconds(p.queue.p95WaitMs)],
  ['gauge', 'origin_in_flight', 'Requests at the origin now.', (p) => p.atOrigin.inFlight],
  ['gauge', 'origin_limit', 'Requests the adaptive limit allows at the origin.', (p) => p.atOrigin.limit],
  ['gauge', 'origin_errors_per_second', 'Failed answers of the origin.', (p) => p.atOrigin.errorsPerSecond],
]

const PER_ACTIVITY: Metric<ActivityStatus>[] = [
  [
    'gauge',
    'activity_state',
    `How an activity runs: ${numbered(ACTIVITY_STATES)}.`,
    (a) => ACTIVITY_STATES.indexOf(a.state),
  ],
  ['gauge', 'activity_requests_per_second', 'Visits to an activity.', (a) => a.requestsPerSecond],
  ['gauge', 'activity_latency_p95_seconds', '95th percentile of the time to answer.', (a) => seconds(a.p95Ms)],
  ['gauge', 'activity_answered_ratio', 'Share of visits of 10 s that got their answer.', (a) => a.answered],
]

const PER_ORIGIN: Metric<OriginStatus>[] = [
  ['gauge', 'origin_state', `State of one origin: ${numbered(ORIGIN_STATES)}.`, (o) => ORIGIN_STATES.indexOf(o.state)],
  ['gauge', 'origin_requests', 'Requests at one origin now.', (o) => o.inFlight],
  [
    'gauge',
    'origin_failures_per_second',
    'Requests that one origin failed, repeated ones too.',
    (o) => o.errorsPerSecond,
  ],
]

const PER_EDGE: Metric<EdgeStatus>[] = [
  ['gauge', 'edge_connections', 'Open connections.', (e) => e.connections],
  ['gauge', 'edge_connections_limit', 'Connections allowed.', (e) => e.connectionsLimit],
  ['counter', 'edge_evicted_total', 'Connections closed to make room.', (e) => e.evictedTotal],
  ['counter', 'edge_timed_out_total', 'Connections closed for being too slow.', (e) => e.timedOutTotal],
  ['gauge', 'edge_memory_bytes', 'Resident memory.', (e) => e.memoryMb * MEGABYTE],
  ['gauge', 'edge_cache_bytes', 'Size of the cache.', (e) => e.cacheMb * MEGABYTE],
  ['gauge', 'edge_cache_entries', 'Copies in the cache.', (e) => e.cacheEntries],
  ['gauge', 'edge_event_loop_p99_seconds', '99th percentile of the event loop delay.', (e) => e.eventLoopP99Ms / 1000],
  ['gauge', 'edge_silent_seconds', 'Time since the last summary.', (e) => e.silentMs / 1000],
]

const PER_STRUCTURE: Metric<Use>[] = [
  [
    'gauge',
    'edge_structure_used',
    `What an edge uses of what it may: ${STRUCTURES.map(({ name, unit }) => (unit === '' ? name : `${name} in ${unit}`)).join(', ')}.`,
    (use) => use.used,
  ],
  ['gauge', 'edge_structure_bound', 'The same at the most.', (use) => (use.bound > 0 ? use.bound : null)],
]

const PER_CERTIFICATE: Metric<CertificateStatus>[] = [
  [
    'gauge',
    'certificate_end_time_seconds',
    'When a certificate that visitors are shown ends, Unix time, by the first of its names.',
    (c) => Date.parse(c.until) / 1000,
  ],
]

/** What rules in force do; one that has ended does nothing. */
const MEASURES = ['watch', 'slow', 'challenge', 'probing'] as const satisfies readonly RuleStatus['state'][]

/** The rules of one platform that do the same. */
const PER_MEASURE: Metric<readonly RuleStatus[]>[] = [
  ['gauge', 'rules', 'Rules in force, by what they do.', (rules) => rules.length],
  [
    'gauge',
    'rule_hits_per_second',
    'Visits that meet rules in force, by what these do; a visit may meet several that watch.',
    (rules) => rules.reduce((sum, rule) => sum + rule.hitsPerSecond, 0),
  ],
]

const PER_CHALLENGE: Metric<{ given: number; passed: number }>[] = [
  ['counter', 'challenges_given_total', 'Challenges that visitors were given, by kind.', ({ given }) => given],
  ['counter', 'challenges_passed_total', 'Challenges that visitors passed, by kind.', ({ passed }) => passed],
]

const REFUSALS_HELP =
  'What was turned away without becoming a visit: connections, and clients whose HTTP/2 connections were closed (http2-clients).'

const FRICTION_HELP =
  'Measures that touch visitors now: rules that challenge or slow, level severe, slowed or late activities, the queue, budgets.'

const CHECKS_HELP = 'What each self-check finds wrong: 0 is well; the words are among the warnings of the status.'

/**
 * The status in the Prometheus text format. Labels come from the configuration only (platform, activity, tier, origin) or from
 * fixed lists (outcome, measure, kind of challenge, self-check, number of the edge), so nothing a visitor sends can add a time series.
 */
export async function metricsText(
  status: Status,
  rules: readonly RuleStatus[],
): Promise<{ contentType: string; text: string }> {
  const registry = new Registry()
  const { platforms } = status

  addMetric(
    registry,
    ['gauge', 'info', 'The running version; always 1.', () => 1],
    [[{ version: status.version }, null]],
  )
  for (const metric of WHOLE) addMetric(registry, metric, [[{}, status]])

  const byPlatform = platforms.map((p): Labelled<PlatformStatus> => [{ platform: p.name }, p])
  for (const metric of PER_PLATFORM) addMetric(registry, metric, byPlatform)

  const byOutcome = platforms.flatMap((p) =>
    OUTCOMES.map((outcome): Labelled<number> => [{ platform: p.name, outcome }, p.outcomes[outcome]]),
  )
  addMetric(registry, ['counter', 'visits_total', 'Visits by how they ended.', (count) => count], byOutcome)

  const byActivity = platforms.flatMap((p) =>
    p.activities.map((a): Labelled<ActivityStatus> => [{ platform: p.name, activity: a.name, tier: a.tier }, a]),
  )
  for (const metric of PER_ACTIVITY) addMetric(registry, metric, byActivity)

  const byOrigin = platforms.flatMap((p) =>
    p.origins.map((o): Labelled<OriginStatus> => [{ platform: p.name, origin: o.url }, o]),
  )
  for (const metric of PER_ORIGIN) addMetric(registry, metric, byOrigin)

  const byMeasure = platforms.flatMap((p) =>
    MEASURES.map(
      (measure): Labelled<readonly RuleStatus[]> => [
        { platform: p.name, measure },
        rules.filter((rule) => rule.platform === p.name && rule.state === measure),
      ],
    ),
  )
  for (const metric of PER_MEASURE) addMetric(registry, metric, byMeasure)

  const byChallenge = platforms.flatMap((p) =>
    DEMANDS.map(
      (demand): Labelled<PlatformStatus['challenges'][typeof demand]> => [
        { platform: p.name, demand },
        p.challenges[demand],
      ],
    ),
  )
  for (const metric of PER_CHALLENGE) addMetric(registry, metric, byChallenge)

  const byFriction = platforms.flatMap((p) =>
    FRICTION_MEASURES.map(
      (measure): Labelled<number> => [
        { platform: p.name, measure },
        status.friction.filter((one) => one.platform === p.name && one.measure === measure).length,
      ],
    ),
  )
  addMetric(registry, ['gauge', 'friction', FRICTION_HELP, (count) => count], byFriction)

  const byCheck = status.checks.map(({ check, says }): Labelled<number> => [{ check }, says.length])
  addMetric(registry, ['gauge', 'self_check', CHECKS_HELP, (count) => count], byCheck)

  const byEdge = status.edges.map((e, index): Labelled<EdgeStatus> => [{ edge: String(index) }, e])
  for (const metric of PER_EDGE) addMetric(registry, metric, byEdge)

  const byStructure = status.edges.flatMap((e, index) =>
    STRUCTURES.map(({ name }): Labelled<Use> => [{ edge: String(index), structure: name }, e.uses[name]]),
  )
  for (const metric of PER_STRUCTURE) addMetric(registry, metric, byStructure)

  const byCertificate = status.certificates.map((c): Labelled<CertificateStatus> => [{ name: c.name }, c])
  for (const metric of PER_CERTIFICATE) addMetric(registry, metric, byCertificate)

  const byRefusal = status.edges.flatMap((e, index) =>
    REFUSALS.map((reason): Labelled<number> => [{ edge: String(index), reason }, e.refusals[reason]]),
  )
  addMetric(registry, ['counter', 'edge_refusals_total', REFUSALS_HELP, (count) => count], byRefusal)

  return { contentType: registry.contentType, text: await registry.metrics() }
}

function addMetric<T>(registry: Registry, [type, name, help, read]: Metric<T>, sources: Labelled<T>[]): void {
  // prom-client takes a gauge without labels for one that is 0.
  if (sources.length === 0) return
  const labelNames = Object.keys(sources[0]?.[0] ?? {})
  const settings = { name: `holdfast_${name}`, help, labelNames, registers: [registry] }
  const counter = type === 'counter' ? new Counter(settings) : null
  const gauge = type === 'gauge' ? new Gauge(settings) : null
  for (const [labels, source] of sources) {
    const value = read(source)
    if (value === null) continue
    counter?.inc(labels, value)
    gauge?.set(labels, value)
  }
}

function drillOpen({ drill }: Status): number {
  return drill ? 1 : 0
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000
}

/** `0 calm, 1 strained, …`: the legend of a metric whose value is a place in a list. */
function numbered(words: readonly string[]): string {
  return words.map((word, index) => `${index} ${word}`).join(', ')
}
