import { describe, expect, it } from 'vitest'
import type { PlatformConfig } from '../config/config.js'
import type { Level } from '../detect/level.js'
import type { PlatformSummary } from '../link/messages.js'
import { LogHistogram } from '../sketch/log-histogram.js'
import { PlatformView } from './platform-view.js'
import { quietPlatform, servedVisits } from './quiet-summary.test-support.js'

const CONFIG: PlatformConfig = {
  name: 'news',
  hosts: ['news.example.org'],
  origins: ['http://a', 'http://b', 'http://c'].map((url) => ({ url, weight: 1, backup: false })),
  health: { path: null, everyMs: 5_000, timeoutMs: 2_000, healthyAfter: 2, unhealthyAfter: 3 },
  activities: [],
}

const summary = (origins: PlatformSummary['origins']) => quietPlatform({ origins })

const up = { state: 'up', inFlight: 2, errors: 0 } as const
const down = { state: 'down', inFlight: 0, errors: 1 } as const

describe('the origins of a platform', () => {
  it('are up as long as no edge has said anything', () => {
    const view = new PlatformView(CONFIG, 512, 0)
    expect(view.status().origins.map(({ state }) => state)).toEqual(['up', 'up', 'up'])
  })

  it('are what all edges say of them, and being tried where edges do not agree', () => {
    const view = new PlatformView(CONFIG, 512, 0)
    view.take(0, summary([up, down, up]), 250)
    view.take(1, summary([up, down, down]), 250)
    view.decide(250, 0)
    expect(view.status().origins).toEqual([
      { url: 'http://a', state: 'up', inFlight: 4, errorsPerSecond: 0 },
      { url: 'http://b', state: 'down', inFlight: 0, errorsPerSecond: 8 },
      { url: 'http://c', state: 'probing', inFlight: 2, errorsPerSecond: 4 },
    ])
  })

  it('have the errors of the last second, and the state and requests of now', () => {
    const view = new PlatformView(CONFIG, 512, 0)
    for (let i = 0; i < 10; i++) view.take(0, summary([down, up, up]), 250)
    view.take(0, summary([up, up, up]), 250)
    view.decide(2_750, 0)
    expect(view.status().origins[0]).toEqual({ url: 'http://a', state: 'up', inFlight: 2, errorsPerSecond: 3 })
  })
})

describe('a configuration that was read again', () => {
  const read = { name: 'read', paths: ['/article/**'], tier: 'essential' } as const
  const search = { name: 'search', paths: ['/search'], tier: 'deferrable' } as const
  const withActivities = (...activities: (typeof read | typeof search)[]): PlatformConfig => ({
    ...CONFIG,
    activities: activities.map((activity) => ({ ...activity, paths: [...activity.paths] })),
  })
  /** Requests of an activity by its place, answered in so many milliseconds. */
  const activity = (requests: number, ms: number) => {
    const latency = new LogHistogram()
    for (let i = 0; i < requests; i++) latency.record(ms)
    return { requests, answered: requests, latency: latency.toJSON(), meanCostMs: ms }
  }
  const at = (view: PlatformView, name: string) => view.status().activities.find((one) => one.name === name)

  it('leaves totals, and the last seconds where places mean the same', () => {
    const view = new PlatformView(CONFIG, 512, 0)
    view.take(0, servedVisits(40), 250)
    view.configure({ ...CONFIG, hosts: ['other.example.org'] }, 250)
    view.decide(250, 0)
    expect(view.status()).toMatchObject({ hosts: ['other.example.org'], served: 40, requestsPerSecond: 160 })
  })

  it('begins the last seconds anew where places mean something else, and keeps totals', () => {
    const view = new PlatformView(CONFIG, 512, 0)
    view.take(0, { ...servedVisits(40), origins: [down, up, up] }, 250)
    view.configure({ ...CONFIG, origins: CONFIG.origins.toReversed() }, 250)
    view.decide(250, 0)
    expect(view.status()).toMatchObject({ served: 40, requestsPerSecond: 0 })
    expect(view.status().origins.map(({ url, state }) => `${url} ${state}`)).toEqual([
      'http://c up',
      'http://b up',
      'http://a up',
    ])
  })

  it('finds activities again by name, with what calm is like and since when they are as they are', () => {
    const view = new PlatformView(withActivities(read, search), 512, 0)
    for (let second = 0; second < 60; second++) {
      view.take(0, quietPlatform({ activities: [activity(50, 20), activity(50, 400), activity(0, 0)] }), 1_000)
      view.decide(second * 1_000, 0)
      view.remember(second * 1_000)
    }
    const before = at(view, 'search')
    expect(before?.calmP95Ms).toBeGreaterThan(300)
    view.configure(withActivities(search, read), 60_000)
    expect(at(view, 'search')).toMatchObject({ calmP95Ms: before?.calmP95Ms, since: before?.since })
    expect(at(view, 'read')?.calmP95Ms).toBeLessThan(40)

    view.configure(withActivities(search), 61_000)
    view.configure(withActivities(search, read), 62_000)
    expect(at(view, 'read')).toMatchObject({ calmP95Ms: null, since: new Date(62_000).toISOString() })
    expect(at(view, 'search')?.calmP95Ms).toBe(before?.calmP95Ms)
  })
})

