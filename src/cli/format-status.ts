import type { ActivityStatus, EdgeStatus, PlatformStatus, Status } from '../brain/status.js'
import { fullest } from '../brain/use-warnings.js'
import type { Level } from '../detect/level.js'
import { REFUSALS, STRUCTURES } from '../link/structures.js'
import { OUTCOMES } from '../traffic/outcome.js'
import { formatDuration } from './duration.js'
import { frictionLines } from './format-friction.js'
import { printable, type TerminalStyle } from './terminal-style.js'
import { textTable } from './text-table.js'

/** More than this scrolls the important lines away. */
const TOP_ROUTES = 5
const BAR_CELLS = 20

/**
 * The page that `holdfast status` prints: the sentence, then each platform, the edges and what the operator should mend.
 * Times of day are those of the machine's time zone.
 */
export function formatStatus(status: Status, style: TerminalStyle): string {
  const now = Date.parse(status.now)
  const blocks = [
    heading(status, now, style),
    ...status.platforms.map((platform) => platformBlock(platform, now, style)),
    frictionLines(status, style),
    edgesBlock(status.edges, style),
    status.warnings.map((warning) => `${style.caution('!')} ${printable(warning)}`),
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function heading(status: Status, nowMs: number, style: TerminalStyle): string[] {
  const { level, sentence, version, startedAt, now, drill } = status
  const running = formatDuration(nowMs - Date.parse(startedAt))
  const rehearsal = drill
    ? [style.caution(`  A drill may strike until ${clock(drill.until)}: this may be a rehearsal.`)]
    : []
  return [
    `${levelMark(level, style)} ${style.strong(printable(sentence))}`,
    style.faint(`  Holdfast ${version}, running for ${running}, as of ${clock(now)}`),
    ...rehearsal,
  ]
}

function platformBlock(platform: PlatformStatus, now: number, style: TerminalStyle): string[] {
  const { name, level, since, hosts, origins } = platform
  const title = `${style.strong(printable(name))}  ${levelWord(level, style)} since ${clock(since)} (${formatDuration(now - Date.parse(since))})`
  return [
    title,
    style.faint(`  ${hosts.map(printable).join(', ')} → ${origins.map(({ url }) => printable(url)).join(', ')}`),
    '',
    ...labelled('distress', distressLines(platform, style)),
    ...labelled('requests', requestLines(platform)),
    ...labelled('answers in', [latencyLine(platform)]),
    ...labelled('waiting', [queueLine(platform)]),
    ...labelled('at the origin', [originLine(platform)]),
    ...labelled('origins', originLines(platform, style)),
    ...indented(activityTable(platform, style)),
    ...indented(routeTable(platform, style)),
  ]
}

function distressLines({ distress, reasons }: PlatformStatus, style: TerminalStyle): string[] {
  const colour = distress >= 0.9 ? style.danger : distress >= 0.5 ? style.caution : style.good
  const [first, ...others] = reasons.map(printable)
  return [
    `${colour(bar(distress))} ${distress.toFixed(2)}${first === undefined ? '' : `  ${first}`}`,
    ...others.map((reason) => `${' '.repeat(BAR_CELLS + 5)}  ${reason}`),
  ]
}

function requestLines({ requestsPerSecond, perSecond }: PlatformStatus): string[] {
  const parts = OUTCOMES.filter((outcome) => perSecond[outcome] > 0).map(
    (outcome) => `${count(perSecond[outcome])} ${outcome}`,
  )
  return [`${count(requestsPerSecond)} a second${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`]
}

function latencyLine({ p95Ms, calmP95Ms }: PlatformStatus): string {
  if (p95Ms === null) return 'nothing to measure (95 % of answers)'
  const calm = calmP95Ms === null ? 'calm not known yet' : `calm ${milliseconds(calmP95Ms)}${times(p95Ms, calmP95Ms)}`
  return `${milliseconds(p95Ms)} for 95 % of answers, ${calm}`
}

function queueLine({ queue }: PlatformStatus): string {
  const wait = queue.p95WaitMs === null ? '' : `, 95 % wait at most ${milliseconds(queue.p95WaitMs)}`
  return `${count(queue.waiting)} of ${count(queue.limit)} places${wait}`
}

function originLine({ atOrigin }: PlatformStatus): string {
  const { inFlight, limit, errorsPerSecond } = atOrigin
  const errors = errorsPerSecond > 0 ? `, ${count(errorsPerSecond)} errors a second` : ''
  return `${count(inFlight)} of ${count(limit)} requests at a time${errors}`
}

/** One line an origin where there is something to tell: one of several, or one that is not up. */
function originLines({ origins }: PlatformStatus, style: TerminalStyle): string[] {
  if (origins.length === 1 && origins[0]?.state === 'up') return []
  const width = Math.max(...origins.map(({ url }) => url.length))
  return origins.map(({ url, state, inFlight, errorsPerSecond }) => {
    const colour = { up: style.good, probing: style.caution, down: style.danger }[state]
    const errors = errorsPerSecond > 0 ? `, ${count(errorsPerSecond)} errors a second` : ''
    return `${printable(url).padEnd(width)}  ${colour(state)}, ${count(inFlight)} requests now${errors}`
  })
}

function activityTable({ activities }: PlatformStatus, style: TerminalStyle): string[] {
  if (activities.length === 0) return []
  const right = ['a second', '95 % in', 'calm', 'answered']
  const columns = [
    ...['activity', 'tier', 'state'].map((heading) => ({ heading, align: 'left' as const })),
    ...right.map((heading) => ({ heading, align: 'right' as const })),
  ]
  const rows = activities.map((activity) => [
    printable(activity.name),
    activity.tier,
    stateWord(activity, style),
    count(activity.requestsPerSecond),
    milliseconds(activity.p95Ms),
    milliseconds(activity.calmP95Ms),
    activity.answered === null ? '–' : answeredShare(activity.answered, style),
  ])
  return ['', ...faintFirst(textTable(columns, rows), style)]
}

function routeTable({ routes }: PlatformStatus, style: TerminalStyle): string[] {
  if (routes.length === 0) return []
  const top = [...routes].sort((a, b) => b.originTimeShare - a.originTimeShare).slice(0, TOP_ROUTES)
  const columns = [
    { heading: 'dearest routes', align: 'left' as const },
    { heading: 'a second', align: 'right' as const },
    { heading: 'of the origin’s time', align: 'left' as const },
  ]
  const rows = top.map(({ route, requestsPerSecond, originTimeShare }) => [
    shortened(printable(route), 50),
    count(requestsPerSecond),
    `${bar(originTimeShare)} ${percent(originTimeShare)}`,
  ])
  return ['', ...faintFirst(textTable(columns, rows), style)]
}

function edgesBlock(edges: readonly EdgeStatus[], style: TerminalStyle): string[] {
  if (edges.length === 0) return [style.danger('No edge runs: nothing is answered.')]
  const columns = [
    { heading: 'edges', align: 'left' as const },
    ...['connections', 'pushed out', 'timed out', 'memory', 'cache', 'event loop'].map((heading) => ({
      heading,
      align: 'right' as const,
    })),
  ]
  const rows = edges.map((edge) => [
    `process ${edge.pid}`,
    `${count(edge.connections)} of ${count(edge.connectionsLimit)}`,
    count(edge.evictedTotal),
    count(edge.timedOutTotal),
    `${count(edge.memoryMb)} MB`,
    `${count(edge.cacheEntries)} in ${count(edge.cacheMb)} MB`,
    // The edge sends four summaries a second: silence of seconds means that it hangs.
    edge.silentMs > 2000
      ? style.danger(`silent for ${formatDuration(edge.silentMs)}`)
      : milliseconds(edge.eventLoopP99Ms),
  ])
  return [...faintFirst(textTable(columns, rows), style), '', ...ownLines(edges, style)]
}

const SHARES_A_LINE = 6

/** What Holdfast itself uses and turns away: the fullest edge's share of each bound, and totals of all edges. */
function ownLines(edges: readonly EdgeStatus[], style: TerminalStyle): string[] {
  const shares = fullest(edges).map(({ name, share }) => {
    const text = `${name} ${percent(share)}`
    const fine = share < 0.8 || STRUCTURES.some((structure) => structure.name === name && structure.fullIsFine)
    return fine ? text : style.caution(text)
  })
  const refused = REFUSALS.flatMap((reason) => {
    const total = edges.reduce((sum, { refusals }) => sum + refusals[reason], 0)
    return total > 0 ? [`${count(total)} ${reason}`] : []
  })
  const lines = Array.from({ length: Math.ceil(shares.length / SHARES_A_LINE) }, (_, line) =>
    shares.slice(line * SHARES_A_LINE, (line + 1) * SHARES_A_LINE).join(', '),
  )
  return [
    ...labelled(
      'of its bounds',
      lines.map((line, index) => (index + 1 < lines.length ? `${line},` : line)),
    ),
    ...labelled('turned away', [refused.length === 0 ? 'nothing' : refused.join(', ')]),
  ]
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(15)}${line}`)
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`))
}

