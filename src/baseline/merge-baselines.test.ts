import { describe, expect, it } from 'vitest'
import { ATTRIBUTES, COLUMN } from '../traffic/attributes.js'
import { Dictionary } from '../traffic/dictionary.js'
import type { Kind } from '../traffic/kind.js'
import { VisitDescriber } from '../traffic/visit-describer.js'
import { Baseline, type BaselineData } from './baseline.js'
import { BaselineLearner } from './learner.js'
import { mergeBaselines } from './merge-baselines.js'

const HOUR = 3_600_000
const MONDAY = Date.UTC(2026, 10, 23)

/** So many visits of an hour, all to one path, by networks from a number on. */
function learned(path: string, visits: number, from: number, networks: number, keyId = 'a'): BaselineData {
  const describer = new VisitDescriber(new Set())
  const learner = new BaselineLearner(describer, 1)
  for (let i = 0; i < visits; i++) {
    const values = new Int32Array(ATTRIBUTES.length)
    values[COLUMN.route] = describer.id(COLUMN.route, path)
    values[COLUMN.method] = describer.id(COLUMN.method, 'GET')
    const kind: Kind = 'page'
    const visit = { values, kind, network: networks + (i % 50), client: i, failed: false, opened: true }
    learner.add({ ...visit, time: from + (i * HOUR) / visits })
  }
  return learner.finish({ ownHosts: ['site.example'], keyId })
}

const dictionaries = () => ATTRIBUTES.map(() => new Dictionary())

describe('what was known and what was learned since', () => {
  const old = learned('/old', 2_000, MONDAY, 1_000)
  const fresh = learned('/new', 1_000, MONDAY + 24 * HOUR, 2_000)
  const both = mergeBaselines(old, fresh)

  it('know the values, hours and networks of both', () => {
    const known = dictionaries()
    const baseline = new Baseline(both, known)
    for (const path of ['/old', '/new']) {
      expect(baseline.isUnseen(COLUMN.route, known[COLUMN.route]?.find(path) ?? 0)).toBe(false)
    }
    expect([1_001, 2_001].map((network) => baseline.hasNetwork(network))).toEqual([true, true])
    expect(baseline.hasNetwork(3_001)).toBe(false)
    expect(baseline.perSecond(0)).toBeCloseTo(2_000 / 3_600, 1)
    expect(baseline.perSecond(24)).toBeCloseTo(1_000 / 3_600, 1)
    expect(both.visits).toBe(3_000)
    expect([both.learnedFrom, both.learnedTo]).toEqual([old.learnedFrom, fresh.learnedTo])
  })

  it('have a sample of both, whose visits are what they were', () => {
    const known = dictionaries()
    const sample = new Baseline(both, known).sample(0, 100_000)
    const paths = Array.from({ length: sample.length }, (_, row) =>
      known[COLUMN.route]?.text(sample.values[row * ATTRIBUTES.length + COLUMN.route] ?? 0),
    )
    expect(paths.filter((path) => path === '/old').length).toBe(old.rowHours.length)
    expect(paths.filter((path) => path === '/new').length).toBe(fresh.rowHours.length)
  })

  it('of another key do not share their networks: those of the old one cannot be told any more', () => {
    const baseline = new Baseline(mergeBaselines(learned('/', 500, MONDAY, 1_000, 'b'), fresh), dictionaries())
    expect([1_001, 2_001].map((network) => baseline.hasNetwork(network))).toEqual([false, true])
  })

  it('stay bounded, day after day', () => {
    let grown = old
    for (let day = 1; day <= 4; day++) {
      grown = mergeBaselines(grown, learned(`/day-${day}`, 3_000, MONDAY + day * 24 * HOUR, day * 1_000))
    }
    expect(grown.rowHours.length).toBeLessThanOrEqual(40_000)
    expect(grown.rows.length).toBe(grown.rowHours.length * ATTRIBUTES.length)
    expect(grown.values[COLUMN.route]?.[0]).toBe('/day-4')
  })
})
