const zone = 'Europe/Dublin'
const long = new Intl.DateTimeFormat('en-IE', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: zone,
})
const short = new Intl.DateTimeFormat('en-IE', { day: 'numeric', month: 'short', year: 'numeric', timeZone: zone })
const clock = new Intl.DateTimeFormat('en-IE', { hour: '2-digit', minute: '2-digit', timeZone: zone })

/** `Monday 23 November 2026`, in the town's own time. */
export function longDate(at: Date): string {
  return long.format(at).replaceAll(',', '')
}

/** `23 Nov 2026` */
export function shortDate(at: Date): string {
  return short.format(at)
}

/** `23 Nov 2026, 14:05` */
export function dateAndTime(at: Date): string {
  return `${short.format(at)}, ${clock.format(at)}`
}
