import { percent } from '../score-people.js'
import type { Scorecard } from '../scorecard.js'

/** Names and texts come from elsewhere: without what would break or turn a line. */
export function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '·')
}

/** The verdict in a sentence or two. */
export function headline({ passed, brokenOff, targets, missed, all, attack, attackSeconds }: Scorecard): string {
  if (brokenOff !== null) return `The drill was broken off (${brokenOff}): this is what was seen until then.`
  if (all.succeeded === null) return 'Nothing was measured: no real action fell into the time of the drill.'
  const when = attack === null ? 'while the crowd was there' : `during ${Math.round(attackSeconds)} s of attack`
  const share = `${percent(all.succeeded)} of ${all.actions.toLocaleString('en')} real actions succeeded ${when}.`
  if (passed) return `${share} Every target was met.`
  const failed = targets.filter(({ met }) => !met).length
  const rest =
    failed > 0 ? `${failed} of ${targets.length} targets ${failed === 1 ? 'was' : 'were'} missed` : (missed[0] ?? '')
  return `${share} ${rest.charAt(0).toUpperCase()}${rest.slice(1)}.`
}

/** The shape in its own words, and how strong it was this time: it can be made weaker or stronger. */
export function rehearsed({ title, attack, attackSeconds }: Scorecard): string {
  const sent = attack === null || attackSeconds === 0 ? 0 : Math.round(attack.sent / attackSeconds)
  const strength = sent === 0 ? '' : ` This time ${sent.toLocaleString('en')} a second were sent.`
  return `What was rehearsed: ${shown(title)}.${strength}`
}

/** Something that happened, in seconds since the attack's start. */
export interface DrillEvent {
  at: number
  text: string
}

/** What Holdfast did and when, oldest first. */
export function eventsOf(card: Scorecard): DrillEvent[] {
  const { levels, rules, back, attackSeconds, attack, calmAgainMs, mitigatedAfterSeconds } = card
  const what = attack === null ? 'The crowd comes' : 'The attack begins'
  const events: DrillEvent[] = [
    { at: 0, text: `${what}.` },
    { at: attackSeconds, text: attack === null ? 'The crowd goes.' : 'The attack ends.' },
    ...levels.map(({ level, atMs }) => ({ at: atMs / 1000, text: `The level is ${level}.` })),
    ...(rules ?? []).map(({ atMs, text, hits, people }) => ({
      at: atMs / 1000,
      text: `A rule: ${text} It met ${hits.toLocaleString('en')} visits, ${people.toLocaleString('en')} of them by people as far as can be told.`,
    })),
    ...(back ?? []).flatMap(({ activity, afterMs }) =>
      afterMs === null || afterMs === 0
        ? []
        : [{ at: attackSeconds + afterMs / 1000, text: `${activity} is at full speed again.` }],
    ),
  ]
  if (mitigatedAfterSeconds !== null && mitigatedAfterSeconds > 0 && card.mitigatedEach.length === 1)
    events.push({ at: mitigatedAfterSeconds, text: 'From here on real visitors are well.' })
  if (calmAgainMs === null && attackSeconds > 0)
    events.push({ at: Number.POSITIVE_INFINITY, text: 'It was not calm again while it was watched.' })
  return events.sort((a, b) => a.at - b.at)
}

/** A figure of this drill beside the same of the last one, in words. */
export interface Comparison {
  what: string
  now: string
  before: string
}

export function comparisons(now: Scorecard, before: Scorecard): Comparison[] {
  const compare = (what: string, of: (card: Scorecard) => string | null): Comparison[] => {
    const [a, b] = [of(now), of(before)]
    return a === null && b === null ? [] : [{ what, now: a ?? '–', before: b ?? '–' }]
  }
  return [
    ...compare('Targets met', ({ targets }) => `${targets.filter(({ met }) => met).length} of ${targets.length}`),
    ...compare('Real actions that succeeded', ({ all }) => (all.succeeded === null ? null : percent(all.succeeded))),
    ...compare('In the worst activity', ({ worst }) =>
      worst === null ? null : `${percent(worst.succeeded)} (${worst.activity})`,
    ),
    ...compare('In the worst without script', ({ worstWithoutScript: worst }) =>
      worst === null ? null : `${percent(worst.succeeded)} (${worst.activity})`,
    ),
    ...compare('Time that real actions take (p95)', ({ all }) => milliseconds(all.duringP95Ms)),
    ...compare('Until real visitors are well, at worst', ({ mitigatedAfterSeconds: after, mitigatedEach }) =>
      after === null ? (mitigatedEach.length > 0 ? 'not while it lasted' : null) : `${after} s`,
    ),
    ...compare('Real actions challenged', ({ all }) => all.challenged.toLocaleString('en')),
    ...compare('Real actions turned away', ({ all }) => all.refused.toLocaleString('en')),
    ...compare('Of the attack, answered by the origin', ({ atOrigin }) =>
      atOrigin === null || atOrigin.sent === 0 ? null : percent(atOrigin.reached / atOrigin.sent),
    ),
    ...compare('Most memory', ({ holdfast }) => (holdfast === null ? null : `${Math.round(holdfast.peakMemoryMb)} MB`)),
  ]
}

export function milliseconds(value: number | null): string {
  if (value === null) return '–'
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`
}
