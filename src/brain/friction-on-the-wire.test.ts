import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { BaselineData } from '../baseline/baseline.js'
import type { PlatformConfig } from '../config/config.js'
import { configFromFlags } from '../config/load-config.js'
import { type Ask, HOST, startEdge, TestClock } from '../edge/edge.test-support.js'
import { chance, MINUTE, MONDAY, people } from '../replay/small-site.test-support.js'
import { Brain, type EdgeLink } from './brain.js'
import { PlatformDefence } from './platform-defence.js'
import { liveThrough } from './rehearsed-edge.test-support.js'
import { surroundings } from './surroundings.test-support.js'

const ACTIVITIES: PlatformConfig['activities'] = [
  { name: 'read', paths: ['/', '/article/**'], tier: 'essential' },
  { name: 'search', paths: ['/search'], tier: 'deferrable' },
]

it('a flood that a rule stops: who was challenged, how many of them real, what was slowed, and that it is over', async () => {
  const { miner, book, keyId } = surroundings()
  let normal: BaselineData | null = null
  const learned = (data: BaselineData) => {
    normal = data
  }
  const options = { platform: 'news', hosts: [HOST], keyId, stored: null, book, miner, learned, now: MONDAY }
  await liveThrough(new PlatformDefence(options), people(MONDAY, 12, 60, 1))

  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-wire-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const clock = new TestClock()
  const site = await startEdge({ clock, trustedProxies: ['127.0.0.0/8'], activities: ACTIVITIES })
  const base = configFromFlags({ origin: 'http://127.0.0.1:9', dataDir })
  const platforms = base.platforms.map(
    (one): PlatformConfig => ({
      ...one,
      ...{ name: 'news', hosts: [HOST], activities: ACTIVITIES },
    }),
  )
  const config = { ...base, platforms, edges: 1 }
  const startedAt = clock.now()
  const around = surroundings({ load: () => normal, keyId })
  const brain = new Brain({ config, startedAt, version: '0', now: clock.now, surroundings: around })
  const link: EdgeLink = { index: 0, send: (message) => site.edge.hear(message) }
  brain.receive(link, { kind: 'hello', pid: 1, index: 0 })

  const quarter = async (visits: readonly Ask[]) => {
    await Promise.all(visits.map((visit) => site.ask(visit)))
    clock.advance(250)
    const { summary, visits: told } = site.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 80 })
    for (const message of [summary, ...told]) brain.receive(link, message)
    brain.tick()
    // The search answers when this thread has nothing else to do.
    for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve))
  }
  const random = chance(7)
  const flooding = (): Ask => ({
    path: `/search?q=${random(1e9).toString(36)}`,
    headers: {
      'X-Forwarded-For': `${11 + random(80)}.${random(250)}.${random(250)}.${random(250)}`,
      'User-Agent': 'flooder/1.0',
    },
  })
  for (let i = 0; i < 8; i++) await quarter([])
  for (let i = 0; i < 56; i++) await quarter(Array.from({ length: 15 }, flooding))

  const during = brain.friction()
  const challenge = during.find(({ measure }) => measure === 'challenge')
  expect(challenge).toMatchObject({ platform: 'news', until: null, rule: expect.any(Number) })
  expect(challenge?.visits).toBeGreaterThan(400)
  expect(challenge?.real.high).toBeLessThan(20)
  expect(during.find(({ measure }) => measure === 'slowed')).toMatchObject({ activity: 'search' })
  expect(brain.status().friction).toContainEqual(challenge)
  expect(brain.status().checks.flatMap(({ says }) => says)).toEqual([])

  const lastRequestAt = clock.now()
  for (let i = 0; i < 240; i++) await quarter([])
  expect(brain.status().friction).toEqual([])
  const ended = brain.friction().map(({ until }) => Date.parse(until ?? '') - lastRequestAt)
  expect(Math.max(...ended)).toBeLessThan(MINUTE)
  expect(brain.friction().find(({ measure }) => measure === 'challenge')?.ending).not.toBeNull()
}, 60_000)
