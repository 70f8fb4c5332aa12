import {
  type BrainView,
  type DrillWindow,
  type EdgeStatus,
  type FrictionStatus,
  type History,
  type HistoryPoint,
  type ListEntry,
  type PlatformStatus,
  type RuleStatus,
  SELF_CHECKS,
  type Status,
} from '../brain/status.js'
import type { Level } from '../detect/level.js'
import { parseCidr } from '../traffic/cidr-set.js'
import type { Outcome } from '../traffic/outcome.js'
import { crowdNight } from './sample-friction.test-support.js'
import { at, SAMPLE_NOW, type SampleRules, sampleRules } from './sample-rules.test-support.js'

export { SAMPLE_NOW }

const HISTORY_SECONDS = 300
/** In the strained sample the crowd arrives this many seconds before the end. */
const CROWD_SECONDS = 140

/** What a console shows in tests and pictures: a BrainView over fixed figures of an ordinary or a strained night. */
export interface SampleView extends BrainView, SampleRules {
  /** Calls back everybody who subscribed, as the brain does once a second. */
  tick(status?: Status): void
  readonly subscribers: number
}

/** @param rules those in force and those that ended lately; none by default, as there is no friction */
export function sampleView(
  status: Status = calmStatus(),
  rules: readonly RuleStatus[] = [],
  friction: readonly FrictionStatus[] = [],
): SampleView {
  const history: History = Object.fromEntries(status.platforms.map((p) => [p.name, sampleHistory(p)]))
  let entries: ListEntry[] = [
    { list: 'allow', cidr: '198.51.100.0/24', from: 'file', note: 'the office' },
    { list: 'deny', cidr: '203.0.113.77/32', from: 'live', note: 'asked for 4,000 searches', expires: at(-5400) },
  ]
  let drill: DrillWindow | null = status.drill
  const subscribers = new Set<Parameters<BrainView['subscribe']>[0]>()

  return {
    ...sampleRules(
      status.platforms.map(({ name }) => name),
      rules,
    ),
    status: () => ({ ...status, drill }),
    history: () => history,
    subscribe(onTick) {
      subscribers.add(onTick)
      return () => subscribers.delete(onTick)
    },
    friction: () => [...friction],
    lists: () => entries,
    addToList(list, cidr, { note, ttlMs }) {
      const entry: ListEntry = {
        list,
        cidr: parseCidr(cidr).canonical,
        from: 'live',
        ...(note ? { note } : {}),
        ...(ttlMs ? { expires: new Date(SAMPLE_NOW + ttlMs).toISOString() } : {}),
      }
      entries = [...entries.filter((old) => old.list !== list || old.cidr !== entry.cidr), entry]
      return entry
    },
    removeFromList(list, cidr) {
      const kept = entries.filter((entry) => entry.list !== list || entry.cidr !== cidr || entry.from === 'file')
      const removed = kept.length < entries.length
      entries = kept
      return removed
    },
    openDrill(seconds, by) {
      if (drill) throw new RangeError(`A drill window is open until ${drill.until} already.`)
      const until = new Date(SAMPLE_NOW + seconds * 1000).toISOString()
      drill = { id: 'a1b2c3', until, openedBy: by, inUse: by === 'command' }
      return drill
    },
    closeDrill(id) {
      if (drill?.id !== id) return false
      drill = null
      return true
    },
    tick(next = { ...status, drill }) {
      const t = Date.parse(next.now) / 1000
      const newest = Object.fromEntries(next.platforms.map((p) => [p.name, pointOf(p, t)]))
      for (const [name, point] of Object.entries(newest)) {
        history[name] = [...(history[name] ?? []).filter((old) => old.t < t), point].slice(-HISTORY_SECONDS)
      }
      for (const onTick of subscribers) onTick(next, newest)
    },
    get subscribers() {
      return subscribers.size
    },
  }
}

/** One platform, nothing the matter. */
export function calmStatus(): Status {
  return {
    level: 'calm',
    since: at(6 * 86_400 + 3 * 3600),
    sentence: 'Calm since 24 February: every activity is at full speed.',
    now: at(0),
    startedAt: at(6 * 86_400 + 3 * 3600),
    version: '0.1.0',
    warnings: [],
    friction: [],
    checks: SELF_CHECKS.map((check) => ({ check, says: [] })),
    platforms: [calmPlatform('newsroom')],
    edges: [edge(4211, 84, 118), edge(4212, 79, 121)],
    certificates: [{ name: 'news.example.org', until: '2027-03-08T00:00:00.000Z' }],
    drill: null,
  }
}

