import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Config, PlatformConfig } from '../config/config.js'
import { configFromFlags } from '../config/load-config.js'
import type { FromBrain } from '../link/messages.js'
import { Brain, type EdgeLink } from './brain.js'
import { quietEdge, quietPlatform, servedVisits } from './quiet-summary.test-support.js'
import { surroundings } from './surroundings.test-support.js'

const NOON = Date.UTC(2026, 10, 23, 12)

/** A configuration of platforms with these names, in this order. */
function configOf(names: readonly string[], changes: Partial<Config> = {}): Config {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-brain-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const base = configFromFlags({ origin: 'http://127.0.0.1:9', dataDir })
  const platforms = names.flatMap((name) =>
    base.platforms.map((platform): PlatformConfig => ({ ...platform, name, hosts: [`${name}.example`] })),
  )
  return { ...base, platforms, ...changes }
}

/** A brain, the edges it knows and what it has told them. */
function brainOf(config: Config) {
  const clock = { ms: NOON }
  const brain = new Brain({ config, startedAt: NOON, version: '0', now: () => clock.ms, surroundings: surroundings() })
  const edge = (index: number) => {
    const told: FromBrain[] = []
    const link: EdgeLink = { index, send: (message) => void told.push(message) }
    brain.receive(link, { kind: 'hello', pid: 1_000 + index, index })
    return {
      link,
      /** The newest directive. */
      directive: () => told.filter((message) => message.kind === 'directive').at(-1),
    }
  }
  const served = () => Object.fromEntries(brain.status().platforms.map(({ name, served }) => [name, served]))
  const pass = (ms: number) => {
    for (let left = ms; left > 0; left -= 250) {
      clock.ms += 250
      brain.tick()
    }
  }
  return { brain, edge, served, pass }
}

describe('a configuration that was read again', () => {
  it('finds platforms again by name, wherever they stand in it', () => {
    const { brain, edge, served } = brainOf(configOf(['news', 'shop']))
    const { link } = edge(0)
    brain.receive(link, quietEdge(0, [servedVisits(10), servedVisits(1)]))
    brain.configure(configOf(['forum', 'shop', 'news']), 1)
    expect(served()).toEqual({ forum: 0, shop: 1, news: 10 })
    brain.receive(link, quietEdge(1, [servedVisits(100), servedVisits(2), servedVisits(20)]))
    expect(served()).toEqual({ forum: 100, shop: 3, news: 30 })
  })

  it('understands edges that have not heard of it yet, and no older ones', () => {
    const { brain, edge, served } = brainOf(configOf(['news', 'shop']))
    const { link } = edge(0)
    brain.configure(configOf(['shop', 'news']), 1)
    brain.receive(link, quietEdge(0, [servedVisits(10), servedVisits(1)]))
    expect(served()).toEqual({ shop: 1, news: 10 })
    brain.configure(configOf(['news', 'shop']), 2)
    brain.receive(link, quietEdge(0, [servedVisits(500), servedVisits(500)]))
    brain.receive(link, quietEdge(3, [servedVisits(500), servedVisits(500)]))
    expect(served()).toEqual({ news: 10, shop: 1 })
  })

  it('is told to every edge at once, with the lists that hold now', () => {
    const { brain, edge } = brainOf(configOf(['news'], { deny: ['203.0.113.0/24'] }))
    const edges = [edge(0), edge(1)]
    brain.addToList('deny', '192.0.2.7', {})
    brain.configure(configOf(['news', 'shop'], { allow: ['198.51.100.0/24'] }), 1)
    for (const { directive } of edges) {
      expect(directive()).toMatchObject({
        generation: 1,
        platforms: [{ level: 'calm' }, { level: 'calm' }],
        lists: { allow: ['198.51.100.0/24'], deny: ['192.0.2.7/32'] },
      })
    }
  })

  it('does not calm an attack down', () => {
    const { brain, edge, pass } = brainOf(configOf(['news', 'shop']))
    const { link, directive } = edge(0)
    const drowning = quietPlatform({ limit: 16, inFlight: 16, waiting: 400, asked: 500, queued: 400, shed: 200 })
    for (let second = 0; second < 40; second++) {
      brain.receive(link, quietEdge(0, [drowning, quietPlatform()]))
      pass(250)
    }
    const before = brain.status().platforms[0]
    expect(before?.level).not.toBe('calm')
    brain.configure(configOf(['shop', 'news']), 1)
    const after = brain.status().platforms[1]
    expect(after).toMatchObject({ name: 'news', level: before?.level, since: before?.since })
    expect(directive()).toMatchObject({ platforms: [{ level: 'calm' }, { level: before?.level }] })
    expect(brain.history().news?.at(-1)).toMatchObject({ level: before?.level })
  })

  it('forgets a platform that is left out, and says so nowhere any more', () => {
    const { brain, edge, served } = brainOf(configOf(['news', 'shop']))
    const { link } = edge(0)
    brain.receive(link, quietEdge(0, [servedVisits(10), servedVisits(1)]))
    brain.configure(configOf(['shop']), 1)
    brain.configure(configOf(['shop', 'news']), 2)
    expect(served()).toEqual({ shop: 1, news: 0 })
    expect(Object.keys(brain.history())).toEqual(['shop', 'news'])
  })
})

describe('a drill window', () => {
  it('is opened by the command for itself, once at a time, and for half an hour at the most', () => {
    const { brain } = brainOf(configOf(['news']))
    for (const seconds of [0, 1_801, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => brain.openDrill(seconds, 'command')).toThrow(RangeError)
    const window = brain.openDrill(60, 'command')
    expect(window).toMatchObject({ openedBy: 'command', inUse: true, until: new Date(NOON + 60_000).toISOString() })
    for (const by of ['command', 'console'] as const)
      expect(() => brain.openDrill(60, by)).toThrow(/is open until .* already/)
    expect(brain.closeDrill('another')).toBe(false)
    expect(brain.closeDrill(window.id)).toBe(true)
    expect(brain.status().drill).toBeNull()
  })

  it('that an operator has opened is for one drill, which must fit into it', () => {
    const { brain } = brainOf(configOf(['news']))
    const { id, until } = brain.openDrill(300, 'console')
    expect(brain.status().drill).toMatchObject({ inUse: false })
    expect(() => brain.openDrill(301, 'command')).toThrow(/before this drill would/)
    expect(brain.openDrill(299, 'command')).toEqual({ id, until, openedBy: 'console', inUse: true })
    expect(() => brain.openDrill(10, 'command')).toThrow(/already/)
  })

  it('closes by itself', () => {
    const { brain, pass } = brainOf(configOf(['news']))
    brain.openDrill(2, 'console')
    pass(1_750)
    expect(brain.status().drill).not.toBeNull()
    pass(500)
    expect(brain.status().drill).toBeNull()
  })
})