describe('an attack and what comes after it', () => {
  const tiers = { read: 'essential', search: 'deferrable', comment: 'deferrable' } as const
  const withTiers: PlatformConfig = {
    ...CONFIG,
    activities: Object.entries(tiers).map(([name, tier]) => ({ name, tier, paths: [`/${name}`] })),
  }

  /** Four summaries a second, each with ten answers of each activity in so many milliseconds. */
  function during(view: PlatformView, from: number, seconds: number, ms: number, alarm: Level = 'calm') {
    const latency = new LogHistogram()
    for (let i = 0; i < 10; i++) latency.record(ms)
    const activity = { requests: 10, answered: 10, latency: latency.toJSON(), meanCostMs: ms }
    // Visits that wait for a place are what distress is told by.
    const waits = new LogHistogram()
    for (let i = 0; i < 40; i++) waits.record(ms > 100 ? ms : 0)
    for (let at = from + 250; at <= from + 1000 * seconds; at += 250) {
      const activities = [activity, activity, activity, activity]
      view.take(0, quietPlatform({ activities, asked: 40, queueWait: waits.toJSON() }), 250)
      view.decide(at, 0, alarm)
      if (at % 1000 === 0) view.remember(at)
    }
    return from + 1000 * seconds
  }

  it('slows what can wait at once, gives it back one after another, and tells when each was back at full speed', () => {
    const view = new PlatformView(withTiers, 512, 0)
    let now = during(view, 0, 60, 40)
    expect(view.takeEvents()).toEqual([])
    now = during(view, now, 10, 2_000, 'attack')
    expect(view.slowedActivities).toEqual([1, 2])
    const slowed = view.takeEvents()
    expect(slowed).toMatchObject([
      { kind: 'activity', activity: 'search', state: 'slowed', at: 60_250 },
      { kind: 'activity', activity: 'comment', state: 'slowed', at: 60_250 },
      { kind: 'activity', activity: 'read', state: 'late' },
      { kind: 'activity', activity: 'other', state: 'late' },
    ])
    during(view, now, 60, 40)
    const back = view.takeEvents().filter(({ kind }) => kind === 'back-to-full-speed')
    const backAfter = (name: string) => (back.find(({ activity }) => activity === name)?.at ?? Number.NaN) - now
    expect(backAfter('read')).toBeLessThanOrEqual(5_000)
    expect(backAfter('search')).toBeLessThanOrEqual(20_000)
    expect(backAfter('comment') - backAfter('search')).toBe(3_000)
    expect(view.status().activities.map(({ state }) => state)).toEqual(['full', 'full', 'full', 'full'])
    expect(view.status().activities[0]?.backSince).toBe(new Date(now + backAfter('read')).toISOString())
    expect(view.slowedActivities).toEqual([])
  })

  it('lets what can wait go on under a rule that keeps the origin at ease', () => {
    const view = new PlatformView(withTiers, 512, 0)
    const now = during(view, 0, 30, 40)
    during(view, now, 5, 40, 'attack')
    expect(view.slowedActivities).toEqual([1, 2])
    during(view, now + 5_000, 25, 40, 'attack')
    expect(view.level).toBe('attack')
    expect(view.slowedActivities).toEqual([])
    during(view, now + 30_000, 20, 2_000, 'attack')
    expect(view.slowedActivities).toEqual([1, 2])
  })

  it('finds activities that wait again by name when the configuration is read again', () => {
    const view = new PlatformView(withTiers, 512, 0)
    during(view, 0, 5, 2_000, 'attack')
    view.configure({ ...withTiers, activities: withTiers.activities.toReversed() }, 5_000)
    view.decide(5_250, 0, 'attack')
    expect(view.slowedActivities).toEqual([0, 1])
    expect(view.status().activities.map(({ name, state }) => `${name} ${state}`)).toEqual(
      expect.arrayContaining(['comment slowed', 'search slowed']),
    )
  })
})
