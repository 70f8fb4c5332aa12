import { medianOf } from '../edge/row.js'
import type { Touched } from './judge.js'
import type { Outcome } from './outcome.js'
import { wilson } from './wilson.js'

/** One thing that was to be reached. */
export interface Figure {
  figure: string
  toReach: string
  found: string
  reached: boolean
}

const MOST_REFUSED = 0.001
const MOST_CHALLENGED = 0.01
const MOST_CHALLENGED_WITHOUT_ATTACK = 0.005
/** A crowd is not challenged; being told to wait by a rule that takes it for an attack is wrong as well. */
const MOST_SLOWED_WITHOUT_ATTACK = 0.01
const LEAST_STOPPED = 0.95
const MEDIAN_MS = 2_000
const WORST_MS = 5_000
const REPLAY_LINES_PER_SECOND = 150_000

type Judged = Outcome & { judged: NonNullable<Outcome['judged']> }

/** The figures that these traces can tell something about. */
export function figuresOf(outcomes: readonly Outcome[]): Figure[] {
  const judged = outcomes.filter((outcome): outcome is Judged => outcome.judged !== null)
  const of = (...expectations: Outcome['expectation'][]) =>
    judged.filter(({ expectation }) => expectations.includes(expectation))
  const attacks = of('attack')
  const busy = attacks.filter(({ ground }) => ground !== 'thin')
  const thin = attacks.filter(({ ground }) => ground === 'thin')
  const plainReal = of('plain').filter(({ ground }) => ground === 'thin')
  return [
    ...nobodyRefused('real days without an attack, newsletters included', plainReal),
    ...fewTouched('real days: visits challenged', plainReal, challenged, MOST_CHALLENGED_WITHOUT_ATTACK),
    ...timeToRule('first right rule', busy),
    ...timeToRule('first right rule, site of less than one visit a second', thin),
    ...attackStopped(attacks),
    ...fewTouched('attacks: real visits refused', attacks, refused, MOST_REFUSED),
    ...fewTouched('attacks: real visits challenged', attacks, challenged, MOST_CHALLENGED),
    ...noGuess(of('copies')),
    ...nobodyRefused('one and a half times the calm rate', of('mild')),
    ...fewTouched('one and a half times: visits challenged', of('mild'), challenged, MOST_CHALLENGED_WITHOUT_ATTACK),
    ...nobodyRefused('crowds, rehearsed calm', [
      ...of('crowd'),
      ...of('plain').filter(({ ground }) => ground !== 'thin'),
    ]),
    ...fewTouched('crowds: visits challenged', of('crowd'), challenged, MOST_CHALLENGED_WITHOUT_ATTACK),
    ...fewTouched('crowds: visits slowed', of('crowd'), ({ slow }) => slow, MOST_SLOWED_WITHOUT_ATTACK),
    ...nothingBefore(judged.filter(({ expectation }) => expectation !== 'plain')),
    ...replaySpeed(judged),
  ]
}

export function refused(touched: Touched): number {
  return touched.refuse + touched.drop
}

export function challenged(touched: Touched): number {
  return touched.challenge
}

/** @example 0.031 → '3.1 %'; never '0 %' for what is more than nothing */
export function percent(share: number): string {
  if (share === 0) return '0 %'
  const hundredths = 100 * share
  return `${hundredths < 0.01 ? '< 0.01' : hundredths.toFixed(hundredths < 1 ? 2 : 1)} %`
}

function nobodyRefused(what: string, outcomes: readonly Judged[]): Figure[] {
  if (outcomes.length === 0) return []
  const clients = sum(outcomes, ({ judged }) => judged.real.clients)
  const hurt = sum(outcomes, ({ judged }) => refused(judged.real.touchedClients))
  return [{ figure: `${what}: clients refused`, toReach: '0', found: `${hurt} of ${clients}`, reached: hurt === 0 }]
}

/** Judged by the worst trace. */
function fewTouched(
  figure: string,
  outcomes: readonly Judged[],
  count: (touched: Touched) => number,
  most: number,
): Figure[] {
  const shares = outcomes.map(({ judged: { real }, trace }) => ({
    share: count(real.touchedVisits) / Math.max(1, real.visits),
    trace,
  }))
  const worst = shares.sort((a, b) => b.share - a.share)[0]
  if (!worst) return []
  const visits = sum(outcomes, ({ judged }) => judged.real.visits)
  const { share, lower, upper } = wilson(
    sum(outcomes, ({ judged }) => count(judged.real.touchedVisits)),
    visits,
  )
  const inAll = `${percent(share)} (${percent(lower)} to ${percent(upper)}) in all`
  const within = shares.filter(({ share }) => share <= most).length
  return [
    {
      figure,
      toReach: `≤ ${percent(most)} in each`,
      found: `${inAll}; ${within} of ${shares.length} traces; worst ${percent(worst.share)}, ${worst.trace}`,
      reached: worst.share <= most,
    },
  ]
}

