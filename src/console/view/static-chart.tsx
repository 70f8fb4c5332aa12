import { axisMaximum, CHART_SECONDS, type ChartData, stackedValues } from './chart-data.js'

const WIDTH = 600
const HEIGHT = 160

/** What there is to draw: the rest of a chart's data stands around it. */
export type DrawnData = Pick<ChartData, 'times' | 'series' | 'stacked' | 'leastMaximum' | 'format'>

/**
 * A chart as the server draws it. Where scripts run, a live chart takes its place.
 * @param seconds how much time it covers
 * @param start what stands below its left end
 */
export function StaticChart(props: { data: DrawnData; seconds?: number; start?: string }) {
  const { data, seconds = CHART_SECONDS, start = '5 min ago' } = props
  const maximum = axisMaximum(data)
  const end = data.times.at(-1) ?? 0
  const x = (t: number) => round(((t - end + seconds) / seconds) * WIDTH)
  const y = (value: number) => round(HEIGHT - (value / maximum) * HEIGHT)

  return (
    <div class="static-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="static-chart-grid" d={`M0 .5H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT - 0.5}H${WIDTH}`} />
        {data.stacked
          ? stackedAreas(data, x, y).map(({ key, d }) => <path class={`area series-${key}`} d={d} />)
          : data.series.map(({ key, values, reference }) => (
              <path
                class={`line series-${key}${reference ? ' reference' : ''}`}
                d={linePath(data.times, values, x, y)}
              />
            ))}
      </svg>
      <span class="static-chart-top">{data.format(maximum)}</span>
      <span class="static-chart-start">{start}</span>
      <span class="static-chart-end">now</span>
    </div>
  )
}

/** From the top of the stack down, each filled to the ground, so that the lower ones cover the upper. */
function stackedAreas(data: DrawnData, x: (t: number) => number, y: (value: number) => number) {
  const first = data.times[0]
  const last = data.times.at(-1)
  if (first === undefined || last === undefined) return []
  return stackedValues(data.series)
    .map((values, i) => ({
      key: data.series[i]?.key ?? '',
      d: `${linePath(data.times, values, x, y)}L${x(last)} ${HEIGHT}L${x(first)} ${HEIGHT}Z`,
    }))
    .reverse()
}

/** A line with gaps where nothing was measured. */
function linePath(
  times: number[],
  values: (number | null)[],
  x: (t: number) => number,
  y: (value: number) => number,
): string {
  let path = ''
  let isDown = false
  for (const [i, t] of times.entries()) {
    const value = values[i] ?? null
    if (value !== null) path += `${isDown ? 'L' : 'M'}${x(t)} ${y(value)}`
    isDown = value !== null
  }
  return path
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
