import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RuleStatus } from '../brain/status.js'
import { buildProcesses } from './built-processes.test-support.js'
import type { DrillProgress } from './drill-progress.js'
import { lastResult, saveResult } from './drill-results.js'
import { type DrillOptions, runDrill, runSeries } from './run-drill.js'
import type { Scorecard } from './scorecard.js'
import type { Shape } from './shape.js'
import { crowd } from './shapes/crowd.js'
import { flood } from './shapes/flood.js'
import { slow } from './shapes/slow.js'
import { swarm } from './shapes/swarm.js'
import { startWireHoldfast, type WireHoldfast, type WireOptions } from './wire-holdfast.test-support.js'
import { withRate } from './with-rate.js'

let processes: Awaited<ReturnType<typeof buildProcesses>>
const open: WireHoldfast[] = []
beforeAll(async () => {
  processes = await buildProcesses()
})
afterAll(() => processes.remove())
afterEach(async () => {
  for (const wire of open.splice(0)) await wire.close()
})

async function start(options: WireOptions = {}): Promise<WireHoldfast> {
  const wire = await startWireHoldfast(options)
  open.push(wire)
  return wire
}

const times = { warmUpMs: 300, calmMs: 1_000, learnMs: 1_000, learnMostMs: 4_000, afterMs: 300, afterMostMs: 1_000 }
const gentle = withRate(flood, 200)

async function cardOf(
  wire: WireHoldfast,
  shape: Shape,
  changes: Partial<DrillOptions> = {},
  hooks: Parameters<typeof runDrill>[1] = {},
): Promise<Scorecard> {
  const outcome = await runDrill(
    {
      shape,
      dataDir: wire.dataDir,
      seconds: 2,
      seed: 7,
      times,
      chromium: false,
      processFolder: processes.folder,
      ...changes,
    },
    hooks,
  )
  if (outcome.kind === 'refused') throw new Error(`${outcome.why} ${outcome.remedy}`)
  return outcome.scorecard
}

