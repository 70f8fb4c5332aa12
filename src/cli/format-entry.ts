import type { Entry } from '../record/log/entry.js'

const LONGEST_VALUE = 160

/** An entry of the record as one line: number, time, kind, platform, and what it says. */
export function formatEntry({ seq, time, kind, platform, data }: Entry): string {
  const said = typeof data.text === 'string' ? data.text : Object.entries(data).flatMap(words).join(' · ')
  return [
    String(seq).padStart(6),
    time,
    kind.padEnd(14),
    ...(platform === undefined ? [] : [`${platform}:`]),
    said,
  ].join('  ')
}

function words([name, value]: [string, unknown]): string[] {
  if (value === null || (Array.isArray(value) && value.length === 0)) return []
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return [`${name} ${text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text}`]
}