function faintFirst([first = '', ...rest]: readonly string[], style: TerminalStyle): string[] {
  return [style.faint(first), ...rest]
}

const LEVEL_MARKS: Record<Level, string> = { calm: '●', strained: '◐', attack: '▲', severe: '■' }

function levelMark(level: Level, style: TerminalStyle): string {
  return levelColour(level, style)(LEVEL_MARKS[level])
}

function levelWord(level: Level, style: TerminalStyle): string {
  return levelColour(level, style)(level)
}

function levelColour(level: Level, style: TerminalStyle): (text: string) => string {
  if (level === 'calm') return style.good
  return level === 'strained' ? style.caution : style.danger
}

function stateWord({ state, since }: ActivityStatus, style: TerminalStyle): string {
  if (state === 'full') return 'full speed'
  return style.caution(`${state} since ${clock(since)}`)
}

function answeredShare(share: number, style: TerminalStyle): string {
  return share < 0.95 ? style.caution(percent(share)) : percent(share)
}

/** Twenty cells; anything above nothing shows, and only all of it fills the last one. */
function bar(share: number): string {
  const bounded = Math.min(1, Math.max(0, share))
  const cells = bounded === 0 ? 0 : Math.max(1, Math.floor(bounded * BAR_CELLS))
  return '█'.repeat(cells) + '░'.repeat(BAR_CELLS - cells)
}

function times(value: number, calm: number): string {
  return calm > 0 && value >= calm * 1.2 ? `, ${(value / calm).toFixed(1)} times that` : ''
}

/** Three figures are enough to see; thousands are set apart. */
function count(value: number): string {
  if (value > 0 && value < 10 && !Number.isInteger(value)) return value.toFixed(1)
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

function percent(share: number): string {
  // 99.7 % is not "all of them".
  const value = share * 100
  return `${value < 100 && value > 99 ? (Math.floor(value * 10) / 10).toFixed(1) : Math.round(value)} %`
}

function milliseconds(value: number | null): string {
  if (value === null) return '–'
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`
  return value < 10 ? `${value.toFixed(1)} ms` : `${count(value)} ms`
}

function clock(time: string): string {
  const date = new Date(time)
  if (Number.isNaN(date.getTime())) return '–'
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

function shortened(text: string, length: number): string {
  return [...text].length <= length ? text : `${[...text].slice(0, length - 1).join('')}…`
}
