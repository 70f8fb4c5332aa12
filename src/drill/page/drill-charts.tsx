import type { Child } from 'hono/jsx'
import type { ScoreSecond } from '../score-timeline.js'

const WIDTH = 960
const HEIGHT = 200
/** Below the chart: the levels, as a band. */
const BAND = 10

export interface ChartProps {
  name: string
  title: string
  seconds: readonly ScoreSecond[]
  attackSeconds: number
}

interface Scale {
  x: (at: number) => number
  y: (value: number) => number
}

/** What real visitors got, second by second: at once, after they had shown themselves, or not at all. */
export function PeopleChart(props: ChartProps & { rulesAt: readonly number[] }) {
  const { seconds, rulesAt } = props
  const most = Math.max(1, ...seconds.map(({ actions }) => actions))
  const challenged = (second: ScoreSecond) => Math.min(second.challenged, second.succeeded)
  return (
    <Chart {...props} top={`${most} real actions a second`} most={most}>
      {(scale) => (
        <>
          <Area class="bad" seconds={seconds} of={({ actions }) => actions} scale={scale} />
          <Area class="asked" seconds={seconds} of={({ succeeded }) => succeeded} scale={scale} />
          <Area class="good" seconds={seconds} of={(second) => second.succeeded - challenged(second)} scale={scale} />
          {rulesAt.map((at) => (
            <path class="mark" d={`M${scale.x(at)} 0V${HEIGHT}`} />
          ))}
        </>
      )}
    </Chart>
  )
}

/** How long nineteen of twenty real actions took at the most. */
export function TimeChart(props: ChartProps & { calmMs: number | null }) {
  const { seconds, calmMs } = props
  const most = Math.max(100, calmMs ?? 0, ...seconds.map(({ p95Ms }) => p95Ms ?? 0))
  return (
    <Chart {...props} top={most < 1000 ? `${Math.round(most)} ms` : `${(most / 1000).toFixed(1)} s`} most={most}>
      {({ x, y }) => (
        <>
          {calmMs === null ? null : <path class="calm" d={`M0 ${y(calmMs)}H${WIDTH}`} />}
          <path
            class="line"
            d={seconds
              .flatMap(({ at, p95Ms }, i) =>
                p95Ms === null ? [] : [`${i === 0 ? 'M' : 'L'}${x(at + 0.5)} ${y(p95Ms)}`],
              )
              .join('')
              .replace(/^L/, 'M')}
          />
        </>
      )}
    </Chart>
  )
}

/** What the attack sent, and what of it the origin had to answer. */
export function AttackChart(props: ChartProps) {
  const { seconds } = props
  const most = Math.max(1, ...seconds.map(({ attack }) => attack))
  return (
    <Chart {...props} top={`${most.toLocaleString('en')} requests a second`} most={most}>
      {(scale) => (
        <>
          <Area class="sent" seconds={seconds} of={({ attack }) => attack} scale={scale} />
          <Area class="origin" seconds={seconds} of={({ atOrigin }) => atOrigin} scale={scale} />
        </>
      )}
    </Chart>
  )
}

export function Legend({ entries }: { entries: readonly (readonly [string, string])[] }) {
  return (
    <ul class="legend">
      {entries.map(([look, words]) => (
        <li>
          <span class={`swatch ${look}`} />
          {words}
        </li>
      ))}
    </ul>
  )
}

function Chart(props: ChartProps & { top: string; most: number; children: (scale: Scale) => Child }) {
  const { name, title, seconds, attackSeconds, top, most, children } = props
  const [from, to] = [seconds[0]?.at ?? 0, (seconds.at(-1)?.at ?? 0) + 1]
  const x = (at: number) => round(((at - from) / Math.max(1, to - from)) * WIDTH)
  const y = (value: number) => round(HEIGHT - (value / most) * HEIGHT)
  return (
    <figure>
      <figcaption id={`${name}-title`}>{title}</figcaption>
      <p class="top">{top}</p>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + BAND + 4}`}
        preserveAspectRatio="none"
        role="img"
        aria-labelledby={`${name}-title`}
      >
        <title>{title}</title>
        <rect class="during" x={x(0)} y={0} width={round(x(attackSeconds) - x(0))} height={HEIGHT} />
        <path class="grid" d={`M0 .5H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`} />
        {children({ x, y })}
        {seconds
          .filter(({ level }) => level !== null && level !== 'calm')
          .map(({ at, level }) => (
            <rect class={level ?? ''} x={x(at)} y={HEIGHT + 4} width={round(x(at + 1) - x(at))} height={BAND} />
          ))}
      </svg>
      <p class="times">
        <span>{-from} s before</span>
        <span>{to} s</span>
      </p>
    </figure>
  )
}

/** In steps, filled to the ground. */
function Area(props: {
  class: string
  seconds: readonly ScoreSecond[]
  of: (second: ScoreSecond) => number
  scale: Scale
}) {
  const { seconds, of, scale } = props
  const steps = seconds.map((second) => `V${scale.y(of(second))}H${scale.x(second.at + 1)}`)
  return <path class={`area ${props.class}`} d={`M0 ${HEIGHT}${steps.join('')}V${HEIGHT}Z`} />
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
