import type { FrictionMeasure } from '../../mitigate/friction.js'
import { formatClock, formatDayAndClock } from './format.js'
import type { Band, BandStretch } from './friction-bands.js'
import type { FrictionWindow } from './friction-window.js'
import { MEASURE_WORDS } from './friction-words.js'
import { visibleText } from './visible-text.js'

const HEIGHT = 22
const TICKS = [0, 1 / 3, 2 / 3, 1]
const DAY_MS = 24 * 3_600_000
/** So that a moment in a week can still be seen. */
const LEAST_WIDTH = 0.004

/** A band for each activity and each measure over time. All that it shows stands in words beside it. */
export function FrictionChart(props: { bands: readonly Band[]; window: FrictionWindow; timeZone: string }) {
  const { bands, window, timeZone } = props
  const several = new Set(bands.map(({ platform }) => platform)).size > 1
  const clock = (at: number) =>
    window.to - window.from > DAY_MS
      ? formatDayAndClock(new Date(at).toISOString(), timeZone)
      : formatClock(at, timeZone)
  return (
    <figure class="friction-chart">
      <Hatching />
      <ul class="bands">
        {bands.map((band) => (
          <li class={band.isActivity ? 'band band-activity' : 'band'}>
            <p class="band-label">
              <b>{visibleText(band.label)}</b>{' '}
              <span class="sub">
                {several ? `${visibleText(band.platform)} · ` : ''}
                {stateWords(band, clock)}
              </span>
            </p>
            <svg class="band-line" width="100%" height={HEIGHT} aria-hidden="true">
              {band.isActivity ? <rect class="band-full" width="100%" height={HEIGHT} rx="4" /> : null}
              {TICKS.slice(1, -1).map((share) => (
                <line class="band-tick" x1={percent(share)} x2={percent(share)} y1="0" y2={HEIGHT} />
              ))}
              {band.stretches.map((stretch) => (
                <Stretch stretch={stretch} />
              ))}
              {band.back ? (
                <svg x={percent(band.back.place)} y="0" overflow="visible" aria-hidden="true">
                  <circle class="band-back" cx="0" cy={HEIGHT / 2} r="8" />
                  <path class="band-back-sign" d={`M-3.5 ${HEIGHT / 2}l2.5 2.8 4.5-5.2`} />
                </svg>
              ) : null}
            </svg>
          </li>
        ))}
      </ul>
      <svg class="band-axis" width="100%" height="18" aria-hidden="true">
        {TICKS.map((share, i) => (
          <text x={percent(share)} y="13" text-anchor={i === 0 ? 'start' : i === TICKS.length - 1 ? 'end' : 'middle'}>
            {clock(window.from + share * (window.to - window.from))}
          </text>
        ))}
      </svg>
      <Legend bands={bands} />
    </figure>
  )
}

function Stretch({ stretch: { measure, from, to } }: { stretch: BandStretch }) {
  const x = Math.min(from, 1 - LEAST_WIDTH)
  const size = { x: percent(x), width: percent(Math.max(LEAST_WIDTH, to - x)), height: HEIGHT, rx: 3 }
  return (
    <>
      <rect class={`measure-${measure}`} {...size} />
      {isHatched(measure) ? <rect fill="url(#friction-hatching)" {...size} /> : null}
    </>
  )
}

/** Kinds that share a colour differ by it, and nothing is told by colour alone. */
function Hatching() {
  return (
    <svg class="visually-hidden" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern id="friction-hatching" width="6" height="6" patternUnits="userSpaceOnUse">
          <path class="hatching" d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" />
        </pattern>
      </defs>
    </svg>
  )
}

function Legend({ bands }: { bands: readonly Band[] }) {
  const shown = new Set(bands.flatMap(({ stretches }) => stretches.map(({ measure }) => measure)))
  return (
    <ul class="legend">
      {bands.some(({ isActivity }) => isActivity) ? <Key name="band-full" words="Full speed" /> : null}
      {[...shown].map((measure: FrictionMeasure) => (
        <Key name={`measure-${measure}`} words={MEASURE_WORDS[measure]} isHatched={isHatched(measure)} />
      ))}
      {bands.some(({ back }) => back) ? (
        <li>
          <svg class="key" width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
            <circle class="band-back" r="7" />
            <path class="band-back-sign" d="M-3.5 0l2.5 2.8 4.5-5.2" />
          </svg>{' '}
          Back at full speed
        </li>
      ) : null}
    </ul>
  )
}

function Key({ name, words, isHatched = false }: { name: string; words: string; isHatched?: boolean }) {
  return (
    <li>
      <svg class="key" width="16" height="12" aria-hidden="true">
        <rect class={name} width="16" height="12" rx="3" />
        {isHatched ? <rect fill="url(#friction-hatching)" width="16" height="12" rx="3" /> : null}
      </svg>{' '}
      {words}
    </li>
  )
}

function isHatched(measure: FrictionMeasure): boolean {
  return measure === 'late' || measure === 'severe'
}

function stateWords({ isActivity, stretches, back }: Band, clock: (at: number) => string): string {
  if (!isActivity) return stretches.length === 1 ? 'once' : `${stretches.length} times`
  if (stretches.length === 0) return 'at full speed all the time'
  return back ? `back at full speed at ${clock(Date.parse(back.at))}` : 'not back at full speed yet'
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`
}
