import type { RuleStatus } from '../brain/status.js'
import type { Level } from '../detect/level.js'
import type { Tier } from '../traffic/tier.js'
import type { StatusSample } from './status-samples.js'

/** When an activity was at full speed again, in milliseconds since the attack's end; 0: at its end; null: not while it was watched. */
export interface ActivityBack {
  activity: string
  tier: Tier
  afterMs: number | null
}

/** A level, and when it began relative to the attack's start. */
export interface LevelChange {
  level: Level
  atMs: number
}

export function levelChanges(samples: readonly StatusSample[], from: number): LevelChange[] {
  const changes: LevelChange[] = []
  let level = samples.findLast(({ at }) => at <= from)?.level ?? 'calm'
  for (const sample of samples) {
    if (sample.at <= from || sample.level === level) continue
    level = sample.level
    changes.push({ level, atMs: sample.at - from })
  }
  return changes
}

/** From the end of the attack to the first calm after it; 0: calm at its end; null: not seen. */
export function calmAgain(samples: readonly StatusSample[], until: number): number | null {
  const after = samples.find(({ at, level }) => at >= until && level === 'calm')
  if (after === undefined) return null
  const wasCalm = samples.findLast(({ at }) => at <= until)?.level === 'calm'
  return wasCalm ? 0 : after.at - until
}

/** Each activity's way back; an activity that was slower again later is back at the last of these times. */
export function backToFullSpeed(samples: readonly StatusSample[], until: number): ActivityBack[] {
  const after = samples.filter(({ at }) => at >= until)
  const names = new Map((after.at(-1)?.activities ?? []).map(({ name, tier }) => [name, tier]))
  return [...names].map(([activity, tier]) => {
    const isFull = (sample: StatusSample) =>
      sample.activities.every(({ name, state }) => name !== activity || state === 'full')
    const lastSlow = after.findLastIndex((sample) => !isFull(sample))
    const back = after[lastSlow + 1]
    return { activity, tier, afterMs: lastSlow < 0 ? 0 : back === undefined ? null : back.at - until }
  })
}

/** The latest of those; null when one was not seen to be back. */
export function latestBack(activities: readonly ActivityBack[]): number | null {
  return activities.reduce<number | null>(
    (latest, { afterMs }) => (latest === null || afterMs === null ? null : Math.max(latest, afterMs)),
    0,
  )
}

/** Measures that were still there when the drill ended, in words. What an operator keeps in force is left out. */
export function measuresLeft(
  last: StatusSample | undefined,
  rules: readonly RuleStatus[] | null,
  attackFrom: number,
): string[] {
  const inForce = (rules ?? []).filter(
    ({ state, pinned, created }) => state !== 'ended' && !pinned && Date.parse(created) >= attackFrom,
  )
  const slow = (last?.activities ?? []).filter(({ state }) => state !== 'full')
  return [
    ...(last !== undefined && last.level !== 'calm' ? [`the level is ${last.level}`] : []),
    ...slow.map(({ name, state }) => `${name} is ${state}`),
    ...inForce.map(({ text }) => `a rule is in force: ${text}`),
  ]
}
