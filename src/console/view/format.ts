/** What a cell shows when there was nothing to measure. */
export const NOTHING = '–'

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const oneDigit = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** A number people can take in: `0.4`, `12.5`, `340`, `12,345`. */
export function formatNumber(value: number): string {
  if (value === 0) return '0'
  return Math.abs(value) < 99.95 && !Number.isInteger(value) ? oneDigit.format(value) : whole.format(value)
}

/** Milliseconds with their unit: `< 1 ms`, `85 ms`, `1.2 s`. */
export function formatMs(ms: number | null): string {
  if (ms === null) return NOTHING
  if (ms > 0 && ms < 1) return '< 1 ms'
  return ms < 999.5 ? `${whole.format(ms)} ms` : `${oneDigit.format(ms / 1000)} s`
}

/** A share (0..1) in per cent, rounded down: 99.96 % of visits answered must never read as "100 %". */
export function formatShare(share: number | null): string {
  if (share === null) return NOTHING
  const permille = Math.floor(share * 1000 + 1e-9)
  return permille % 10 === 0 || permille < 900
    ? `${Math.floor(permille / 10)} %`
    : `${oneDigit.format(permille / 10)} %`
}

/** Distress and its like, 0..1, with two digits. */
export function formatLevelValue(value: number): string {
  return value.toFixed(2)
}

export function formatMegabytes(megabytes: number): string {
  return megabytes < 1024 ? `${whole.format(megabytes)} MB` : `${oneDigit.format(megabytes / 1024)} GB`
}

/** How long something has lasted: `4 s`, `12 min`, `3 h 05 min`, `2 days 4 h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (seconds < 60) return `${seconds} s`
  if (minutes < 60) return `${minutes} min`
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
  const restHours = hours % 24 === 0 ? '' : ` ${hours % 24} h`
  return `${days} ${days === 1 ? 'day' : 'days'}${restHours}`
}

/** The time between two moments given in ISO 8601. */
export function msBetween(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from)
}

/** The time of day in the server's zone, so that the page, the sentence and the log tell the same time. */
export function formatClock(at: string | number, timeZone: string): string {
  if (clock.timeZone !== timeZone) clock = clockOf(timeZone)
  return clock.format(typeof at === 'string' ? Date.parse(at) : at)
}

/** Making a formatter takes longer than the rest of a table, and there is only ever one server's zone. */
let clock = clockOf('UTC')

function clockOf(timeZone: string) {
  const parts = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
  const { format } = new Intl.DateTimeFormat('en-GB', { timeZone, ...parts })
  return { timeZone, format }
}

/** Day and time of day, for what may lie days away: `3 Mar, 14:05`. */
export function formatDayAndClock(at: string, timeZone: string): string {
  const format = { timeZone, day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const
  return new Intl.DateTimeFormat('en-GB', format).format(Date.parse(at))
}
