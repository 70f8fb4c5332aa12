import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Mined } from '../explain/rule.js'
import {
  BOTS_FROM,
  inputOf,
  mineScene,
  newDictionaries,
  normalOf,
  normalVisits,
  sampleOf,
  type TestScene,
  type TestVisit,
} from '../explain/visits.test-support.js'
import { type MinerRequest, MinerThread, type MinerThreadOptions } from './miner-thread.js'
import { occurringTexts } from './occurring-texts.js'

// A worker cannot read TypeScript. Beneath node_modules, so that packages are found.
const folder = new URL(`../../node_modules/.cache/holdfast-miner-${process.pid}-${Date.now()}/`, import.meta.url)
const mortal = new URL('mortal/', folder)
const stillborn = new URL('stillborn/', folder)

beforeAll(async () => {
  for (const place of [mortal, stillborn]) mkdirSync(place, { recursive: true })
  await build({
    entryPoints: [fileURLToPath(new URL('miner-worker.ts', import.meta.url))],
    outdir: fileURLToPath(folder),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  // The same with an end to it: a search of the platform `dies` ends the thread, one of `hangs` never comes back.
  writeFileSync(
    new URL('miner-worker.js', mortal),
    `import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ kind, platform }) => {
  if (kind === 'search' && platform === 'dies') process.exit(3)
  while (kind === 'search' && platform === 'hangs') {}
})
await import('../miner-worker.js')
`,
  )
  writeFileSync(new URL('miner-worker.js', stillborn), 'throw new Error("born dead")\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const dictionaries = newDictionaries()
const normal = normalVisits(1, 6_000)
const baseline = sampleOf(normal, dictionaries)

/** A flood whose visits have the header shape in common. */
function flood(headers: string, bots = 1_500): TestScene {
  const visits: TestVisit[] = normalVisits(2, 500)
  for (let i = 0; i < bots; i++) {
    const words = { ...normal[i]?.words, network: 'new', headers, userAgent: `agent ${i}` }
    visits.push({ words, network: BOTS_FROM + i, client: BOTS_FROM + i })
  }
  const attack = sampleOf(visits, dictionaries)
  return { attack, baseline, expected: 500, dictionaries, fleets: [], significance: -100, seed: 3 }
}

const script = flood('script')
const request = (platform: string, scene = script, key = '1'): MinerRequest => ({
  platform,
  key,
  normal: normalOf(scene),
  input: inputOf(scene),
})

async function withThread(options: MinerThreadOptions, use: (thread: MinerThread) => Promise<void>): Promise<void> {
  // Nothing but the test of it is given up, however busy the machine is.
  const thread = new MinerThread({ folder, giveUpMs: 60_000, ...options })
  try {
    await use(thread)
  } finally {
    await thread.close()
  }
}

const foundIn = (mined: Mined | null) => (mined?.kind === 'rules' ? mined.rules[0]?.tests[0]?.value : mined?.kind)

describe('the miner in a thread of its own', () => {
  it('finds what it would find here, and takes nothing away from who asked', () =>
    withThread({}, async (thread) => {
      const asked = request('news')
      expect(await thread.mine(asked)).toEqual(mineScene(script))
      expect(asked.input.attack.values).toHaveLength(script.attack.values.length)
      expect(asked.input.unseen).toHaveLength(script.attack.length)
      expect(asked.normal.sample.values).toHaveLength(baseline.values.length)
      expect(await thread.mine(asked)).toEqual(mineScene(script))
    }))

  it('spares fleets as it would here', () =>
    withThread({}, async (thread) => {
      const scene = { ...script, fleets: [[{ attribute: 'headers', op: 'is', value: 'script' }]] } satisfies TestScene
      expect(await thread.mine(request('news', scene))).toEqual(mineScene(scene))
    }))

  it('is told what is normal once, and anew when that is something else', () =>
    withThread({}, async (thread) => {
      await thread.mine(request('news'))
      const nothing = { ...script, baseline: sampleOf([], dictionaries) }
      const sameKey = { ...request('news', nothing), input: inputOf(script) }
      expect(await thread.mine(sameKey)).toEqual(mineScene(script))
      expect(foundIn(await thread.mine({ ...sameKey, key: '2' }))).toBe('nothing-admissible')
    }))

  it('keeps what is normal of many platforms apart, and of more than it can keep is told again', () =>
    withThread({}, async (thread) => {
      const nothing = sampleOf([], dictionaries)
      for (let i = 0; i < 70; i++) {
        const platform = request(`p${i}`, { ...script, baseline: i === 0 ? baseline : nothing })
        expect(foundIn(await thread.mine(platform))).toBe(i === 0 ? 'script' : 'nothing-admissible')
      }
      expect(foundIn(await thread.mine(request('p0')))).toBe('script')
    }))

  it('searches one at a time, and of a platform only the newest of those that wait', () =>
    withThread({}, async (thread) => {
      const answers = ['a', 'b', 'c', 'd'].map((headers) => thread.mine(request('news', flood(headers))))
      const other = thread.mine(request('shop', flood('e')))
      expect((await Promise.all(answers)).map(foundIn)).toEqual([undefined, undefined, undefined, 'd'])
      expect(foundIn(await other)).toBe('e')
    }))

  it('that dies in the middle of a search answers that one with nothing, and goes on with the next', async () => {
    const troubles: string[] = []
    await withThread({ folder: mortal, onTrouble: (why) => troubles.push(why) }, async (thread) => {
      expect(foundIn(await thread.mine(request('news')))).toBe('script')
      const [dead, next] = await Promise.all([thread.mine(request('dies')), thread.mine(request('news'))])
      expect(dead).toBeNull()
      expect(next).toEqual(mineScene(script))
    })
    expect(troubles).toEqual(['A search was given up: its thread ended.'])
  })

  it('gives a search up that takes too long, and goes on with the next', async () => {
    const troubles: string[] = []
    await withThread({ folder: mortal, giveUpMs: 3_000, onTrouble: (why) => troubles.push(why) }, async (thread) => {
      const [late, next] = await Promise.all([thread.mine(request('hangs')), thread.mine(request('news'))])
      expect(late).toBeNull()
      expect(foundIn(next)).toBe('script')
    })
    expect(troubles).toEqual(['A search was given up: it took longer than 3000 ms.'])
  })

  it('says why a search failed', async () => {
    const troubles: string[] = []
    await withThread({ onTrouble: (why) => troubles.push(why) }, async (thread) => {
      expect(await thread.mine({ ...request('news'), normal: null as never })).toBeNull()
      expect(foundIn(await thread.mine(request('news')))).toBe('script')
    })
    expect(troubles).toEqual([expect.stringContaining('its thread failed')])
  })

  it('that cannot start answers with nothing, each time', async () => {
    const troubles: string[] = []
    await withThread({ folder: stillborn, onTrouble: (why) => troubles.push(why) }, async (thread) => {
      expect(await thread.mine(request('news'))).toBeNull()
      expect(await thread.mine(request('news'))).toBeNull()
    })
    expect(troubles[0]).toContain('born dead')
  })

  it('answers what is under way with nothing when it is closed, and what comes after', async () => {
    const thread = new MinerThread({ folder })
    const answers = [thread.mine(request('news')), thread.mine(request('shop'))]
    await thread.close()
    expect(await Promise.all([...answers, thread.mine(request('news'))])).toEqual([null, null, null])
  })
})

describe('the texts that are handed over', () => {
  it('are those of values that a rule could name: of a flood of random values next to none', () => {
    const visits = Array.from({ length: 5_000 }, (_, i) => ({
      words: { route: `/${i}`, headers: 'script' },
      network: i,
      client: i,
    }))
    const scene = { ...script, attack: sampleOf(visits, dictionaries) }
    expect(occurringTexts(inputOf(scene)).flatMap(({ texts }) => texts)).toEqual(['script'])
  })
})
