import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildProcesses } from '../drill/built-processes.test-support.js'
import type { Scorecard } from '../drill/scorecard.js'
import { forms } from '../drill/shapes/forms.js'
import { office } from '../drill/shapes/office.js'
import { randomPaths } from '../drill/shapes/random-paths.js'
import { resets } from '../drill/shapes/resets.js'
import { startWireHoldfast } from '../drill/wire-holdfast.test-support.js'
import { withRate } from '../drill/with-rate.js'
import { drillAll, expectedSeconds, SERIES_TIMES } from './drill-all.js'
import { formatSeries } from './format-series.js'
import { terminalStyle } from './terminal-style.js'

let processes: Awaited<ReturnType<typeof buildProcesses>>
beforeAll(async () => {
  processes = await buildProcesses()
})
afterAll(() => processes.remove())

const times = { warmUpMs: 200, calmMs: 800, learnMs: 800, learnMostMs: 2_000, afterMs: 200, afterMostMs: 1_000 }

it('rehearses one after another in one window, tells of each, and says what could not be run and why', async () => {
  const wire = await startWireHoldfast()
  const stream = new PassThrough() as unknown as NodeJS.WriteStream
  let told = ''
  stream.on('data', (chunk) => {
    told += String(chunk)
  })
  const kept: Scorecard[] = []
  const shapes = [withRate(randomPaths, 50), resets, forms, withRate(office, 60)]
  const result = await drillAll(
    { shapes, dataDir: wire.dataDir, seconds: 2, seed: 3, times, processFolder: processes.folder },
    { signal: new AbortController().signal, stream, keep: async (card) => kept.push(card) },
  )
  await wire.close()
  expect(wire.asked.filter((request) => request.includes('/api/drill'))).toEqual([
    'POST /api/drill',
    'DELETE /api/drill',
  ])
  expect(result.scorecards.map(({ shape }) => shape)).toEqual(['random-paths', 'office'])
  expect(kept).toEqual(result.scorecards)
  expect(result.notRun.map(({ shape }) => shape)).toEqual(['resets', 'forms'])
  expect(result.notRun[0]?.why).toContain('speaks no HTTPS on 127.0.0.1')
  expect(result.notRun[1]?.why).toContain('which forms of this site may be sent')
  expect(wire.seen.some(({ from, path }) => from.startsWith('127.70.') && /^\/[a-zA-Z/]+$/.test(path))).toBe(true)
  expect(wire.seen.some(({ from }) => /^127\.7[15]\./.test(from))).toBe(false)
  expect(told).toContain('1 of 4: random-paths\n')
  expect(told).toContain('4 of 4: office\n')

  const lines = formatSeries(result, terminalStyle(false)).split('\n')
  expect(lines[0]).toMatch(/^Drill\s+real actions\s+succeeded\s+worst activity/)
  expect(lines.slice(1, 3).map((line) => line.split(/\s+/)[0])).toEqual(['random-paths', 'office'])
  expect(lines.find((line) => line.startsWith('  resets  '))).toContain('HTTPS')
  expect(lines.at(-2)).toMatch(/^\d of 2 passed, 2 not run\.$/)
}, 120_000)

it('takes about a quarter of an hour for all that there is', () => {
  const shapes = Array.from({ length: 24 }, () => randomPaths)
  expect(expectedSeconds(shapes, 15) / 60).toBeGreaterThan(12)
  expect(expectedSeconds(shapes, 15) / 60).toBeLessThanOrEqual(15)
  expect(SERIES_TIMES.learnMostMs + SERIES_TIMES.afterMostMs).toBeLessThanOrEqual(180_000)
})
