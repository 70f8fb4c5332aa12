import type { FrictionStatus, Status } from '../brain/status.js'
import type { FrictionMeasure } from '../mitigate/friction.js'
import { formatDuration } from './duration.js'
import { printable, type TerminalStyle } from './terminal-style.js'

const WORDS: Record<FrictionMeasure, string> = {
  challenge: 'challenged by a rule',
  slow: 'slowed by a rule',
  severe: 'challenged: unproven',
  slowed: 'slowed',
  late: 'late',
  queue: 'queue, waiting room',
  budget: 'held back',
}

/** What visitors may feel now, one line a measure; nothing where there is none. */
export function frictionLines({ friction, now }: Pick<Status, 'friction' | 'now'>, style: TerminalStyle): string[] {
  if (friction.length === 0) return []
  const width = Math.max(...friction.map((entry) => whatOf(entry).length))
  return [
    style.strong('Visitors may feel'),
    ...friction.map((entry) => {
      const lasted = formatDuration(Date.parse(now) - Date.parse(entry.from))
      const { low, high } = entry.real
      const real = low === high ? whole(low) : `${whole(low)} to ${whole(high)}`
      return `  ${style.caution(whatOf(entry).padEnd(width))}  for ${lasted}, ${whole(entry.visits)} visits, ${real} of them real`
    }),
    style.faint('  All that was: the console’s page "Who was slowed".'),
  ]
}

function whatOf({ platform, measure, activity, rule }: FrictionStatus): string {
  const which = activity ?? (rule === null ? null : `rule ${rule}`)
  return printable(`${platform}: ${which === null ? '' : `${which} `}${WORDS[measure]}`)
}

function whole(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}