/** Two platforms, one of them under a crowd; one edge silent; two things to mend. */
export function strainedStatus(): Status {
  return {
    ...calmStatus(),
    level: 'strained',
    since: at(CROWD_SECONDS - 3),
    sentence:
      'Strained since 02:44: search is paused and comment is slowed on newsroom, everything else is at full speed.',
    friction: crowdNight(),
    warnings: [
      'The certificate for news.example.org ends in 6 days. Renew it and Holdfast takes the new one by itself.',
      'The origin of newsroom can be reached from outside on port 3000, past Holdfast. Let its firewall accept this machine only.',
    ],
    platforms: [strainedPlatform('newsroom'), calmPlatform('campaign')],
    edges: [edge(4211, 2310, 164), { ...edge(4212, 2287, 159), silentMs: 4300 }],
  }
}

function calmPlatform(name: string): PlatformStatus {
  return {
    name,
    normal: { visits: 5_000, ready: true },
    hosts: [`${name}.example.org`],
    origins: [
      { url: 'http://127.0.0.1:3000', state: 'up', inFlight: 2, errorsPerSecond: 0 },
      { url: 'http://127.0.0.1:3001', state: 'up', inFlight: 0, errorsPerSecond: 0 },
    ],
    level: 'calm',
    since: at(6 * 86_400),
    distress: 0.03,
    reasons: [],
    requestsPerSecond: 41.2,
    served: 1_204_311,
    cached: 3_420_177,
    slowed: 0,
    challenged: 0,
    queued: 1290,
    refused: 214,
    p95Ms: 118,
    calmP95Ms: 112,
    perSecond: { ...NO_OUTCOMES, served: 11, cached: 30 },
    outcomes: { ...NO_OUTCOMES, served: 1_204_311, cached: 3_418_002, stale: 2175, refused: 214, left: 388, failed: 6 },
    challenges: {
      transparent: { given: 0, passed: 0 },
      script: { given: 0, passed: 0 },
      work: { given: 0, passed: 0 },
    },
    queue: { waiting: 0, limit: 512, p95WaitMs: null },
    atOrigin: { inFlight: 2, limit: 24, errorsPerSecond: 0 },
    activities: [
      activity('read', 'essential', 33.1, 92, 90),
      activity('donate', 'essential', 0.6, 141, 140),
      activity('comment', 'important', 3.2, 180, 176),
      activity('search', 'deferrable', 2.1, 240, 236),
      activity('other', 'important', 2.2, 74, 71),
    ],
    routes: [
      { route: 'GET /article/:slug', requestsPerSecond: 8.2, originTimeShare: 0.44 },
      { route: 'GET /search', requestsPerSecond: 2.1, originTimeShare: 0.31 },
      { route: 'GET /', requestsPerSecond: 0.7, originTimeShare: 0.12 },
    ],
  }
}

function strainedPlatform(name: string): PlatformStatus {
  return {
    ...calmPlatform(name),
    level: 'strained',
    since: at(CROWD_SECONDS - 3),
    distress: 0.71,
    reasons: ['visits wait 340 ms for a place', 'the origin answers 3.4 times slower than in calm times'],
    requestsPerSecond: 874.6,
    slowed: 1833,
    queued: 20_412,
    refused: 3120,
    p95Ms: 402,
    calmP95Ms: 112,
    perSecond: {
      served: 96,
      cached: 602,
      stale: 71,
      waiting: 74,
      held: 0,
      refused: 18,
      challenged: 0,
      failed: 2,
      left: 12,
    },
    queue: { waiting: 61, limit: 512, p95WaitMs: 1240 },
    origins: [
      { url: 'http://127.0.0.1:3000', state: 'up', inFlight: 24, errorsPerSecond: 0 },
      { url: 'http://127.0.0.1:3001', state: 'down', inFlight: 0, errorsPerSecond: 1.6 },
    ],
    atOrigin: { inFlight: 24, limit: 24, errorsPerSecond: 1.6 },
    activities: [
      activity('read', 'essential', 702.4, 131, 90, 0.9987),
      activity('donate', 'essential', 6.1, 168, 140, 1),
      { ...activity('comment', 'important', 31.7, 690, 176, 0.962), state: 'slowed', since: at(95) },
      { ...activity('search', 'deferrable', 118.9, null, 236, 0.214), state: 'paused', since: at(131) },
      activity('other', 'important', 15.5, 88, 71, 0.991),
    ],
    routes: [
      { route: 'GET /search', requestsPerSecond: 21.4, originTimeShare: 0.58 },
      { route: 'GET /article/:slug', requestsPerSecond: 64.2, originTimeShare: 0.27 },
      { route: 'POST /article/:slug/comments', requestsPerSecond: 4.1, originTimeShare: 0.09 },
      { route: 'GET /', requestsPerSecond: 3.9, originTimeShare: 0.04 },
      { route: 'POST /donate', requestsPerSecond: 1.2, originTimeShare: 0.02 },
    ],
  }
}