describe('a flood drill', () => {
  it('sends its attack and its visitors from loopback addresses of their own, inside the window', async () => {
    const wire = await start()
    const phases = new Set<DrillProgress['phase']>()
    const card = await cardOf(wire, gentle, {}, { onProgress: ({ phase }) => phases.add(phase) })
    expect(card).toMatchObject({ missed: [], passed: true, shape: 'flood', platform: 'newsroom', brokenOff: null })
    const attack = wire.seen.filter(({ from }) => from.startsWith('127.66.'))
    expect(new Set(attack.map(({ from }) => from)).size).toBe(40)
    expect(attack.length).toBeGreaterThan(300)
    expect(card.attack?.sent).toBeGreaterThanOrEqual(attack.length)
    expect(wire.seen.every(({ from }) => from.startsWith('127.'))).toBe(true)
    expect(wire.asked.filter((request) => request.includes('/api/drill'))).toEqual([
      'POST /api/drill',
      'DELETE /api/drill',
    ])
    for (const phase of ['calm', 'attack', 'recovery'] as const) expect(phases).toContain(phase)
  }, 30_000)

  it('never sends a form, nor follows a link that does something, without a rehearsal file', async () => {
    const wire = await start()
    await cardOf(wire, gentle)
    expect(wire.seen.filter(({ method }) => method !== 'GET')).toEqual([])
    expect(wire.seen.map(({ path }) => path)).not.toContain('/logout')
  }, 30_000)

  it('has every real visitor act in their own way', async () => {
    const wire = await start()
    const card = await cardOf(wire, gentle)
    const people = wire.seen.filter(({ from }) => !from.startsWith('127.66.') && from !== '127.0.0.1')
    expect(new Set(people.map(({ from }) => from)).size).toBeGreaterThan(20)
    expect(
      people.some(
        ({ path, headers }) => path === '/assets/site.css' && headers.referer?.startsWith('http://news.localhost'),
      ),
    ).toBe(true)
    expect(new Set(people.map(({ headers }) => headers['user-agent'])).size).toBeGreaterThan(5)
    expect(card.kinds.map(({ name }) => name)).toEqual([
      'browser',
      'crawler',
      'no cookies',
      'no script',
      'office',
      'screen reader',
    ])
  }, 30_000)

  it('misses its target and says why when real visitors fail', async () => {
    let attacked = false
    const wire = await start({
      site: (request, response) => {
        attacked ||= request.socket.remoteAddress?.startsWith('127.66.') ?? false
        if (attacked) response.writeHead(502).end()
        else response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Fine</h1>')
      },
    })
    const card = await cardOf(wire, gentle)
    expect(card.passed).toBe(false)
    expect(card.worst?.succeeded).toBeLessThan(0.5)
    expect(card.failures[0]).toMatchObject({ activity: 'front page', why: 'answered 502' })
  }, 30_000)

  it('ends at once when interrupted, closes the window and gives what is known', async () => {
    const wire = await start()
    const stop = new AbortController()
    let interruptedAt = 0
    const card = await cardOf(
      wire,
      gentle,
      { seconds: 60 },
      {
        signal: stop.signal,
        onProgress: ({ phase }) => {
          if (phase !== 'attack' || stop.signal.aborted) return
          interruptedAt = Date.now()
          stop.abort()
        },
      },
    )
    expect(Date.now() - interruptedAt).toBeLessThan(2_000)
    expect(card).toMatchObject({ brokenOff: 'interrupted', passed: false })
    expect(card.activities.length).toBeGreaterThan(0)
    expect(wire.asked).toContain('DELETE /api/drill')
  }, 30_000)

  it('ends at once when its window is closed in the console', async () => {
    const wire = await start()
    let closedAt = 0
    const close = ({ phase }: DrillProgress) => {
      if (phase !== 'attack' || closedAt > 0) return
      closedAt = Date.now()
      wire.drill = null
    }
    const card = await cardOf(wire, gentle, { seconds: 60 }, { onProgress: close })
    expect(Date.now() - closedAt).toBeLessThan(3_000)
    expect(card).toMatchObject({ brokenOff: 'the drill window was closed', passed: false })
    const seen = wire.seen.length
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(wire.seen.length).toBe(seen)
  }, 30_000)

  it('is refused before a packet is sent when the console did not sign the window', async () => {
    const wire = await start({ signature: 'made-up' })
    const options = { shape: gentle, dataDir: wire.dataDir, seconds: 2, seed: 7, times }
    expect(await runDrill(options)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('not given by this'),
    })
    expect(wire.seen).toEqual([])
  })

  it('is refused by the load processes themselves when Holdfast is another by the time they look', async () => {
    const wire = await start()
    const outcome = runDrill({
      shape: gentle,
      dataDir: wire.dataDir,
      seconds: 2,
      seed: 7,
      times,
      processFolder: processes.folder,
    })
    while (!wire.asked.includes('POST /api/drill')) await new Promise((resolve) => setImmediate(resolve))
    wire.rewriteRun({ instance: 'started-anew' })
    expect(await outcome).toMatchObject({ kind: 'refused', why: expect.stringMatching(/another Holdfast/) })
    expect(wire.seen).toEqual([])
    expect(wire.asked).toContain('DELETE /api/drill')
  }, 30_000)
})

