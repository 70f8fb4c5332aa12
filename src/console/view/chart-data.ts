import type { HistoryPoint } from '../../brain/status.js'
import { formatLevelValue, formatMs, formatNumber } from './format.js'
import { OUTCOME_WORDS, OUTCOMES_BEST_FIRST } from './outcome-words.js'

/** The charts cover this many seconds. */
export const CHART_SECONDS = 300

export const CHART_IDS = ['outcomes', 'latency', 'distress', 'queue'] as const
export type ChartId = (typeof CHART_IDS)[number]

export interface ChartSeries {
  /** Names the colour in the stylesheet: `series-KEY` and `--KEY`. */
  key: string
  label: string
  /** One value for each time; null where nothing was measured. */
  values: (number | null)[]
  /** A limit or a reference rather than a measurement: drawn dashed. */
  reference?: boolean
}

export interface ChartData {
  id: ChartId
  title: string
  /** Unix times in seconds, ascending. */
  times: number[]
  /** For a stacked chart from the bottom up. */
  series: ChartSeries[]
  stacked: boolean
  /** Upper end of the axis; it never moves below this, so that a quiet chart looks quiet. */
  leastMaximum: number
  format: (value: number | null) => string
}

/** Distress from which the level becomes strained; decided by StressLevel, to which a test holds it. */
export const STRAINED_FROM = 0.5

/** What a chart needs beside the points: a reference value. */
export interface ChartReferences {
  calmP95Ms: number | null
}

const number = (value: number | null) => (value === null ? formatMs(null) : formatNumber(value))

/** One chart of the last five minutes. */
export function chartData(id: ChartId, points: HistoryPoint[], references: ChartReferences): ChartData {
  const times = points.map((point) => point.t)
  const line = (key: string, label: string, read: (point: HistoryPoint) => number | null): ChartSeries => ({
    key,
    label,
    values: points.map(read),
  })
  const reference = (key: string, label: string, read: (point: HistoryPoint) => number): ChartSeries => ({
    ...line(key, label, read),
    reference: true,
  })

  switch (id) {
    case 'outcomes':
      return {
        id,
        title: 'Visits a second',
        times,
        series: OUTCOMES_BEST_FIRST.map((outcome) =>
          line(outcome, OUTCOME_WORDS[outcome], (p) => p.perSecond[outcome]),
        ),
        stacked: true,
        leastMaximum: 10,
        format: number,
      }
    case 'latency': {
      const { calmP95Ms } = references
      const calm = calmP95Ms === null ? [] : [reference('calm-line', 'In calm times', () => calmP95Ms)]
      return {
        id,
        title: 'Time to answer, 95 of 100 visits',
        times,
        series: [line('latency', 'Now', (p) => p.p95Ms), ...calm],
        stacked: false,
        leastMaximum: 100,
        format: formatMs,
      }
    }
    case 'distress':
      return {
        id,
        title: 'Distress of the origin',
        times,
        series: [
          line('distress', 'Distress', (p) => p.distress),
          reference('strained-line', 'Strained from', () => STRAINED_FROM),
        ],
        stacked: false,
        leastMaximum: 1,
        format: (value) => (value === null ? formatMs(null) : formatLevelValue(value)),
      }
    case 'queue':
      return {
        id,
        title: 'Waiting and at the origin',
        times,
        series: [
          line('waiting-line', 'Waiting', (p) => p.waiting),
          line('in-flight', 'At the origin', (p) => p.inFlight),
          reference('limit-line', 'Allowed at the origin', (p) => p.limit),
        ],
        stacked: false,
        leastMaximum: 10,
        format: number,
      }
  }
}

/** Stacked values: for each series the sum of itself and all below it. What was not measured counts as nothing. */
export function stackedValues(series: ChartSeries[]): number[][] {
  const sums: number[] = []
  return series.map(({ values }) =>
    values.map((value, i) => {
      const sum = (sums[i] ?? 0) + (value ?? 0)
      sums[i] = sum
      return sum
    }),
  )
}

/** The upper end of the vertical axis: a round number at or above every value. */
export function axisMaximum(data: Pick<ChartData, 'series' | 'stacked' | 'leastMaximum'>): number {
  const columns = data.stacked ? stackedValues(data.series) : data.series.map(({ values }) => values)
  let most = data.leastMaximum
  for (const column of columns) for (const value of column) most = Math.max(most, value ?? 0)
  const magnitude = 10 ** Math.floor(Math.log10(most))
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * magnitude >= most - 1e-9) ?? 10
  return step * magnitude
}

export interface TableRow {
  /** Unix time in seconds. */
  t: number
  cells: string[]
}

const TABLE_SECONDS = 60
const TABLE_STEP_SECONDS = 5

/** The last minute as a table, one line every five seconds, newest first. */
export function chartTable(data: ChartData): TableRow[] {
  const last = data.times.at(-1)
  if (last === undefined) return []
  return data.times
    .map((t, i): TableRow => ({ t, cells: data.series.map(({ values }) => data.format(values[i] ?? null)) }))
    .filter(({ t }) => t > last - TABLE_SECONDS && t % TABLE_STEP_SECONDS === 0)
    .reverse()
}
