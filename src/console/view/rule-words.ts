import type { RuleStatus } from '../../brain/status.js'
import { percent } from '../../explain/percent.js'
import { formatDuration, formatNumber, msBetween } from './format.js'

export const STATE_WORDS: Record<RuleStatus['state'], string> = {
  watch: 'Only watching',
  slow: 'Slowing',
  challenge: 'Challenging',
  ended: 'Ended',
}

/** What a rule does to the visits that meet it. */
export const EFFECT_WORDS: Record<RuleStatus['state'], string> = {
  watch: 'It does nothing yet: first it is looked whom it would meet.',
  slow: 'Visits that match share a quarter of the places at the origin, and wait for one.',
  challenge:
    'A page that matches opens after some seconds, which browsers do by themselves; programs get a copy or are told when to come again.',
  ended: 'It does nothing any more.',
}

const END_WORDS: Record<NonNullable<RuleStatus['ended']>['why'], string> = {
  expired: 'Ran out',
  withdrawn: 'Withdrawn',
  lifted: 'Lifted',
  forbidden: 'Forbidden',
}

/** Why a rule ended: `Withdrawn: of 122 visits that it met 81 seem to be people`. */
export function endWords({ why, text }: NonNullable<RuleStatus['ended']>): string {
  return text === '' ? END_WORDS[why] : `${END_WORDS[why]}: ${text}`
}

/** When a rule ends: short, and what that depends on. */
export function lifeWords({ pinned, expires, ended }: RuleStatus, now: string): { when: string; note: string } {
  if (ended) return { when: 'has ended', note: `${formatDuration(msBetween(ended.at, now))} ago` }
  if (pinned || expires === null) return { when: 'when lifted', note: 'it is pinned' }
  return { when: `in ${formatDuration(msBetween(now, expires))}`, note: 'unless it goes on being needed' }
}

/** Who of those it met seem to be people: known networks, and clients that load pages whole. */
export function peopleWords({ hits, people }: Pick<RuleStatus, 'hits' | 'people'>): string {
  if (hits === 0) return 'nobody yet'
  if (people === 0) return 'none of them seems to be a person'
  return `${formatNumber(people)} of them ${people === 1 ? 'seems to be a person' : 'seem to be people'} (${percent(people / hits)})`
}