describe('several drills in a series', () => {
  it('share one window, and each begins when the one before is over', async () => {
    const wire = await start()
    const shapes = [gentle, { ...withRate(crowd, 100), rushRampMs: 200 }]
    const told: string[] = []
    const outcome = await runSeries(
      { shapes, dataDir: wire.dataDir, seconds: 1, seed: 7, times, processFolder: processes.folder },
      { onScorecard: ({ shape }) => void told.push(shape) },
    )
    expect(outcome).toMatchObject({ kind: 'ran', notRun: [] })
    if (outcome.kind === 'refused') return
    expect(outcome.scorecards.map(({ shape }) => shape)).toEqual(['flood', 'crowd'])
    expect(told).toEqual(['flood', 'crowd'])
    expect(wire.asked.filter((request) => request.includes('/api/drill'))).toEqual([
      'POST /api/drill',
      'DELETE /api/drill',
    ])
  }, 40_000)

  it('leave out what the window has no time for, and say so', async () => {
    // One drill of a second may take 38 s, most of it other people's patience.
    const wire = await start({ windowMs: 40_000 })
    const shapes = [gentle, { ...gentle, name: 'later' }]
    const options = { shapes, dataDir: wire.dataDir, seconds: 1, seed: 7, times, processFolder: processes.folder }
    expect(await runSeries(options)).toMatchObject({
      scorecards: [{ shape: 'flood' }],
      notRun: [{ shape: 'later', why: 'the drill window would have ended before it' }],
    })
  }, 40_000)
})

describe('a load process', () => {
  it('sends nothing when Holdfast knows of no open window', async () => {
    const wire = await start()
    const outcome = runDrill({
      shape: gentle,
      dataDir: wire.dataDir,
      seconds: 2,
      seed: 7,
      times,
      processFolder: processes.folder,
    })
    while (!wire.asked.includes('POST /api/drill')) await new Promise((resolve) => setImmediate(resolve))
    wire.drill = null
    expect(await outcome).toMatchObject({ kind: 'refused', why: expect.stringMatching(/no open window/) })
    expect(wire.seen).toEqual([])
  }, 30_000)
})

describe('a drill whose visitors process dies', () => {
  it('is broken off, says so, and closes the window', async () => {
    const wire = await start()
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-dying-'))
    const dying =
      "process.on('message', ({ kind }) => (kind === 'prepare' ? process.send({ kind: 'ready', notHere: [] }) : process.exit(3)))"
    writeFileSync(join(folder, 'visitors-process.js'), dying)
    writeFileSync(join(folder, 'attack-process.js'), dying)
    const card = await cardOf(wire, gentle, { seconds: 60, processFolder: pathToFileURL(`${folder}/`) })
    rmSync(folder, { recursive: true, force: true })
    expect(card).toMatchObject({ passed: false, brokenOff: 'the visitors process ended by itself (code 3)' })
    expect(wire.asked).toContain('DELETE /api/drill')
  }, 30_000)
})

describe('a swarm drill', () => {
  const rule = (id: number, platform: string): RuleStatus => ({
    id,
    platform,
    state: 'challenge',
    demand: 'transparent',
    pinned: false,
    text: '62 % of the excess: GET / without what browsers send',
    match: [],
    explains: 0.62,
    collateral: { share: 0, upper: 0.0005 },
    hits: 300,
    people: 0,
    hitsPerSecond: 100,
    recentHits: [],
    created: new Date().toISOString(),
    expires: null,
    ended: null,
    remembered: null,
    news: [],
  })

  it('waits until Holdfast knows what is normal, asks once from each address, and tells of rules and what got through', async () => {
    const wire = await start()
    wire.normal = { visits: 10, ready: false }
    wire.rules = []
    let learned = 0
    const card = await cardOf(
      wire,
      withRate(swarm, 150),
      { times: { ...times, afterMostMs: 5_000 } },
      {
        onProgress: ({ phase, learning }) => {
          if (phase === 'calm' && learning?.visits === 10 && wire.normal !== null) {
            learned ||= Date.now()
            if (Date.now() - learned > 1_500) wire.normal = { visits: 2_000, ready: true }
          }
          if (phase === 'attack') wire.rules = [rule(1, 'newsroom'), rule(2, 'another')]
          if (phase === 'recovery') wire.rules = [{ ...rule(1, 'newsroom'), state: 'ended' }, rule(2, 'another')]
        },
      },
    )
    const attack = wire.seen.filter(({ from }) => Number(from.split('.')[1]) >= 128)
    expect(attack.length).toBeGreaterThan(200)
    expect(new Set(attack.map(({ from }) => from)).size).toBe(attack.length)
    expect(card).toMatchObject({ shape: 'swarm', passed: true, missed: [], normal: { visits: 2_000, ready: true } })
    expect(card.normal?.calmSeconds).toBeGreaterThan(2)
    expect(card.normal?.calmSeconds).toBeLessThan(4.5)
    expect(card.atOrigin).toMatchObject({ sent: card.attack?.sent, reached: card.attack?.answered.content })
    expect(card.rules?.map(({ text }) => text)).toEqual(['62 % of the excess: GET / without what browsers send'])
    const newcomers = wire.seen.filter(({ from }) => /^127\.(5[5-9]|60)\./.test(from))
    expect(newcomers.length).toBeGreaterThan(3)
    expect(card.kinds.map(({ name }) => name)).toContain('newcomer')
  }, 30_000)

  it('strikes in the end although Holdfast does not know what is normal, and says so', async () => {
    const wire = await start()
    wire.normal = { visits: 10, ready: false }
    const card = await cardOf(wire, withRate(swarm, 50), { times: { ...times, learnMostMs: 1_500 } })
    expect(card.normal).toMatchObject({ visits: 10, ready: false })
    expect(card.rules).toBeNull()
    expect(card.attack?.sent).toBeGreaterThan(50)
  }, 30_000)
})

