import type { LiveRule } from '../mitigate/live-rule.js'
import type { RuleStatus } from './status.js'

/** A rule as the console and the commands show it. */
export function ruleStatus(rule: LiveRule, platform: string, now: number): RuleStatus {
  const { id, mined, pinned, sentence, hits, people, hitsPerSecond, recentHits, created, expires, ended } = rule
  return {
    id,
    platform,
    state: ended ? 'ended' : now < rule.watchUntil ? 'watch' : rule.measure,
    pinned,
    text: sentence,
    match: mined.tests.map(({ attribute, op, value }) => ({ attribute, op, value })),
    explains: mined.explains,
    collateral: { ...mined.collateral },
    hits,
    people,
    hitsPerSecond: ended ? 0 : hitsPerSecond,
    recentHits,
    created: new Date(created).toISOString(),
    expires: expires === null ? null : new Date(expires).toISOString(),
    ended: ended ? { at: new Date(ended.at).toISOString(), why: ended.why, text: ended.text } : null,
  }
}
