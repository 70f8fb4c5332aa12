import type { HistoryPoint } from '../../brain/status.js'
import { type ChartId, chartData, chartTable } from './chart-data.js'
import { formatClock } from './format.js'
import { StaticChart } from './static-chart.js'

interface ChartProps {
  id: ChartId
  /** Name of the platform it belongs to. */
  platform: string
  points: HistoryPoint[]
  calmP95Ms: number | null
  timeZone: string
}

/** A chart with its legend, which carries the newest values, and the same as a table for who cannot see it. */
export function Chart({ id, platform, points, calmP95Ms, timeZone }: ChartProps) {
  const data = chartData(id, points, { calmP95Ms })
  const newest = points.length - 1
  return (
    <figure class="card chart" aria-labelledby={`chart-${id}`}>
      <figcaption>
        <h3 id={`chart-${id}`}>{data.title}</h3>
        <ul class="legend">
          {data.series.map(({ key, label, values, reference }) => (
            <li>
              <span class={`swatch series-${key}${reference ? ' reference' : ''}`} aria-hidden="true" />
              {label} <b>{data.format(values[newest] ?? null)}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <hf-chart data-chart={id} data-platform={platform}>
        <StaticChart data={data} />
      </hf-chart>
      <details>
        <summary>
          The last minute as a table<span class="visually-hidden">: {data.title}</span>
        </summary>
        <table>
          <caption class="visually-hidden">{data.title}, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {data.series.map(({ label }) => (
                <th scope="col" class="number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {chartTable(data).map(({ t, cells }) => (
              <tr>
                <th scope="row">{formatClock(t * 1000, timeZone)}</th>
                {cells.map((cell) => (
                  <td class="number">{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
