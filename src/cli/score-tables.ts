import { percent, type ScoreRow } from '../drill/score-people.js'
import type { Scorecard } from '../drill/scorecard.js'
import { count, time } from './figure-words.js'
import { printable, type TerminalStyle } from './terminal-style.js'
import { textTable } from './text-table.js'

/** Each target against what was reached. */
export function targets({ targets: all }: Scorecard, style: TerminalStyle): string[] {
  if (all.length === 0) return []
  const columns = ['Target', 'wanted', 'reached', ''].map((heading) => ({ heading, align: 'left' as const }))
  const rows = all.map(({ what, wanted, reached, met }) => [
    printable(what),
    wanted,
    reached,
    met ? style.good('met') : style.danger('missed'),
  ])
  return textTable(columns, rows).map((line, index) => `  ${index === 0 ? style.faint(line) : line}`.trimEnd())
}

/** Activities and kinds of visitors, worst first. */
export function people({ activities, kinds }: Scorecard, style: TerminalStyle): string[] {
  if (activities.length === 0) return []
  const columns = ['', 'actions', 'succeeded', 'first try', 'challenged', 'p95 calm', 'during', 'ratio', 'waited'].map(
    (heading, index) => ({
      heading,
      align: index === 0 ? ('left' as const) : ('right' as const),
    }),
  )
  const group = (name: string, rows: readonly ScoreRow[]) => [
    [style.strong(name)],
    ...[...rows].sort(worstFirst).map((row) => cells(row)),
  ]
  const lines = textTable(columns, [...group('Activities', activities), [], ...group('Visitors', kinds)])
  return lines.map((line, index) => `  ${index === 0 ? style.faint(line) : line}`.trimEnd())
}

function cells(row: ScoreRow): string[] {
  const share = (value: number | null) => (value === null ? '-' : percent(value))
  return [
    `  ${printable(row.name)}`,
    count(row.actions),
    share(row.succeeded),
    share(row.firstTry),
    row.challenged === 0 ? '-' : count(row.challenged),
    time(row.calmP95Ms),
    time(row.duringP95Ms),
    row.ratio === null ? '-' : `${row.ratio.toFixed(1)} ×`,
    row.waited === 0 ? '-' : `${count(row.waited)} for ${time(row.waitedMs / row.waited)}`,
  ]
}

/** What failed most often. */
export function failures({ failures: all }: Scorecard): string[] {
  if (all.length === 0) return []
  const rows = all.map(({ activity, why, count: times }) => [`${count(times)} ×`, printable(activity), printable(why)])
  const columns = [
    { heading: '', align: 'right' as const },
    { heading: '', align: 'left' as const },
    { heading: '', align: 'left' as const },
  ]
  return [
    '  What failed',
    ...textTable(columns, rows)
      .slice(1)
      .map((line) => `    ${line}`),
  ]
}

function worstFirst(a: ScoreRow, b: ScoreRow): number {
  return (a.succeeded ?? 2) - (b.succeeded ?? 2) || b.actions - a.actions
}
