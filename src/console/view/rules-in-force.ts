import type { RuleStatus } from '../../brain/status.js'

/** How many rules of a platform are in force, by what they do. */
export interface RulesInForce {
  platform: string
  watch: number
  slow: number
  challenge: number
}

/** Counts for each platform that has any rule in force. */
export function rulesInForce(rules: readonly RuleStatus[]): RulesInForce[] {
  const counts = new Map<string, RulesInForce>()
  for (const { platform, state } of rules) {
    if (state === 'ended') continue
    const count = counts.get(platform) ?? { platform, watch: 0, slow: 0, challenge: 0 }
    count[state === 'probing' ? 'watch' : state]++
    counts.set(platform, count)
  }
  return [...counts.values()]
}

/** `2 rules are in force: 1 challenges visits, 1 is only watching.` */
export function inForceSentence({ watch, slow, challenge }: Omit<RulesInForce, 'platform'>): string {
  const all = watch + slow + challenge
  const parts = [
    [challenge, 'challenges visits', 'challenge visits'] as const,
    [slow, 'slows visits', 'slow visits'] as const,
    [watch, 'is only watching', 'are only watching'] as const,
  ]
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => (all === 1 ? `it ${one}` : `${count} ${count === 1 ? one : many}`))
  return `${all === 1 ? 'A rule is' : `${all} rules are`} in force: ${parts.join(', ')}.`
}
