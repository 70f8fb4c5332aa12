import type { LiveRule } from '../mitigate/live-rule.js'
import type { RuleStatus } from './status.js'

/** A rule as the console and the commands show it. @param remembered until when it comes back at once, once it has ended */
export function ruleStatus(rule: LiveRule, platform: string, remembered: number | null, now: number): RuleStatus {
  const { id, mined, pinned, sentence, demand, hits, people, hitsPerSecond, recentHits, created, expires, ended } = rule
  return {
    id,
    platform,
    state: stateOf(rule, now),
    demand,
    pinned,
    text: sentence,
    match: mined.tests.map(({ attribute, op, value }) => ({ attribute, op, value })),
    explains: mined.explains,
    collateral: { ...mined.collateral },
    hits,
    people,
    hitsPerSecond: ended ? 0 : hitsPerSecond,
    recentHits,
    created: iso(created),
    expires: expires === null ? null : iso(expires),
    ended: ended ? { at: iso(ended.at), why: ended.why, text: ended.text } : null,
    remembered: remembered === null ? null : iso(remembered),
    news: rule.news.map(({ at, text }) => ({ at: iso(at), text })),
  }
}

function stateOf({ ended, probing, watchUntil, measure }: LiveRule, now: number): RuleStatus['state'] {
  if (ended) return 'ended'
  if (probing) return 'probing'
  return now < watchUntil ? 'watch' : measure
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
