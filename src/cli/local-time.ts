import { printable } from './terminal-style.js'

/** `2026-11-23 14:03`, in the machine's time zone. */
export function localTime(time: string): string {
  const date = new Date(time)
  if (Number.isNaN(date.getTime())) return printable(time)
  const [month, day, hour, minute] = [date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes()].map(
    (part) => String(part).padStart(2, '0'),
  )
  return `${date.getFullYear()}-${month}-${day} ${hour}:${minute}`
}
