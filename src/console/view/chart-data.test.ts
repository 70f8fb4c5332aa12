import { describe, expect, it } from 'vitest'
import type { HistoryPoint } from '../../brain/status.js'
import { StressLevel } from '../../detect/stress-level.js'
import { sampleView, strainedStatus } from '../sample-view.test-support.js'
import {
  axisMaximum,
  CHART_IDS,
  type ChartData,
  chartData,
  chartTable,
  STRAINED_FROM,
  stackedValues,
} from './chart-data.js'

const points: HistoryPoint[] = sampleView(strainedStatus()).history().newsroom ?? []

describe('the charts', () => {
  it('have one value for each time, in every series', () => {
    expect(points).toHaveLength(300)
    for (const id of CHART_IDS) {
      const data = chartData(id, points, { calmP95Ms: 112 })
      expect(data.times).toHaveLength(300)
      for (const { values } of data.series) expect(values).toHaveLength(300)
    }
  })

  it('stack the outcomes to all visits of the second', () => {
    const top = stackedValues(chartData('outcomes', points, { calmP95Ms: null }).series).at(-1)
    const all = points.map(({ perSecond }) => Object.values(perSecond).reduce((sum, count) => sum + count, 0))
    expect(top).toEqual(all)
  })

  it('draw the calm line only when the calm value is known', () => {
    const labels = (calmP95Ms: number | null) =>
      chartData('latency', points, { calmP95Ms }).series.map(({ label }) => label)
    expect(labels(112)).toEqual(['Now', 'In calm times'])
    expect(labels(null)).toEqual(['Now'])
  })

  it('draw the strained line where the level does rise', () => {
    const rises = (distress: number) => {
      const level = new StressLevel(0)
      level.update(distress, 0)
      return level.update(distress, 60_000).level
    }
    expect(rises(STRAINED_FROM)).toBe('strained')
    expect(rises(STRAINED_FROM - 0.001)).toBe('calm')
  })

  it('have nothing to show before the first second', () => {
    const data = chartData('queue', [], { calmP95Ms: null })
    expect(chartTable(data)).toEqual([])
    expect(axisMaximum(data)).toBe(10)
  })

  it.each([
    [0, 10],
    [9, 10],
    [10, 10],
    [11, 15],
    [61, 80],
    [874, 1000],
    [1001, 1500],
    [123_456, 150_000],
  ])('for a largest value of %d end at %d', (value, maximum) => {
    const data: ChartData = { ...chartData('queue', [], { calmP95Ms: null }), times: [1] }
    data.series = [{ key: 'waiting-line', label: '', values: [value] }]
    expect(axisMaximum(data)).toBe(maximum)
  })

  it('tell the last minute as a table, every five seconds, newest first', () => {
    const rows = chartTable(chartData('latency', points, { calmP95Ms: 112 }))
    expect(rows).toHaveLength(12)
    expect(rows[0]?.t).toBe(points.at(-1)?.t)
    expect(rows[1]?.t).toBe((rows[0]?.t ?? 0) - 5)
    expect(rows[0]?.cells).toEqual([`${points.at(-1)?.p95Ms} ms`, '112 ms'])
  })

  it('show what was not measured as nothing, not as zero', () => {
    const last = points.at(-1)
    if (!last) throw new Error('the sample has points')
    const rows = chartTable(chartData('latency', [{ ...last, p95Ms: null }], { calmP95Ms: null }))
    expect(rows[0]?.cells).toEqual(['–'])
  })
})
