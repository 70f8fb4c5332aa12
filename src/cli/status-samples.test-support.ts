import type { EdgeStatus, PlatformStatus, Status } from '../brain/status.js'
import { OUTCOMES, type Outcome } from '../traffic/outcome.js'

/** A quiet afternoon. Times have no zone, so that they read the same everywhere. */
export const CALM: Status = {
  level: 'calm',
  since: '2026-11-23T12:04:00',
  sentence: 'Calm since 12:04: everything is at full speed.',
  now: '2026-11-23T14:14:05',
  startedAt: '2026-11-23T12:00:00',
  version: '0.1.0',
  warnings: [],
  friction: [],
  checks: [],
  platforms: [platform({})],
  edges: [edge({})],
  certificates: [],
  drill: null,
}

/** Two platforms, one of them struggling, an edge that hangs, and something to mend. */
export const STRAINED: Status = {
  ...CALM,
  level: 'strained',
  since: '2026-11-23T14:10:00',
  sentence: 'Strained since 14:10: search is waiting, everything else is at full speed.',
  warnings: ['The certificate of news.example.org expires in 3 days. Renew it.'],
  platforms: [
    platform({
      level: 'strained',
      since: '2026-11-23T14:10:00',
      distress: 0.62,
      reasons: ['visits wait 340 ms for a place', 'the origin answers 3.1 times slower than in calm'],
      requestsPerSecond: 3241.7,
      perSecond: perSecond({
        served: 301,
        cached: 1900.4,
        stale: 12,
        waiting: 820,
        refused: 200,
        failed: 0.2,
        left: 8,
      }),
      p95Ms: 295,
      queue: { waiting: 84, limit: 512, p95WaitMs: 340 },
      atOrigin: { inFlight: 18, limit: 18, errorsPerSecond: 0.2 },
      activities: [
        activity({ name: 'read', tier: 'essential', requestsPerSecond: 2100, answered: 0.9996 }),
        activity({
          name: 'search',
          tier: 'deferrable',
          state: 'slowed',
          since: '2026-11-23T14:10:02',
          requestsPerSecond: 1100,
          p95Ms: 12_400,
          answered: 0.31,
        }),
      ],
    }),
    platform({ name: 'donations', hosts: ['donate.example.org'], activities: [], routes: [], p95Ms: null }),
  ],
  edges: [edge({}), edge({ pid: 202, silentMs: 7000 })],
}

export function platform(changes: Partial<PlatformStatus>): PlatformStatus {
  return {
    name: 'newsroom',
    hosts: ['news.example.org', '*.news.example.org'],
    origins: [{ url: 'http://127.0.0.1:3000', state: 'up', inFlight: 2, errorsPerSecond: 0 }],
    level: 'calm',
    since: '2026-11-23T12:04:00',
    distress: 0.04,
    normal: { visits: 5_000, ready: true },
    reasons: [],
    requestsPerSecond: 42,
    served: 100_000,
    cached: 200_000,
    slowed: 0,
    challenged: 0,
    queued: 3,
    refused: 1,
    p95Ms: 96,
    calmP95Ms: 95,
    perSecond: perSecond({ served: 12, cached: 30 }),
    outcomes: perSecond({ served: 100_000, cached: 200_000 }),
    challenges: {
      transparent: { given: 0, passed: 0 },
      script: { given: 0, passed: 0 },
      work: { given: 0, passed: 0 },
    },
    queue: { waiting: 0, limit: 512, p95WaitMs: null },
    atOrigin: { inFlight: 2, limit: 16, errorsPerSecond: 0 },
    activities: [activity({ name: 'read', tier: 'essential' })],
    routes: [
      { route: 'GET /article/:slug', requestsPerSecond: 20, originTimeShare: 0.25 },
      { route: 'GET /search', requestsPerSecond: 4.25, originTimeShare: 0.613 },
    ],
    ...changes,
  }
}

function activity(changes: Partial<PlatformStatus['activities'][number]>): PlatformStatus['activities'][number] {
  return {
    name: 'read',
    tier: 'essential',
    state: 'full',
    since: '2026-11-23T12:04:00',
    backSince: null,
    requestsPerSecond: 40,
    p95Ms: 96,
    calmP95Ms: 95,
    answered: 1,
    ...changes,
  }
}

function edge(changes: Partial<EdgeStatus>): EdgeStatus {
  return {
    pid: 201,
    connections: 1234,
    connectionsLimit: 10_000,
    evictedTotal: 0,
    timedOutTotal: 7,
    memoryMb: 142.3,
    cacheMb: 31,
    cacheEntries: 2310,
    eventLoopP99Ms: 12,
    silentMs: 120,
    mostFromOne: 0.02,
    uses: {
      connections: { used: 1234, bound: 10_000 },
      queue: { used: 0, bound: 512 },
      cache: { used: 31, bound: 64 },
      fills: { used: 0.2, bound: 32 },
      bodies: { used: 0, bound: 32 },
      budgets: { used: 900, bound: 2048 },
      regulars: { used: 2, bound: 50 },
      sessions: { used: 1, bound: 50 },
      values: { used: 3400, bound: 32_768 },
      convictions: { used: 40, bound: 131_072 },
      browsers: { used: 1, bound: 50 },
      heap: { used: 84, bound: 2096 },
      descriptors: { used: 1290, bound: 65_536 },
      'event-loop': { used: 12, bound: 250 },
      hellos: { used: 0.1, bound: 16 },
      geo: { used: 2200, bound: 16_384 },
      crawlers: { used: 61, bound: 20_480 },
      dns: { used: 0, bound: 32 },
      clearances: { used: 12, bound: 16_384 },
      cookieless: { used: 3, bound: 65_536 },
      tickets: { used: 0.1, bound: 50 },
    },
    refusals: { dropped: 12, evicted: 0, 'timed-out': 7, malformed: 3, 'http2-abuse': 0, 'http2-clients': 0 },
    ...changes,
  }
}

function perSecond(some: Partial<Record<Outcome, number>>): Record<Outcome, number> {
  const entries = OUTCOMES.map((outcome) => [outcome, some[outcome] ?? 0])
  return Object.fromEntries(entries) as Record<Outcome, number>
}