describe('a slow drill', () => {
  it('holds its connections, opens them again when they are closed, and says how many', async () => {
    const wire = await start()
    const shape = withRate(slow, 120)
    if (shape.attack?.kind !== 'slow') throw new Error('not slow')
    const card = await cardOf(
      wire,
      { ...shape, attack: { ...shape.attack, openWithinMs: 500, addresses: { seconds: [67, 67], count: 30 } } },
      { seconds: 8 },
    )
    expect(card.attack?.open).toBeGreaterThan(100)
    expect(card.attack?.open).toBeLessThanOrEqual(120)
    // The server closes slow headers and bodies after five seconds.
    expect(card.attack?.cutOff).toBeGreaterThan(20)
    expect(card.attack?.sent).toBeGreaterThan(140)
    const readers = wire.seen.filter(({ from, path }) => from.startsWith('127.67.') && path === '/assets/photo.svg')
    expect(readers.length).toBeGreaterThan(10)
  }, 40_000)
})

describe('a crowd drill', () => {
  it('grows tenfold and attacks nobody', async () => {
    const wire = await start()
    const card = await cardOf(wire, { ...withRate(crowd, 200), rushRampMs: 500 }, { seconds: 3 })
    expect(card.attack).toBeNull()
    expect(card.all.actions).toBeGreaterThan(400)
    expect(card).toMatchObject({ passed: true, missed: [] })
    expect(wire.seen.some(({ headers }) => headers['user-agent'] === 'Mozilla/5.0')).toBe(true)
    expect(new Set(wire.seen.filter(({ from }) => from.startsWith('127.46.')).map(({ from }) => from)).size).toBe(1)
  }, 30_000)
})

describe('results', () => {
  it('are kept, and the last complete one of the shape is found again', async () => {
    const wire = await start()
    const card = await cardOf(wire, gentle, { seconds: 1 })
    expect(await lastResult(wire.dataDir, 'flood')).toBeNull()
    await saveResult(wire.dataDir, { ...card, startedAt: '2026-11-01T10:00:00.000Z' })
    await saveResult(wire.dataDir, { ...card, startedAt: '2026-11-02T10:00:00.000Z', seed: 99 })
    await saveResult(wire.dataDir, { ...card, startedAt: '2026-11-03T10:00:00.000Z', brokenOff: 'interrupted' })
    await saveResult(wire.dataDir, { ...card, startedAt: '2026-11-04T10:00:00.000Z', shape: 'slow' })
    expect((await lastResult(wire.dataDir, 'flood'))?.seed).toBe(99)
    expect(readdirSync(`${wire.dataDir}/drills`)).toHaveLength(4)
  }, 30_000)
})
