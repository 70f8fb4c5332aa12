import type { Demand } from '../challenge/evidence.js'
import type { Level } from '../detect/level.js'
import type { Tier } from '../traffic/tier.js'
import type { LiveRule } from './live-rule.js'

/**
 * What became of a rule. Times are in milliseconds since the epoch, `text` is for people.
 * - `rule`: it is in force; again for one that had ended, when what it matches has come back
 * - `rule-demand`: whom it challenges must show something else
 * - `rule-probing`: it only counts for a few seconds, to see whether it is still needed
 * - `rule-acting`: it was still needed, and acts again
 * - `rule-ended`: it touches nobody any more
 */
export type RuleEvent =
  | { at: number; kind: 'rule' | 'rule-probing' | 'rule-acting' | 'rule-ended'; rule: LiveRule; text: string }
  | { at: number; kind: 'rule-demand'; rule: LiveRule; demand: Demand; text: string }

/** The level, and of the severe one what unproven visitors must show, and whether it tries without, or acts again. */
export type LevelEvent =
  | { at: number; kind: 'level'; level: Level; text: string }
  | { at: number; kind: 'severe-demand' | 'severe-probing' | 'severe-acting'; demand: Demand; text: string }

/**
 * How an activity fares: `slowed` by a measure, or only `late`, that is answered later than in calm though nothing holds it
 * back. Both end with `back-to-full-speed`, when no measure holds it back and its answers take as long as in calm again.
 */
export type ActivityEvent =
  | { at: number; kind: 'activity'; activity: string; tier: Tier; state: 'slowed' | 'late'; text: string }
  | BackToFullSpeed

export interface BackToFullSpeed {
  at: number
  kind: 'back-to-full-speed'
  activity: string
  tier: Tier
  /** Since when it had been slower. */
  slowSince: number
  text: string
}
