import type { ScoreRule } from '../drill/score-defence.js'
import { percent } from '../drill/score-people.js'
import type { Scorecard } from '../drill/scorecard.js'
import { count, counted, seconds } from './figure-words.js'
import { failures, people, targets } from './score-tables.js'
import { printable, type TerminalStyle } from './terminal-style.js'
import { wrapWords } from './wrap-words.js'

const RULE_WIDTH = 96

export interface ScorecardContext {
  /** The last complete drill of this shape, if there was one. */
  last: Scorecard | null
  /** Where the result was kept; null when nowhere. */
  file: string | null
}

/** The page that `holdfast drill` prints at its end: the score first, then what it is made of. */
export function formatScorecard(card: Scorecard, { last, file }: ScorecardContext, style: TerminalStyle): string {
  const blocks = [
    heading(card, style),
    verdict(card, style),
    targets(card, style),
    people(card, style),
    failures(card),
    [
      ...what(card),
      ...labelled('Compared', compared(card, last)),
      ...(file === null ? [] : labelled('Kept in', [file])),
    ],
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function heading({ shape, platform, attackSeconds, seed }: Scorecard, style: TerminalStyle): string[] {
  return [
    `${style.strong(`Drill: ${shape}`)}  ${style.faint(`on ${printable(platform)}, ${count(attackSeconds)} s, seed ${seed}`)}`,
  ]
}

function verdict({ worst, passed, missed, brokenOff, activities, all }: Scorecard, style: TerminalStyle): string[] {
  const lines: string[] = []
  if (worst !== null) {
    const score = (passed ? style.good : style.danger)(percent(worst.succeeded))
    lines.push(
      `  ${score} of what people did in "${printable(worst.activity)}" succeeded: the worst of ${counted(activities.length, 'activity', 'activities')}`,
    )
    if (all.succeeded !== null)
      lines.push(style.faint(`  ${percent(all.succeeded)} of all ${count(all.actions)} real actions`))
  }
  if (brokenOff !== null)
    lines.push(`  ${style.caution('Broken off')}: ${printable(brokenOff)}. What follows is what was seen until then.`)
  if (passed) lines.push(`  ${style.good('Passed.')}`)
  for (const sentence of missed) lines.push(`  ${style.danger('Missed:')} ${printable(sentence)}.`)
  return lines
}

function what(card: Scorecard): string[] {
  if (card.attackSeconds === 0) return []
  return [
    ...labelled('Mitigated', [mitigated(card)]),
    ...labelled('The attack', attack(card)),
    ...labelled('Got through', gotThrough(card)),
    ...labelled('Collateral', collateral(card)),
    ...labelled('Rules', rules(card)),
    ...labelled('Holdfast', holdfast(card)),
    ...labelled('Level', [levels(card)]),
    ...labelled('Full speed', recovery(card)),
    ...labelled('The drill', generator(card)),
  ]
}

function mitigated({ mitigatedAfterSeconds: after, mitigatedEach, attackSeconds, attack: load }: Scorecard): string {
  const begin = load === null ? 'the rush began' : 'the attack began'
  if (attackSeconds < 5) return 'too short to say'
  if (mitigatedEach.length > 1) {
    const times = mitigatedEach.map((time) => (time === null ? 'not' : `${time} s`))
    return `after the beginning and each change: ${times.join(', ')}`
  }
  if (after === null)
    return `not within the ${count(attackSeconds)} s: real actions did not succeed within 2 s for five seconds on end`
  return after === 0
    ? `at once: real actions went on from the first second ${load === null ? 'of the rush' : 'of the attack'}`
    : `${after} s after ${begin}`
}

function attack({ attack: sent, attackSeconds }: Scorecard): string[] {
  if (sent === null) return ['none: everybody who came was real']
  const { answered } = sent
  const answers = [
    [answered.content, 'answered'],
    [answered.challenged, 'challenged'],
    [answered.busy, 'told to come later'],
    [answered.otherStatus, 'refused'],
    [answered.serverError, 'met an error'],
    [sent.cutOff, 'cut off'],
    [sent.gaveUp, 'given up'],
  ] as const
  const parts = answers.filter(([number]) => number > 0).map(([number, word]) => `${count(number)} ${word}`)
  const rate = attackSeconds > 0 ? ` (${count(sent.sent / attackSeconds)} a second)` : ''
  const lines = [
    `${count(sent.sent)} sent${rate} on at most ${count(sent.open)} connections${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`,
  ]
  const unsent = [
    ...(sent.heldBack > 0 ? [`${count(sent.heldBack)} more were due and waited for a free connection`] : []),
    ...(sent.notConnected > 0 ? [`${count(sent.notConnected)} connections were not accepted`] : []),
  ]
  if (unsent.length > 0) lines.push(unsent.join(', '))
  return lines
}

/** How much of an attack the origin had to bear. */
function gotThrough({ atOrigin }: Scorecard): string[] {
  if (atOrigin === null || atOrigin.sent === 0) return []
  const { sinceRule } = atOrigin
  const of = ({ reached, sent }: { reached: number; sent: number }) =>
    `${count(reached)} of ${count(sent)}${sent === 0 ? '' : ` (${percentUp(reached / sent)})`}`
  const lines = [`${of(atOrigin)} requests of the attack were answered by the origin`]
  if (sinceRule !== null) lines.push(`${of(sinceRule)} of those sent since the first rule was made`)
  return lines
}

/** Never rounds down what went wrong: 0.02 % is 0.1 %. */
function percentUp(share: number): string {
  return `${Number((Math.ceil(share * 1000 - 1e-9) / 10).toFixed(1))} %`
}

function rules({ rules: made, normal }: Scorecard): string[] {
  const lines = made?.length ? made.flatMap(ruleLines) : ['no rule came into force']
  if (normal !== null) {
    const known = `${count(normal.visits)} visits were known as normal after ${count(normal.calmSeconds)} s of calm`
    lines.push(normal.ready ? known : `${known}: too few for a rule`)
  }
  return lines
}

function ruleLines({ text, atMs, hits, people, state }: ScoreRule): string[] {
  const [first = '', ...rest] = wrapWords(`${seconds(atMs)}  ${printable(text)}`, RULE_WIDTH)
  const what = state === 'watch' ? 'only watched' : `met ${counted(hits, 'visit', 'visits')}`
  return [
    first,
    ...[...rest, `${what}, ${count(people)} of them by people as far as can be told`].map((line) => `       ${line}`),
  ]
}

function holdfast({ holdfast: seen }: Scorecard): string[] {
  if (seen === null) return ['its console did not answer']
  const { cpu, origin } = seen
  const used = cpu === null ? '' : `, ${cpu.mean.toFixed(2)} processor cores (at most ${cpu.peak.toFixed(2)})`
  const load = origin.duringPerSecond === null ? '' : `${count(origin.duringPerSecond)} requests a second`
  const before = origin.calmPerSecond === null ? '' : ` (${count(origin.calmPerSecond)} in calm)`
  return [
    `${count(seen.served)} answered by the origin, ${count(seen.cached)} from copies, ${count(seen.refused)} refused or told to wait, ${count(seen.challenged)} challenged`,
    `at most ${count(seen.peakMemoryMb)} MB and ${count(seen.peakConnections)} connections${used}`,
    ...(load === '' ? [] : [`the origin had ${load}${before}, at most ${count(origin.peakInFlight)} at a time`]),
  ]
}

/** People whom a measure touched, whatever it was. */
function collateral({ all }: Scorecard): string[] {
  const touched = [
    [all.challenged, 'challenged'],
    [all.refused, 'turned away'],
    [all.waited, 'told to wait'],
  ] as const
  const parts = touched.filter(([number]) => number > 0).map(([number, word]) => `${count(number)} ${word}`)
  return [
    parts.length === 0 ? 'no real action was touched' : `of ${count(all.actions)} real actions: ${parts.join(', ')}`,
  ]
}

function recovery({ back, left, attackSeconds }: Scorecard): string[] {
  if (back === null || attackSeconds === 0) return []
  const times = back.map(({ activity, afterMs }) => {
    const when = afterMs === null ? 'not seen' : afterMs === 0 ? 'all the time' : `after ${seconds(afterMs)}`
    return `${printable(activity)} ${when}`
  })
  const rest = left.length === 0 ? 'nothing was left behind' : `left behind: ${left.map(printable).join('; ')}`
  return [...wrapWords(times.join(', '), RULE_WIDTH), ...wrapWords(rest, RULE_WIDTH)]
}

function levels({ levels: changes, calmAgainMs, attackSeconds }: Scorecard): string {
  const duringIt = changes.filter(({ atMs }) => atMs < attackSeconds * 1000)
  if (duringIt.length === 0) return 'calm all the time'
  const parts = duringIt.map(({ level, atMs }) => `${level} ${seconds(atMs)} after the start`)
  const end =
    calmAgainMs === null
      ? 'not calm again while it was watched'
      : calmAgainMs === 0
        ? 'calm at the end'
        : `calm again ${seconds(calmAgainMs)} after the end`
  return [...parts, end].join(', ')
}

function generator({ generator: { attackCpu, visitorsCpu, notBegun, notHere } }: Scorecard): string[] {
  const cores = (share: number | null) => (share === null ? null : share.toFixed(2))
  const parts = [
    ...(cores(attackCpu) === null ? [] : [`the attack ${cores(attackCpu)}`]),
    ...(cores(visitorsCpu) === null ? [] : [`the visitors ${cores(visitorsCpu)}`]),
  ]
  const cost = parts.length === 0 ? 'used nothing' : `used ${parts.join(' and ')} of a processor core`
  const late = notBegun === 0 ? cost : `${cost}; ${count(notBegun)} real actions could not be begun`
  return [late, ...notHere.map((why) => `not here: ${printable(why)}`)]
}

function compared(card: Scorecard, last: Scorecard | null): string[] {
  if (last === null) return [`this is the first ${card.shape} drill kept here`]
  const when = new Date(last.startedAt).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' })
  const before =
    last.worst === null ? 'nothing measured' : `${percent(last.worst.succeeded)} in "${printable(last.worst.activity)}"`
  const then = last.mitigatedAfterSeconds === null ? 'not mitigated' : `mitigated after ${last.mitigatedAfterSeconds} s`
  return [`${direction(card, last)} the drill of ${when}: ${before}, ${then}`]
}

/** Half a percentage point is what two drills of the same shape differ by anyway. */
function direction({ worst }: Scorecard, { worst: before }: Scorecard): string {
  if (worst === null || before === null) return 'cannot be compared with'
  const change = worst.succeeded - before.succeeded
  if (Math.abs(change) < 0.005) return 'as good as'
  return `${change > 0 ? 'better' : 'worse'} by ${(Math.abs(change) * 100).toFixed(1)} points than`
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(12)}${line}`)
}