function timeToRule(figure: string, outcomes: readonly Judged[]): Figure[] {
  if (outcomes.length === 0) return []
  const times = outcomes.map(({ judged, trace }) => ({
    ms: judged.firstRight?.afterMs ?? Number.POSITIVE_INFINITY,
    trace,
  }))
  const median = medianOf(times.map(({ ms }) => ms))
  const worst = times.sort((a, b) => b.ms - a.ms)[0]
  const never = times.filter(({ ms }) => ms === Number.POSITIVE_INFINITY).length
  return [
    {
      figure: `${figure}: median`,
      toReach: `≤ ${seconds(MEDIAN_MS)}`,
      found: `${seconds(median)}, ${times.length} traces`,
      reached: median <= MEDIAN_MS,
    },
    {
      figure: `${figure}: worst`,
      toReach: `≤ ${seconds(WORST_MS)}`,
      found: `${seconds(worst?.ms ?? Number.NaN)}, ${worst?.trace}${never > 1 ? ` and ${never - 1} more` : ''}`,
      reached: (worst?.ms ?? Number.POSITIVE_INFINITY) <= WORST_MS,
    },
  ]
}

function attackStopped(outcomes: readonly Judged[]): Figure[] {
  const shares = outcomes.map(({ judged: { firstRight }, trace }) => ({
    share: firstRight ? firstRight.stopped / Math.max(1, firstRight.attackVisits) : 0,
    trace,
  }))
  const worst = shares.sort((a, b) => a.share - b.share)[0]
  if (!worst) return []
  const enough = shares.filter(({ share }) => share >= LEAST_STOPPED).length
  return [
    {
      figure: 'attack visits stopped from the first right rule on',
      toReach: `≥ ${percent(LEAST_STOPPED)} in each`,
      found: `median ${percent(medianOf(shares.map(({ share }) => share)))}; ${enough} of ${shares.length} traces; worst ${percent(worst.share)}, ${worst.trace}`,
      reached: worst.share >= LEAST_STOPPED,
    },
  ]
}

function noGuess(outcomes: readonly Judged[]): Figure[] {
  if (outcomes.length === 0) return []
  const shares = outcomes.map(({ judged }) => judged.realVisitsTouchedByRules / Math.max(1, judged.real.visits))
  const worst = Math.max(...shares)
  return [
    {
      figure: 'exact copies: real visits touched by a rule',
      toReach: `≤ ${percent(MOST_REFUSED)} in each`,
      found: `worst ${percent(worst)}, ${shares.length} traces`,
      reached: worst <= MOST_REFUSED,
    },
  ]
}

function nothingBefore(outcomes: readonly Judged[]): Figure[] {
  if (outcomes.length === 0) return []
  const visits = sum(outcomes, ({ judged }) => judged.before.realVisits)
  const hurt = sum(outcomes, ({ judged: { before } }) => refused(before.touched) + challenged(before.touched))
  return [
    {
      figure: 'before the onset: real visits challenged or refused',
      toReach: `≤ ${percent(MOST_CHALLENGED_WITHOUT_ATTACK)}`,
      found: `${hurt} of ${visits}`,
      reached: hurt <= MOST_CHALLENGED_WITHOUT_ATTACK * visits,
    },
  ]
}

/** CPU of all threads, start and mining included; only where there are enough lines to tell. */
function replaySpeed(outcomes: readonly Judged[]): Figure[] {
  const long = outcomes.filter(({ judged }) => judged.lines >= 50_000)
  if (long.length === 0) return []
  const rates = long.map(({ judged, replayCpuMs }) => (judged.lines * 1000) / replayCpuMs)
  const median = medianOf(rates)
  return [
    {
      figure: 'replay, lines a second of CPU',
      toReach: `≥ ${REPLAY_LINES_PER_SECOND}`,
      found: `median ${Math.round(median)}, least ${Math.round(Math.min(...rates))}`,
      reached: median >= REPLAY_LINES_PER_SECOND,
    },
  ]
}

function seconds(ms: number): string {
  return ms === Number.POSITIVE_INFINITY ? 'never' : `${(ms / 1000).toFixed(1)} s`
}

function sum(outcomes: readonly Judged[], of: (outcome: Judged) => number): number {
  return outcomes.reduce((total, outcome) => total + of(outcome), 0)
}
