import type { Level } from '../detect/level.js'
import type { ActionRecord } from './action-record.js'
import type { AttackMoment } from './attack-timeline.js'
import { p95Ms } from './score-people.js'
import type { StatusSample } from './status-samples.js'

/** One second of a drill, for drawing it. */
export interface ScoreSecond {
  /** Seconds since the attack's start; before it negative. */
  at: number
  /** Real actions that began in it, those of them that succeeded, met a challenge, were turned away, and their p95. */
  actions: number
  succeeded: number
  challenged: number
  refused: number
  p95Ms: number | null
  /** Requests of the attack, and those of them that the origin had to answer. */
  attack: number
  atOrigin: number
  /** As Holdfast said last; null when it said nothing. */
  level: Level | null
  slowed: number
}

const MOST_SECONDS = 1_200

/** @param from of the attack, and the ends of what is drawn; Unix time in milliseconds */
export function scoreTimeline(
  seen: {
    actions: readonly ActionRecord[]
    moments: readonly AttackMoment[]
    samples: readonly StatusSample[]
  },
  from: number,
  [begin, end]: readonly [number, number],
): ScoreSecond[] {
  const first = Math.max(Math.floor((begin - from) / 1000), -MOST_SECONDS)
  const last = Math.min(Math.ceil((end - from) / 1000), first + MOST_SECONDS)
  const second = (at: number) => Math.floor((at - from) / 1000)
  const actions = grouped(seen.actions, ({ startedAt }) => second(startedAt))
  const moments = grouped(seen.moments, ({ at }) => second(at))
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => {
    const at = first + i
    const began = actions.get(at) ?? []
    const sent = moments.get(at) ?? []
    const said = seen.samples.findLast((sample) => sample.at < from + (at + 1) * 1000)
    return {
      at,
      actions: began.length,
      succeeded: began.filter(({ succeeded }) => succeeded).length,
      challenged: began.filter(({ challenged }) => challenged).length,
      refused: began.filter(({ refused }) => refused).length,
      p95Ms: p95Ms(began),
      attack: sent.reduce((sum, moment) => sum + moment.sent, 0),
      atOrigin: sent.reduce((sum, moment) => sum + moment.atOrigin, 0),
      level: said?.level ?? null,
      slowed: said?.activities.filter(({ state }) => state !== 'full').length ?? 0,
    }
  })
}

function grouped<T>(all: readonly T[], by: (one: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>()
  for (const one of all) {
    const group = groups.get(by(one))
    if (group) group.push(one)
    else groups.set(by(one), [one])
  }
  return groups
}
