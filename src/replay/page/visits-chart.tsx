import type { Verdict } from '../../mitigate/judge.js'
import type { LiveRule } from '../../mitigate/live-rule.js'
import { DONE, dayAndTime, number, total } from '../story-words.js'
import type { Stretch } from '../timeline.js'
import type { Binned } from './binned.js'

const WIDTH = 960
const HEIGHT = 240
/** Below the areas: the levels, as a band. */
const BAND = 12
/** From the ground up. */
const STACK: readonly Verdict[] = ['serve', 'slow', 'challenge', 'refuse', 'drop']
const MINUTE_MS = 60_000

/** Visits a minute over time by what would have been done, the levels as a band below, and where rules began as marks. */
export function VisitsChart(props: { name: string; title: string; data: Binned; rules: readonly LiveRule[] }) {
  const { name, title, data, rules } = props
  const { bins, from, to, widthMs } = data
  const perMinute = (visits: number) => (visits * MINUTE_MS) / widthMs
  const most = Math.max(1, ...bins.map(({ visits }) => perMinute(total(visits))))
  const x = (at: number) => round(((at - from) / (to - from)) * WIDTH)
  const y = (visits: number) => round(HEIGHT - (perMinute(visits) / most) * HEIGHT)
  const shown = STACK.filter((verdict) => bins.some(({ visits }) => visits[verdict] > 0))
  const begun = rules.filter(({ created }) => created >= from && created < to)
  const levels = new Set(bins.map(({ level }) => level))

  return (
    <figure>
      <figcaption id={`${name}-title`}>{title}</figcaption>
      <p class="top">{number(Math.round(most))} visits a minute</p>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + BAND + 4}`}
        preserveAspectRatio="none"
        role="img"
        aria-labelledby={`${name}-title`}
      >
        <title>{title}</title>
        <path class="grid" d={`M0 .5H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`} />
        {shown
          .map((verdict, i) => (
            <path class={`area ${verdict}`} d={areaPath(bins, shown.slice(0, i + 1), { x, y, widthMs })} />
          ))
          .reverse()}
        {bins
          .filter(({ level }) => level !== 'calm')
          .map(({ at, level }) => (
            <rect
              class={level}
              x={x(at)}
              y={HEIGHT + 4}
              width={Math.max(1, round(x(at + widthMs) - x(at)))}
              height={BAND}
            />
          ))}
        {begun.map(({ created }) => (
          <path class="mark" d={`M${x(created)} 0V${HEIGHT}`} />
        ))}
      </svg>
      <p class="times">
        <span>{dayAndTime(from)}</span>
        <span>{dayAndTime(to)} UTC</span>
      </p>
      <ul class="legend">
        {shown.map((verdict) => (
          <li>
            <span class={`swatch ${verdict}`} />
            {DONE[verdict]}
          </li>
        ))}
        {(['strained', 'attack', 'severe'] as const)
          .filter((level) => levels.has(level))
          .map((level) => (
            <li>
              <span class={`swatch ${level}`} />
              below: {level}
            </li>
          ))}
        {begun.length > 0 && (
          <li>
            <span class="swatch mark" />
            {begun.length === 1 ? 'a rule begins' : 'rules begin'}
          </li>
        )}
      </ul>
    </figure>
  )
}

/** Visits that one rule met over time. */
export function HitsChart({ rule, data }: { rule: LiveRule; data: Binned }) {
  const { bins, from, to, widthMs } = data
  const hits = bins.map(({ rules }) => rules.get(rule.id) ?? 0)
  const most = Math.max(1, ...hits)
  const x = (at: number) => round(((at - from) / (to - from)) * WIDTH)
  const steps = bins.map(({ at }, i) => `V${round(60 - ((hits[i] ?? 0) / most) * 60)}H${x(at + widthMs)}`).join('')
  return (
    <svg class="hits" viewBox={`0 0 ${WIDTH} 61`} preserveAspectRatio="none" aria-hidden="true">
      <path class="grid" d={`M0 60.5H${WIDTH}`} />
      <path class={`area ${rule.measure}`} d={`M0 60${steps}V60Z`} />
    </svg>
  )
}

/** The outline of some verdicts together, in steps, filled to the ground. */
function areaPath(
  bins: readonly Stretch[],
  verdicts: readonly Verdict[],
  { x, y, widthMs }: { x: (at: number) => number; y: (visits: number) => number; widthMs: number },
): string {
  const steps = bins.map(({ at, visits }) => {
    const sum = verdicts.reduce((all, verdict) => all + visits[verdict], 0)
    return `V${y(sum)}H${x(at + widthMs)}`
  })
  return `M0 ${HEIGHT}${steps.join('')}V${HEIGHT}Z`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
