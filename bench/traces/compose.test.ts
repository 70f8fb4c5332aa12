import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { QUICK, type Trace, tracesOn } from './catalogue.js'
import { compose } from './compose.js'
import { smallGround } from './small-ground.test-support.js'
import type { LabelledVisit, LogTimes } from './visit.js'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-compose-'))
afterAll(() => rmSync(folder, { recursive: true }))
const files = { log: join(folder, 'log'), truth: join(folder, 'truth') }

const size = { ...QUICK, mostAttackVisits: 1_500, leadInMs: 20_000 }
const traces = tracesOn(smallGround(), size, 'all')

function written(visits: Iterable<LabelledVisit>, times: LogTimes = 'fine'): { log: string[]; truth: string[][] } {
  compose(visits, files, times)
  const lines = (path: string) => readFileSync(path, 'latin1').trimEnd().split('\n')
  return { log: lines(files.log), truth: lines(files.truth).map((line) => line.split('\t')) }
}

function named(name: string): Trace {
  const trace = traces.find((one) => one.name === `${name}/small/1`)
  if (!trace) throw new RangeError(`no trace ${name}`)
  return trace
}

describe('a composed trace', () => {
  it('has a line of truth for each line of the log, in its order', () => {
    const { log, truth } = written(named('one-each').visits())
    expect(truth).toHaveLength(log.length)
    expect(truth.map(([number]) => Number(number))).toEqual(log.map((_, i) => i + 1))
    for (const [i, line] of log.entries()) {
      const isAttack = truth[i]?.[2] === 'attack:one-each'
      expect(line.includes('SM-J320F')).toBe(isAttack)
    }
  })

  it.each(traces.map(({ name }) => name))('is in the order of time: %s', (name) => {
    const trace = traces.find((one) => one.name === name)
    let latest = 0
    for (const { timeMs } of trace?.visits() ?? []) {
      expect(timeMs).toBeGreaterThanOrEqual(latest)
      latest = timeMs
    }
    expect(latest).toBeGreaterThan(0)
  })

  it.each(['fine', 'whole'] as const)('stamps lines with their time in combined format: %s', (times) => {
    const { log, truth } = written(named('search-facets').visits(), times)
    const stamp =
      /^\S+ - - \[(\d\d)\/Sep\/2026:(\d\d):(\d\d):(\d\d)(\.\d{3})? \+0000\] "[A-Z]+ \S+ HTTP\/[\d.]+" \d{3} \d+ "[^"]+" "[^"]+"$/
    for (const [i, line] of log.entries()) {
      const [, day, hour, minute, second, fraction] = (stamp.exec(line) ?? []).map(Number)
      const at = Number(truth[i]?.[1])
      const ms = times === 'fine' ? Math.round(1000 * (fraction ?? Number.NaN)) : 0
      expect(Date.UTC(2026, 8, day, hour, minute, second, ms)).toBe(
        times === 'fine' ? at : Math.floor(at / 1000) * 1000,
      )
    }
  })

  it('is the same for the same seed, and another for another', () => {
    const first = written(named('pulses').visits())
    expect(written(named('pulses').visits())).toEqual(first)
    const again = tracesOn(smallGround(), { ...size, seeds: 2 }, 'all').filter(({ name }) => name.startsWith('pulses'))
    expect(again).toHaveLength(2)
    expect(written(again[0]?.visits() ?? [])).toEqual(first)
    expect(written(again[1]?.visits() ?? [])).not.toEqual(first)
  })

  it('does not write addresses into the truth, and tells people behind one address apart', () => {
    const { log, truth } = written(named('office').visits())
    const office = truth.flatMap(([, , , client, group], i) => (group === 'office' ? [{ client, i }] : []))
    const addresses = new Set(office.map(({ i }) => log[i]?.split(' ')[0]))
    expect(addresses.size).toBe(1)
    expect(new Set(office.map(({ client }) => client)).size).toBeGreaterThan(5)
    expect(readFileSync(files.truth, 'latin1')).not.toContain([...addresses][0])
  })

  it('escapes what would end a field', () => {
    const [visit] = [...named('one-each').visits()]
    if (!visit) throw new RangeError('no visit')
    const { log } = written([{ ...visit, userAgent: 'a "quoted" \\ agent' }])
    expect(log[0]).toMatch(/"a \\"quoted\\" \\\\ agent"$/)
  })
})
