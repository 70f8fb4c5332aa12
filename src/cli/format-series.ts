import type { NotRun } from '../drill/run-drill.js'
import { percent } from '../drill/score-people.js'
import type { Scorecard } from '../drill/scorecard.js'
import { printable, type TerminalStyle } from './terminal-style.js'
import { type TextColumn, textTable } from './text-table.js'

const COLUMNS: readonly TextColumn[] = [
  { heading: 'Drill', align: 'left' },
  { heading: '', align: 'left' },
  { heading: 'real actions', align: 'right' },
  { heading: 'succeeded', align: 'right' },
  { heading: 'worst activity', align: 'right' },
  { heading: 'p95 × calm', align: 'right' },
  { heading: 'mitigated', align: 'right' },
  { heading: 'at the origin', align: 'right' },
  { heading: 'calm again', align: 'right' },
]

/** The table that `holdfast drill --all` prints at its end, what was missed and what was not run. */
export function formatSeries(
  { scorecards, notRun }: { scorecards: readonly Scorecard[]; notRun: readonly NotRun[] },
  style: TerminalStyle,
): string {
  const passed = scorecards.filter((card) => card.passed).length
  const left = notRun.length === 0 ? '' : `, ${notRun.length} not run`
  const width = Math.max(0, ...scorecards.map(({ shape }) => shape.length), ...notRun.map(({ shape }) => shape.length))
  const line = (shape: string, why: string) => `  ${shape.padEnd(width)}  ${printable(why)}.`
  const missed = scorecards.flatMap((card) => reasons(card).map((why, i) => line(i === 0 ? card.shape : '', why)))
  const blocks = [
    textTable(
      COLUMNS,
      scorecards.map((card) => row(card, style)),
    ),
    missed.length === 0 ? [] : [style.strong('Missed'), ...missed],
    notRun.length === 0 ? [] : [style.strong('Not run'), ...notRun.map(({ shape, why }) => line(shape, why))],
    [`${passed} of ${scorecards.length} passed${left}.`],
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function reasons({ missed, brokenOff }: Scorecard): string[] {
  return brokenOff === null ? missed : [...missed, `broken off: ${brokenOff}`]
}

function row(card: Scorecard, style: TerminalStyle): string[] {
  const { shape, passed, all, worst, mitigatedAfterSeconds, atOrigin, attack, calmAgainMs } = card
  return [
    shape,
    passed ? style.good('passed') : style.danger('missed'),
    all.actions.toLocaleString('en'),
    all.succeeded === null ? '-' : percent(all.succeeded),
    worst === null ? '-' : `${percent(worst.succeeded)} ${printable(worst.activity)}`,
    all.ratio === null ? '-' : all.ratio.toFixed(1),
    attack === null ? '' : mitigatedAfterSeconds === null ? 'no' : `${mitigatedAfterSeconds} s`,
    atOrigin === null || atOrigin.sent === 0 ? '' : percent(atOrigin.reached / atOrigin.sent),
    calmAgainMs === null ? 'no' : `${(calmAgainMs / 1000).toFixed(1)} s`,
  ]
}