const NO_OUTCOMES: Record<Outcome, number> = {
  served: 0,
  cached: 0,
  stale: 0,
  waiting: 0,
  held: 0,
  refused: 0,
  challenged: 0,
  failed: 0,
  left: 0,
}

function activity(
  name: string,
  tier: 'essential' | 'important' | 'deferrable',
  requestsPerSecond: number,
  p95Ms: number | null,
  calmP95Ms: number,
  answered = 1,
): PlatformStatus['activities'][number] {
  return {
    name,
    tier,
    state: 'full',
    since: at(6 * 86_400),
    backSince: null,
    requestsPerSecond,
    p95Ms,
    calmP95Ms,
    answered,
  }
}

function edge(pid: number, connections: number, memoryMb: number): EdgeStatus {
  return {
    pid,
    connections,
    connectionsLimit: 10_000,
    evictedTotal: 0,
    timedOutTotal: 41,
    memoryMb,
    cacheMb: 38.2,
    cacheEntries: 1204,
    eventLoopP99Ms: 11,
    silentMs: 180,
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
  }
}

/** Five minutes that end in the platform's present figures; a strained one was calm until the crowd came. */
function sampleHistory(platform: PlatformStatus): HistoryPoint[] {
  const end = SAMPLE_NOW / 1000
  const before = calmPlatform(platform.name)
  return Array.from({ length: HISTORY_SECONDS }, (_, i) => {
    const ago = HISTORY_SECONDS - 1 - i
    const growth = Math.max(0, Math.min(1, (CROWD_SECONDS - ago) / 25))
    return blend(pointOf(before, end - ago), pointOf(platform, end - ago), growth, wobble(i))
  })
}

function pointOf(platform: PlatformStatus, t: number): HistoryPoint {
  return {
    t,
    perSecond: platform.perSecond,
    p95Ms: platform.p95Ms,
    distress: platform.distress,
    waiting: platform.queue.waiting,
    inFlight: platform.atOrigin.inFlight,
    limit: platform.atOrigin.limit,
    level: platform.level,
  }
}

function blend(from: HistoryPoint, to: HistoryPoint, share: number, noise: number): HistoryPoint {
  const mix = (a: number, b: number) => (a + (b - a) * share) * noise
  const perSecond = { ...NO_OUTCOMES }
  for (const outcome of ['served', 'cached', 'stale', 'waiting', 'refused', 'challenged', 'failed', 'left'] as const) {
    perSecond[outcome] = Math.round(mix(from.perSecond[outcome], to.perSecond[outcome]))
  }
  const level: Level = share > 0.5 ? to.level : from.level
  return {
    t: to.t,
    perSecond,
    p95Ms: Math.round(mix(from.p95Ms ?? 0, to.p95Ms ?? 0)),
    distress: Math.min(1, mix(from.distress, to.distress)),
    waiting: Math.round(mix(from.waiting, to.waiting)),
    inFlight: Math.min(to.limit, Math.round(mix(from.inFlight, to.inFlight))),
    limit: to.limit,
    level,
  }
}

/** A fixed unrest of ± 15 %, so that pictures do not change from run to run. */
function wobble(i: number): number {
  return 1 + 0.09 * Math.sin(i / 3.1) + 0.06 * Math.sin(i * 1.7)
}
