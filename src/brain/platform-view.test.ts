import { describe, expect, it } from 'vitest'
import type { PlatformConfig } from '../config/config.js'
import type { PlatformSummary } from '../link/messages.js'
import { PlatformView } from './platform-view.js'

const CONFIG: PlatformConfig = {
  name: 'news',
  hosts: ['news.example.org'],
  origins: ['http://a', 'http://b', 'http://c'].map((url) => ({ url, weight: 1, backup: false })),
  health: { path: null, everyMs: 5_000, timeoutMs: 2_000, healthyAfter: 2, unhealthyAfter: 3 },
  activities: [],
}

/** What an edge without visits says, but for its origins. */
function summary(origins: PlatformSummary['origins']): PlatformSummary {
  return {
    outcomes: [],
    slowed: 0,
    queued: 0,
    shed: 0,
    heldBack: 0,
    asked: 0,
    waitMs: 0,
    originAnswers: 0,
    originErrors: 0,
    latency: [],
    queueWait: [],
    limit: 16,
    inFlight: 0,
    waiting: 0,
    latencyRatio: 0,
    activities: [],
    routes: [],
    origins,
  }
}

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
