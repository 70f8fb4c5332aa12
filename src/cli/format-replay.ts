import type { DefenceEvent } from '../brain/defence.js'
import type { ReplayResult } from '../replay/replay.js'
import { printable } from './terminal-style.js'

/** What a replay found, for people to read. Times are UTC. */
export function formatReplay(result: ReplayResult, troubles: readonly string[]): string {
  const { visits, from, to, events, rules } = result
  const all = Object.values(visits).reduce((sum, count) => sum + count, 0)
  const share = (count: number) => (all === 0 ? '0 %' : percent(count / all))
  const lines = [
    `Replayed ${all.toLocaleString('en')} visits, ${stamp(from ?? 0)} to ${stamp(to ?? 0)} UTC. This is what Holdfast would have done:`,
    `  served      ${visits.serve.toLocaleString('en')} (${share(visits.serve)})`,
    ...(['slow', 'challenge', 'refuse', 'drop'] as const)
      .filter((verdict) => visits[verdict] > 0)
      .map(
        (verdict) =>
          `  ${DONE[verdict].padEnd(10)}  ${visits[verdict].toLocaleString('en')} (${share(visits[verdict])})`,
      ),
    '',
    ...(rules.length === 0
      ? ['No rule was needed.']
      : [
          'Rules',
          ...rules.map(
            (rule) =>
              `  ${String(rule.id).padStart(3)}  ${printable(rule.sentence)} ${rule.hits.toLocaleString('en')} visits.`,
          ),
        ]),
    '',
    ...(events.length === 0 ? [] : ['What happened', ...events.slice(0, MOST_EVENTS).map(eventLine)]),
    ...(events.length > MOST_EVENTS ? [`  … and ${events.length - MOST_EVENTS} more; --json has all`] : []),
    ...troubles.map((trouble) => `! ${printable(trouble)}`),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

const MOST_EVENTS = 200
const DONE = { slow: 'slowed', challenge: 'challenged', refuse: 'refused', drop: 'dropped' } as const

function eventLine(event: DefenceEvent): string {
  const at = `  ${stamp(event.at)}  `
  if (event.kind === 'level') return `${at}${event.level}: ${printable(event.text)}`
  const rule = `rule ${event.rule.id}`
  return event.kind === 'rule' ? `${at}${rule} begins: ${event.rule.measure}` : `${at}${rule} ends: ${event.text}`
}

function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

function percent(share: number): string {
  if (share === 0) return '0 %'
  if (share < 0.0001) return 'under 0.01 %'
  return `${(100 * share).toFixed(share < 0.01 ? 2 : 1)} %`
}
