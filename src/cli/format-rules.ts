import type { ForbiddenRule, RuleMatch, RulePreview, RuleStatus } from '../brain/status.js'
import { testText } from '../console/view/attribute-words.js'
import { previewVerdict, type VerdictGrade } from '../console/view/preview-verdict.js'
import {
  effectWords,
  endWords,
  lifeWords,
  peopleWords,
  rememberedWords,
  STATE_WORDS,
} from '../console/view/rule-words.js'
import { type Minutes, wholeHour } from '../console/view/whole-hour.js'
import { percent, percentAtMost } from '../explain/percent.js'
import { formatDuration } from './duration.js'
import { localTime } from './local-time.js'
import { printable, type TerminalStyle } from './terminal-style.js'
import { textTable } from './text-table.js'

/** What `holdfast rules` lists. */
export interface RuleList {
  rules: readonly RuleStatus[]
  forbidden: readonly ForbiddenRule[]
  /** Milliseconds since 1970. */
  now: number
}

/** Older ones are in the console and in `--json`. */
const MOST_ENDED = 5
const LABEL_CELLS = 11

/** Those in force, newest first, then those that ended lately and those that are forbidden. */
export function formatRules({ rules, forbidden, now }: RuleList, style: TerminalStyle): string {
  const inForce = rules.filter(({ ended }) => !ended)
  const ended = rules.filter((rule) => rule.ended)
  const blocks = [
    inForce.length === 0 ? noRule(style) : inForce.flatMap((rule) => inForceLines(rule, now, style)),
    ended.length === 0
      ? []
      : [style.faint('Ended lately'), ...ended.slice(0, MOST_ENDED).flatMap((rule) => endedLines(rule, now))],
    forbidden.length === 0 ? [] : [style.faint('Forbidden'), ...forbidden.flatMap(forbiddenLines)],
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** Everything about one rule. */
export function formatRule(rule: RuleStatus, now: number, style: TerminalStyle): string {
  const { explains, collateral, hits, hitsPerSecond, match, recentHits } = rule
  const life = lifeWords(rule, new Date(now).toISOString())
  const back = rememberedWords(rule, new Date(now).toISOString())
  return `${[
    headLine(rule, now, style),
    style.strong(printable(rule.text)),
    '',
    ...labelled('does', [effectWords(rule)]),
    ...labelled('matches', match.map(testLine)),
    ...labelled('explains', [`${percent(explains)} of the visits in excess of normal`]),
    ...labelled('touches', [
      `${percent(collateral.share)} of normal visits, at most ${percentAtMost(collateral.upper)}`,
    ]),
    ...labelled('met', [`${count(hits)} visits, ${count(hitsPerSecond)} a second now; ${peopleWords(rule)}`]),
    ...(recentHits.some((met) => met > 0) ? labelled('', [`${sparkline(recentHits)} the last five minutes`]) : []),
    ...labelled('ends', [rule.ended ? printable(endWords(rule.ended)) : `${life.when}, ${life.note}`]),
    ...labelled('', back === null ? [] : [back]),
    ...labelled(
      'news',
      rule.news.map(({ at, text }) => `${localTime(at)} ${printable(text)}`),
    ),
  ].join('\n')}\n`
}

export function formatForbidden(forbidden: readonly ForbiddenRule[]): string {
  return forbidden.length === 0 ? 'No rule is forbidden.\n' : `${forbidden.flatMap(forbiddenLines).join('\n')}\n`
}

/** What a rule or a match would have done to the last hour, and to what is normal. */
export function formatPreview(preview: RulePreview, now: number, style: TerminalStyle): string {
  const { title, sentence, grade } = previewVerdict(preview)
  const columns = [
    { heading: 'asked for', align: 'left' as const },
    { heading: 'with', align: 'left' as const },
    { heading: 'share', align: 'right' as const },
  ]
  const rows = preview.examples.map(({ method, route, program, share }) => [
    shortened(printable(`${method} ${route}`), 60),
    shortened(printable(program), 40),
    percent(share),
  ])
  const table = rows.length === 0 ? [] : ['', ...textTable(columns, rows).map((line) => `  ${line}`)]
  return `${[
    GRADE_STYLES[grade](style)(`${GRADE_MARKS[grade]} ${title}`),
    printable(sentence),
    '',
    ...labelled('platform', [printable(preview.platform)]),
    ...labelled('matches', [printable(preview.text), ...preview.match.map(testLine)]),
    ...labelled('by minute', minuteLines(wholeHour(preview.lastHour.minutes, now))),
    ...table,
  ].join('\n')}\n`
}

const GRADE_MARKS: Record<VerdictGrade, string> = { nothing: '○', few: '●', some: '◐', many: '▲', unknown: '?' }
const GRADE_STYLES: Record<VerdictGrade, (style: TerminalStyle) => (text: string) => string> = {
  nothing: (style) => style.strong,
  few: (style) => style.good,
  some: (style) => style.caution,
  many: (style) => style.danger,
  unknown: (style) => style.caution,
}

function noRule(style: TerminalStyle): string[] {
  return [
    style.good('No rule is in force.'),
    'A rule appears when far more visits come than are normal, and most of those in excess have something in common',
    'that normal visits hardly have.',
  ]
}

function inForceLines(rule: RuleStatus, now: number, style: TerminalStyle): string[] {
  const life = lifeWords(rule, new Date(now).toISOString())
  return [
    headLine(rule, now, style),
    `     ${style.strong(printable(rule.text))}`,
    `     met ${count(rule.hits)} visits, ${count(rule.hitsPerSecond)} a second now; ${peopleWords(rule)}`,
    `     ends ${life.when}, ${life.note}`,
  ]
}

function headLine({ id, state, platform, created }: RuleStatus, now: number, style: TerminalStyle): string {
  const colour = {
    watch: style.faint,
    slow: style.caution,
    challenge: style.danger,
    probing: style.caution,
    ended: style.faint,
  }[state]
  const age = formatDuration(now - Date.parse(created))
  return `${String(id).padStart(4)} ${colour(STATE_WORDS[state].toLowerCase())} on ${printable(platform)}, made ${localTime(created)} (${age} ago)`
}

function endedLines(rule: RuleStatus, now: number): string[] {
  if (!rule.ended) return []
  const { at } = rule.ended
  const back = rememberedWords(rule, new Date(now).toISOString())
  return [
    `${String(rule.id).padStart(4)} ${printable(rule.text)}`,
    `     on ${printable(rule.platform)}, ${formatDuration(now - Date.parse(at))} ago. ${printable(endWords(rule.ended))}${back === null ? '' : `; it ${back}`}.`,
  ]
}

function forbiddenLines({ id, platform, text, since }: ForbiddenRule): string[] {
  return [`${String(id).padStart(4)} ${printable(text)}`, `     on ${printable(platform)}, since ${localTime(since)}`]
}

function testLine(test: RuleMatch): string {
  const { attribute, op, value } = testText(test)
  return `${attribute} ${op}${value === null ? '' : ` ${printable(value)}`}`
}

/** Two lines under each other: all visits, and those touched. */
function minuteLines(minutes: Minutes): string[] {
  const visits = minutes.map((minute) => minute.visits)
  const most = Math.max(0, ...visits)
  if (most === 0) return ['nobody came']
  return [
    `${sparkline(visits, most)} all, at most ${count(most)}`,
    `${sparkline(
      minutes.map((minute) => minute.touched),
      most,
    )} touched`,
  ]
}

const BLOCKS = '▁▂▃▄▅▆▇█'

/** One cell a value; nothing is a space, and anything at all shows. */
function sparkline(values: readonly number[], most = Math.max(...values)): string {
  return values
    .map((value) => (value <= 0 ? ' ' : (BLOCKS[Math.min(7, Math.floor((value / most) * BLOCKS.length))] ?? ' ')))
    .join('')
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(LABEL_CELLS)}${line}`)
}

function count(value: number): string {
  const rounded = value > 0 && value < 10 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value))
  return rounded.replace(/\B(?=(\d{3})+$)/g, ',')
}

function shortened(text: string, length: number): string {
  const characters = [...text]
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`
}
