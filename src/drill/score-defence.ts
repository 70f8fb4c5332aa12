import type { RuleStatus } from '../brain/status.js'
import type { AttackMoment } from './attack-timeline.js'
import type { NormalKnown, StatusSample } from './status-samples.js'

/** A rule as it was at the end of the drill. Shares are 0..1. */
export interface ScoreRule {
  text: string
  state: RuleStatus['state']
  /** Unix time in milliseconds. */
  madeAt: number
  /** The same, since the attack began. */
  atMs: number
  explains: number
  collateral: { share: number; upper: number }
  hits: number
  /** Of the hits, those that seem to be people. */
  people: number
}

/** Rules that were made since the attack began, oldest first. Those of before are not its doing. */
export function rulesSince(rules: readonly RuleStatus[], attackFrom: number): ScoreRule[] {
  return rules
    .map(({ text, state, created, explains, collateral, hits, people }) => {
      const madeAt = Date.parse(created)
      return { text, state, madeAt, atMs: madeAt - attackFrom, explains, collateral, hits, people }
    })
    .filter(({ atMs }) => atMs >= 0)
    .sort((a, b) => a.madeAt - b.madeAt)
}

/** Requests of an attack, and those of them that the origin had to answer. */
export interface AtOrigin {
  sent: number
  reached: number
  /** Of those sent since the first rule was made; null without one. */
  sinceRule: { sent: number; reached: number } | null
}

/** @param ruleAt when the first rule was made, Unix time in milliseconds */
export function atOrigin(moments: readonly AttackMoment[], ruleAt: number | null): AtOrigin {
  const sums = (since: number) => {
    const counted = moments.filter(({ at }) => at >= since)
    return {
      sent: counted.reduce((sum, { sent }) => sum + sent, 0),
      reached: counted.reduce((sum, moment) => sum + moment.atOrigin, 0),
    }
  }
  return { ...sums(Number.NEGATIVE_INFINITY), sinceRule: ruleAt === null ? null : sums(ruleAt) }
}

/** What Holdfast knew of normal visits when the attack began, and how long the calm before it was. */
export interface KnownBefore extends NormalKnown {
  calmSeconds: number
}

export function knownBefore(
  samples: readonly StatusSample[],
  calmFrom: number,
  attackFrom: number,
): KnownBefore | null {
  const normal = samples.findLast(({ at }) => at <= attackFrom)?.normal ?? null
  return normal === null ? null : { ...normal, calmSeconds: (attackFrom - calmFrom) / 1000 }
}
