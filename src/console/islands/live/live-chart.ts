import uPlot from 'uplot'
import { axisMaximum, CHART_SECONDS, type ChartData, type ChartSeries, stackedValues } from '../../view/chart-data.js'
import { formatClock } from '../../view/format.js'

const DARK = matchMedia('(prefers-color-scheme: dark)')
/** Charts with the same key share their cursor: one moment is read off all of them. */
const CURSOR_KEY = 'holdfast'

/** `<hf-chart>`: takes the place of the chart that the server drew, and can be read off with the pointer. */
export class LiveChart extends HTMLElement {
  #plot: uPlot | null = null
  #data: ChartData | null = null
  #timeZone = 'UTC'
  #readout = document.createElement('div')
  #onResize = new ResizeObserver(() => this.#plot?.setSize(this.#size()))
  #onScheme = () => this.#rebuild()

  connectedCallback(): void {
    this.#onResize.observe(this)
    DARK.addEventListener('change', this.#onScheme)
  }

  disconnectedCallback(): void {
    this.#onResize.disconnect()
    DARK.removeEventListener('change', this.#onScheme)
    this.#plot?.destroy()
    this.#plot = null
  }

  show(data: ChartData, timeZone: string): void {
    // With a reference line more or less (the calm value has become known) the plot has other series.
    const isSameShape = this.#data?.series.length === data.series.length
    this.#data = data
    this.#timeZone = timeZone
    if (this.#plot && isSameShape) this.#plot.setData(columnsOf(data))
    else this.#rebuild()
  }

  #rebuild(): void {
    const data = this.#data
    if (!data || !this.isConnected) return
    this.#plot?.destroy()
    this.replaceChildren(this.#readout)
    this.#readout.className = 'chart-readout'
    this.#readout.ariaHidden = 'true'
    this.#readout.hidden = true
    this.#plot = new uPlot(this.#options(data), columnsOf(data), this)
  }

  #size(): { width: number; height: number } {
    return { width: this.clientWidth, height: this.clientHeight }
  }

  #options(data: ChartData): uPlot.Options {
    const style = getComputedStyle(this)
    const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
    const font = `12px ${style.fontFamily}`
    const grid = { stroke: colour('line'), width: 1 }
    const now = () => this.#data ?? data
    return {
      ...this.#size(),
      padding: [8, 16, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: CURSOR_KEY },
        drag: { x: false, y: false },
        y: false,
        points: { show: !data.stacked, size: 7 },
      },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), this.#timeZone),
      scales: {
        x: { range: () => chartWindow(now().times) },
        y: { range: () => [0, axisMaximum(now())] },
      },
      axes: [
        {
          font,
          stroke: colour('muted'),
          grid: { show: false },
          ticks: { show: false },
          size: 24,
          gap: 4,
          space: 48,
          values: (_, moments) => moments.map((t) => formatClock(t * 1000, this.#timeZone).slice(0, 5)),
        },
        {
          font,
          stroke: colour('muted'),
          grid,
          ticks: { show: false },
          size: 52,
          gap: 6,
          space: 36,
          values: (_, values) => values.map((value) => now().format(value)),
        },
      ],
      series: [{}, ...drawnSeries(data).map((series) => seriesOptions(series, data.stacked, colour))],
      hooks: { setCursor: [(plot) => this.#read(plot)] },
    }
  }

  /** Shows the values under the pointer, on the side where the pointer is not. */
  #read(plot: uPlot): void {
    const index = plot.cursor.idx
    const data = this.#data
    const t = index == null ? undefined : data?.times[index]
    this.#readout.hidden = t === undefined
    if (t === undefined || index == null || !data) return
    const isLeft = (plot.cursor.left ?? 0) < plot.over.clientWidth / 2
    this.#readout.className = `chart-readout ${isLeft ? 'at-right' : 'at-left'}`
    const time = document.createElement('p')
    time.textContent = formatClock(t * 1000, this.#timeZone)
    const lines = data.series
      .filter(({ values }) => !data.stacked || values[index])
      .map((series) => readoutLine(series, index, data))
    this.#readout.replaceChildren(time, ...lines)
  }
}

function readoutLine({ key, label, values, reference }: ChartSeries, index: number, data: ChartData): HTMLElement {
  const line = document.createElement('p')
  const swatch = document.createElement('span')
  swatch.className = `swatch series-${key}${reference ? ' reference' : ''}`
  const value = document.createElement('b')
  value.textContent = data.format(values[index] ?? null)
  line.append(swatch, ` ${label} `, value)
  return line
}

/** A stack is drawn from the top down, each filled to the ground, so that the lower ones cover the upper. */
function drawnSeries(data: ChartData): ChartSeries[] {
  return data.stacked ? data.series.toReversed() : data.series
}

function columnsOf(data: ChartData): uPlot.AlignedData {
  const columns = data.stacked ? stackedValues(data.series).reverse() : data.series.map(({ values }) => values)
  return [data.times, ...columns]
}

function chartWindow(times: number[]): [number, number] {
  const end = times.at(-1) ?? 0
  return [end - CHART_SECONDS, end]
}

function seriesOptions(
  { key, label, reference }: ChartSeries,
  stacked: boolean,
  colour: (name: string) => string,
): uPlot.Series {
  const own = colour(`c-${key}`)
  if (stacked) return { label, fill: own, width: 0, points: { show: false } }
  const line = { label, stroke: own, points: { show: false } }
  return reference ? { ...line, width: 1.5, dash: [5, 4] } : { ...line, width: 2 }
}
