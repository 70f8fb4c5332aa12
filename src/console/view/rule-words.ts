import type { RuleStatus } from '../../brain/status.js'
import { percent } from '../../explain/percent.js'
import { formatDuration, formatNumber, msBetween } from './format.js'

export const STATE_WORDS: Record<RuleStatus['state'], string> = {
  watch: 'Only watching',
  slow: 'Slowing',
  challenge: 'Challenging',
  probing: 'Trying without',
  ended: 'Ended',
}

/** What a rule asks for, by its demand. */
const ASKING_WORDS: Record<RuleStatus['demand'], string> = {
  transparent:
    'Who matches must bring a cookie back, which browsers do unnoticed; without cookies a page opens after some seconds.',
  script:
    'A page that matches opens once a small script has run, which browsers do by themselves; without script it opens after some seconds.',
  work: 'A page that matches opens once the browser has computed for a moment, which it does by itself; without script it opens after some ten seconds.',
}

/** What a rule does to the visits that meet it. */
export function effectWords({ state, demand }: Pick<RuleStatus, 'state' | 'demand'>): string {
  switch (state) {
    case 'watch':
      return 'It does nothing yet: first it is looked whom it would meet.'
    case 'slow':
      return 'Visits that match share a quarter of the places at the origin, and wait for one.'
    case 'challenge':
      return `${ASKING_WORDS[demand]} Programs get a copy or are told when to come again.`
    case 'probing':
      return 'It does nothing for a few seconds, to see whether it is still needed. If what it matches still comes, it acts again at once.'
    case 'ended':
      return 'It does nothing any more.'
  }
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

/** Whether a rule that has ended may come back: `acts again at once if the same comes within 3 min`; null when it does not. */
export function rememberedWords({ remembered }: Pick<RuleStatus, 'remembered'>, now: string): string | null {
  if (remembered === null) return null
  return `acts again at once if the same comes back within ${formatDuration(msBetween(now, remembered))}`
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
