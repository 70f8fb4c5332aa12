import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { PlatformConfig } from '../config/config.js'
import { configFromFlags } from '../config/load-config.js'
import { searchRule } from '../console/sample-rules.test-support.js'
import type { Level } from '../detect/level.js'
import type { PlatformSummary } from '../link/messages.js'
import { OUTCOMES, type Outcome } from '../traffic/outcome.js'
import { FrictionWatch } from './friction-watch.js'
import { quietPlatform } from './quiet-summary.test-support.js'
import type { ActivityState, RuleStatus } from './status.js'

const NOON = Date.UTC(2026, 10, 23, 12)

function ledgerPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-friction-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'friction.json')
}

function platforms(...names: string[]): PlatformConfig[] {
  const { platforms } = configFromFlags({ origin: 'http://127.0.0.1:9', dataDir: tmpdir() })
  const activities: PlatformConfig['activities'] = [
    { name: 'read', paths: ['/', '/article/**'], tier: 'essential' },
    { name: 'search', paths: ['/search'], tier: 'deferrable' },
  ]
  return names.flatMap((name) => platforms.map((platform) => ({ ...platform, name, activities })))
}

function outcomes(of: Partial<Record<Outcome, number>>): number[] {
  return OUTCOMES.map((outcome) => of[outcome] ?? 0)
}

function activity(requests: number, answered = requests): PlatformSummary['activities'][number] {
  return { requests, answered, latency: [], meanCostMs: 0 }
}

/** A watch on one platform, whose seconds a test lets pass. */
function watchOf(path = ledgerPath()) {
  const watch = new FrictionWatch(path, platforms('news'), NOON)
  let now = NOON
  const second = (of: {
    level?: Level
    search?: ActivityState
    backSince?: string
    rules?: readonly RuleStatus[]
    told?: Partial<PlatformSummary>
    usualPerSecond?: number | null
  }) => {
    now += 1000
    watch.take('news', quietPlatform(of.told ?? {}))
    const activities = (['read', 'search'] as const).map((name) => ({
      name,
      tier: name === 'read' ? ('essential' as const) : ('deferrable' as const),
      state: name === 'search' ? (of.search ?? 'full') : ('full' as const),
      since: new Date(now).toISOString(),
      backSince: name === 'search' ? (of.backSince ?? null) : null,
      ...{ requestsPerSecond: 0, p95Ms: null, calmP95Ms: null, answered: null },
    }))
    const status = { name: 'news', level: of.level ?? 'calm', activities }
    watch.look([{ status, rules: of.rules ?? [], usualPerSecond: of.usualPerSecond ?? null }], now)
  }
  return { watch, second, clock: () => now }
}

/** A minute and a half of calm: ten visits a second, two of them searches. */
function calm({ second }: ReturnType<typeof watchOf>): void {
  const told = { outcomes: outcomes({ served: 10 }), activities: [activity(8), activity(2)] }
  for (let i = 0; i < 90; i++) second({ told })
}

