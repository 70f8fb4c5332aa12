import { formatClock, formatNumber } from './format.js'
import { StaticChart } from './static-chart.js'
import { type Minutes, wholeHour } from './whole-hour.js'

const HOUR_SECONDS = 3600
/** The table sums up so many minutes in a line. */
const TABLE_MINUTES = 5

/** The last hour by minute: all visits, and those among them that would have been touched. */
export function PreviewChart(props: { minutes: Minutes; now: string; timeZone: string }) {
  const { now, timeZone } = props
  const minutes = wholeHour(props.minutes, Date.parse(now))
  const series = [
    { key: 'refused', label: 'Touched', values: minutes.map(({ touched }) => touched) },
    { key: 'cached', label: 'Left alone', values: minutes.map(({ visits, touched }) => visits - touched) },
  ]
  const times = minutes.map(({ at }) => Date.parse(at) / 1000)
  const data = { times, series, stacked: true, leastMaximum: 10, format }
  return (
    <figure class="card chart wide" aria-labelledby="preview-chart">
      <figcaption>
        <h2 id="preview-chart">Visits a minute, the last hour</h2>
        <ul class="legend">
          {series.map(({ key, label }) => (
            <li>
              <span class={`swatch series-${key}`} aria-hidden="true" />
              {label}
            </li>
          ))}
        </ul>
      </figcaption>
      <div class="preview-chart">
        <StaticChart data={data} seconds={HOUR_SECONDS} start="an hour ago" />
      </div>
      <details>
        <summary>
          The last hour as a table<span class="visually-hidden">, by five minutes</span>
        </summary>
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col" class="number">
                Visits
              </th>
              <th scope="col" class="number">
                Touched
              </th>
            </tr>
          </thead>
          <tbody>
            {stretches(minutes).map(({ at, visits, touched }) => (
              <tr>
                <th scope="row">{formatClock(at, timeZone).slice(0, 5)}</th>
                <td class="number">{formatNumber(visits)}</td>
                <td class="number">{formatNumber(Math.round(touched))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

function stretches(minutes: Minutes): Minutes {
  const sums: Minutes = []
  for (let i = 0; i < minutes.length; i += TABLE_MINUTES) {
    const stretch = minutes.slice(i, i + TABLE_MINUTES)
    const sum = (count: (minute: Minutes[number]) => number) => stretch.reduce((total, m) => total + count(m), 0)
    sums.push({ at: stretch[0]?.at ?? '', visits: sum((m) => m.visits), touched: sum((m) => m.touched) })
  }
  return sums
}

function format(value: number | null): string {
  return value === null ? '' : formatNumber(value)
}
