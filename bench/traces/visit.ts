/** One visit of a trace, with the truth that only the judge may see. */
export interface LabelledVisit {
  timeMs: number
  address: string
  method: string
  target: string
  /** `1.0`, `1.1`, `2.0` */
  http: string
  status: number
  bytes: number
  referrer: string | null
  userAgent: string | null
  truth: Truth
  /** Who: browser, mail proxy, crawler, newsletter reader …; for an attack its name. */
  group: string
}

/**
 * - `real`: somebody or something that is welcome, programs and crawlers included
 * - `attack`: put there by the composer
 * - `unwanted`: scanners and botnets that were in the background anyway; hitting them is neither right nor wrong
 */
export type Truth = 'real' | 'attack' | 'unwanted'

/** What an attacker or a visitor asks for, before it is known when and from where. */
export type Asking = Pick<LabelledVisit, 'method' | 'target' | 'http' | 'status' | 'bytes' | 'referrer' | 'userAgent'>

/** Whole seconds, as most logs have them, or milliseconds. */
export type LogTimes = 'whole' | 'fine'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * Combined log format (Apache HTTP Server, "Log Files", section Combined Log Format), in UTC, without the line end.
 * What would end a field early is escaped as Apache does it.
 */
export function combinedLine(visit: LabelledVisit, times: LogTimes): string {
  const { address, method, target, http, status, bytes, referrer, userAgent } = visit
  return `${address} - - [${stamp(visit.timeMs, times)}] "${method} ${escaped(target)} HTTP/${http}" ${status} ${bytes} "${escaped(referrer ?? '-')}" "${escaped(userAgent ?? '-')}"`
}

function escaped(field: string): string {
  return /["\\]/.test(field) ? field.replaceAll(/["\\]/g, '\\$&') : field
}

let stampedSecond = Number.NaN
let stampText = ''

/**
 * `06/Aug/2026:20:15:01 +0000`, or with the milliseconds that the edge would know, `06/Aug/2026:20:15:01.250 +0000`. The latest
 * second is remembered, since hundreds of lines share it.
 */
function stamp(timeMs: number, times: LogTimes): string {
  const second = Math.floor(timeMs / 1000)
  if (second !== stampedSecond) {
    const iso = new Date(second * 1000).toISOString()
    stampedSecond = second
    stampText = `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)}`
  }
  const fraction = times === 'fine' ? `.${String(timeMs - 1000 * second).padStart(3, '0')}` : ''
  return `${stampText}${fraction} +0000`
}