describe('who was slowed', () => {
  it('nobody, on an ordinary day with a visit that waits now and then', () => {
    const started = watchOf()
    calm(started)
    started.second({ told: { outcomes: outcomes({ served: 10 }), queued: 3 } })
    expect(started.watch.entries).toEqual([])
  })

  it('in a crowd: the activity that waited, until it was back at full speed, and all may be people', () => {
    const started = watchOf()
    calm(started)
    const told = {
      outcomes: outcomes({ served: 40, waiting: 5 }),
      activities: [activity(40), activity(5, 1)],
      queued: 7,
    }
    for (let i = 0; i < 20; i++) started.second({ level: 'strained', search: 'slowed', told })
    const backSince = new Date(started.clock() - 400).toISOString()
    for (let i = 0; i < 3; i++) started.second({ backSince })
    expect(started.watch.entries).toEqual([
      expect.objectContaining({
        measure: 'queue',
        activity: null,
        visits: 240,
        real: expect.objectContaining({ low: 53, high: 240 }),
      }),
      expect.objectContaining({
        measure: 'slowed',
        activity: 'search',
        from: new Date(NOON + 91_000).toISOString(),
        until: backSince,
        visits: 100,
        real: {
          low: 40,
          high: 100,
          how: 'About 40 visits are usual there in that time; at most 100 of those that came were not stopped as part of an attack.',
        },
      }),
    ])
  })

  it('in an attack: whom a rule met while it acted, and how many of those were real', () => {
    const { watch, second } = watchOf()
    const rule = searchRule({ id: 7, state: 'watch', hits: 100, people: 0, collateral: { share: 0, upper: 0.002 } })
    second({ level: 'attack', rules: [rule], usualPerSecond: 50 })
    expect(watch.entries).toEqual([])
    for (let i = 1; i <= 60; i++) {
      const acting = { ...rule, state: 'challenge' as const, hits: 100 + 300 * i, people: i > 50 ? 2 : 0 }
      second({ level: 'attack', rules: [acting], usualPerSecond: 50 })
    }
    expect(watch.entries).toMatchObject([
      { measure: 'challenge', rule: 7, activity: 'search', until: null, visits: 18_000, real: { low: 2, high: 6 } },
    ])
    const ended = { at: new Date(NOON).toISOString(), why: 'lifted' as const, text: 'an operator has lifted it' }
    second({ rules: [{ ...rule, state: 'ended', ended }] })
    expect(watch.entries).toMatchObject([{ ending: 'an operator has lifted it' }])
    expect(watch.entries[0]?.until).not.toBeNull()
  })

  it('at level severe: who was challenged without a rule; those who passed count as people as far as is plausible', () => {
    const { watch, second } = watchOf()
    const told = { outcomes: outcomes({ challenged: 100 }), challenges: { given: [0, 100, 0], passed: [7, 3, 0] } }
    for (let i = 0; i < 10; i++) second({ level: 'severe', told, usualPerSecond: 20 })
    expect(watch.entries).toMatchObject([
      { measure: 'severe', rule: null, visits: 1_000, real: { low: 30, high: 200 } },
    ])
  })

  it('clients over their share are hardly ever people', () => {
    const { watch, second } = watchOf()
    for (let i = 0; i < 10; i++)
      second({ level: 'strained', told: { outcomes: outcomes({ held: 50 }) }, usualPerSecond: 2 })
    expect(watch.entries).toMatchObject([{ measure: 'budget', visits: 500, real: { low: 0, high: 20 } }])
  })
})

describe('the ledger of it', () => {
  it('survives a restart: what was in force ended with it, and nothing of a visitor is in the file', () => {
    const path = ledgerPath()
    const before = watchOf(path)
    before.second({ level: 'strained', search: 'slowed', told: { activities: [activity(1), activity(4)] } })
    expect(before.watch.entries).toMatchObject([{ until: null }])
    const after = new FrictionWatch(path, platforms('news'), NOON + 60_000)
    expect(after.entries).toMatchObject([
      {
        activity: 'search',
        visits: 4,
        until: new Date(NOON + 1000).toISOString(),
        ending: 'Holdfast was started again',
      },
    ])
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8'))[0]).sort()).toEqual(
      'activity ending from id inForce measure people platform rule text until usual visits'.split(' '),
    )
  })

  it('is set aside when it is damaged, and that is said: it must not keep Holdfast from starting', () => {
    const path = ledgerPath()
    writeFileSync(path, '[{"id":')
    const { watch } = watchOf(path)
    expect(watch.entries).toEqual([])
    expect(watch.troubles).toEqual([expect.stringContaining(`${path}.damaged`)])
    expect(readFileSync(`${path}.damaged`, 'utf8')).toBe('[{"id":')
  })

  it('cannot be saved: said, remembered all the same, and saved when it can be again', () => {
    const path = ledgerPath()
    // A folder in the place of the file that is written first.
    mkdirSync(`${path}.new`)
    const { watch, second } = watchOf(path)
    const slowed = () =>
      second({ level: 'strained', search: 'slowed', told: { activities: [activity(1), activity(4)] } })
    slowed()
    expect(watch.troubles).toEqual([expect.stringMatching(/cannot be saved .+ Make room/)])
    expect(watch.entries).toHaveLength(1)
    rmSync(`${path}.new`, { recursive: true })
    for (let i = 0; i < 6; i++) slowed()
    expect(watch.troubles).toEqual([])
    expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveLength(1)
  })

  it('a platform that is left out of the configuration has nothing in force any more', () => {
    const started = watchOf()
    started.second({ level: 'strained', search: 'slowed', told: { activities: [activity(1), activity(4)] } })
    started.watch.configure(platforms('shop'), NOON + 2_000)
    expect(started.watch.entries).toMatchObject([{ platform: 'news', until: new Date(NOON + 1_000).toISOString() }])
  })
})
