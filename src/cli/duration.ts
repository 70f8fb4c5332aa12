const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** What a duration may look like, for messages. */
export const DURATION_EXPECTED = 'a time like 90s, 15m, 2h or 1d'

/** Reads `90s`, `15m`, `2h`, `1d` or several of them (`1h30m`). @returns milliseconds above 0, or null */
export function parseDuration(text: string): number | null {
  if (!/^(?:\d{1,6}[smhd])+$/.test(text)) return null
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+)([smhd])/g)) {
    total += Number(amount) * UNITS[unit as keyof typeof UNITS]
  }
  return total > 0 ? total : null
}

/** For people, in at most two units: `45 s`, `12 min`, `2 h 10 min`, `3 d 4 h`; `–` for what is no time. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '–'
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return pair(minutes, 'min', seconds % 60, 's', minutes < 5)
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return pair(hours, 'h', minutes % 60, 'min', true)
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h', true)
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string, withSmall: boolean): string {
  return `${large} ${largeUnit}${withSmall && small > 0 ? ` ${small} ${smallUnit}` : ''}`
}
