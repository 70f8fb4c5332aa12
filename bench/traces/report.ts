import { cpus } from 'node:os'
import { type TextColumn, textTable } from '../../src/cli/text-table.js'
import { challenged, type Figure, figuresOf, percent, refused } from './figures.js'
import type { Judgement, Touched } from './judge.js'
import type { Outcome } from './outcome.js'
import type { Run } from './run-traces.js'
import { type Interval, wilson } from './wilson.js'

export interface Report {
  machine: string
  skipped: string[]
  outcomes: Outcome[]
  figures: Figure[]
}

export function reportOf({ outcomes, skipped }: Run): Report {
  const processors = cpus()
  return {
    machine: `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
    skipped,
    outcomes,
    figures: figuresOf(outcomes),
  }
}

/** Everything was judged, and all that was to be reached was. */
export function allReached({ outcomes, figures }: Report): boolean {
  return outcomes.every(({ failed }) => failed === null) && figures.every(({ reached }) => reached)
}

const left = (heading: string): TextColumn => ({ heading, align: 'left' })
const right = (heading: string): TextColumn => ({ heading, align: 'right' })
/** Of all visits and clients that are welcome, from the onset on. */
const REAL_COLUMNS = [
  right('real visits'),
  right('slowed'),
  right('challenged'),
  right('refused'),
  right('real clients'),
  right('slowed'),
  right('challenged'),
  right('refused'),
]
const ATTACK_COLUMNS = [
  left('attack'),
  right('visits/s'),
  right('s'),
  right('first right'),
  left('rule'),
  right('stopped'),
  right('slowed'),
  right('rules'),
  ...REAL_COLUMNS,
]
const OTHER_COLUMNS = [left('no attack'), right('rules'), ...REAL_COLUMNS, left('most hurt')]
const FIGURE_COLUMNS = [left('figure'), left('to reach'), left('found'), left('')]

export function printed({ machine, skipped, outcomes, figures }: Report): string {
  const attacks = outcomes.filter(({ perSecond }) => perSecond !== null)
  const others = outcomes.filter(({ perSecond }) => perSecond === null)
  return [
    machine,
    ...skipped.map((what) => `skipped: ${what}`),
    ...section(textTable(ATTACK_COLUMNS, attacks.flatMap(attackCells)), attacks.length),
    ...section(textTable(OTHER_COLUMNS, others.flatMap(otherCells)), others.length),
    ...outcomes.filter(({ failed }) => failed !== null).map(({ trace, failed }) => `FAILED ${trace}: ${failed}`),
    '',
    ...textTable(
      FIGURE_COLUMNS,
      figures.map(({ figure, toReach, found, reached }) => [figure, toReach, found, reached ? 'reached' : 'MISSED']),
    ),
  ].join('\n')
}

function section(lines: readonly string[], rows: number): string[] {
  return rows === 0 ? [] : ['', ...lines]
}

function attackCells({ trace, perSecond, seconds, judged }: Outcome): string[][] {
  if (judged === null) return []
  const { firstRight } = judged
  const share = (visits: number) => (firstRight ? percent(visits / Math.max(1, firstRight.attackVisits)) : '-')
  return [
    [
      trace,
      (perSecond ?? 0).toFixed(0),
      (seconds ?? 0).toFixed(0),
      firstRight ? `${(firstRight.afterMs / 1000).toFixed(1)} s` : 'never',
      firstRight?.rule ?? '',
      share(firstRight?.stopped ?? 0),
      share(firstRight?.slowed ?? 0),
      rightOfAll(judged),
      ...realCells(judged),
    ],
  ]
}

function otherCells({ trace, judged }: Outcome): string[][] {
  if (judged === null) return []
  const [worst] = judged.hurt
  return [[trace, rightOfAll(judged), ...realCells(judged), worst ? `${worst[0]}: ${worst[1]} visits` : '']]
}

/** `3/4`: right rules, all rules. */
function rightOfAll({ rules }: Judgement): string {
  const named = rules.filter(({ id }) => id !== '-')
  return named.length === 0 ? '0' : `${named.filter(({ right }) => right).length}/${named.length}`
}

function realCells({ real }: Judgement): string[] {
  const shares = (touched: Touched, of: number) =>
    [touched.slow, challenged(touched), refused(touched)].map((hits) => interval(wilson(hits, of)))
  return [
    String(real.visits),
    ...shares(real.touchedVisits, real.visits),
    String(real.clients),
    ...shares(real.touchedClients, real.clients),
  ]
}

/** `0.52 % (0.41-0.66)`, the bounds in percent as well. */
function interval({ share, lower, upper }: Interval): string {
  return `${percent(share)} (${(100 * lower).toFixed(2)}-${(100 * upper).toFixed(2)})`
}
