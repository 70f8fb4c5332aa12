import { percentAtMost } from '../explain/percent.js'
import { matchWords } from '../explain/sentence.js'
import type { Verdict } from '../mitigate/judge.js'
import type { LiveRule } from '../mitigate/live-rule.js'
import type { ReplayResult } from './replay.js'
import type { Episode, Story, VisitorKind } from './story.js'

/** What is done to a visit, mildest first, in the words of a report. */
export const DONE: Readonly<Record<Verdict, string>> = {
  serve: 'served',
  slow: 'slowed',
  challenge: 'challenged',
  refuse: 'refused',
  drop: 'dropped',
}

export const VISITOR_WORDS: Readonly<Record<VisitorKind, string>> = {
  known: 'Others from networks known from ordinary days',
  browser: 'New ones who load pages whole, as browsers do',
  program: 'Feed readers and apps',
  crawler: 'Programs that say who they are: crawlers, mail pictures',
  other: 'All others',
}

/** More people than this among the visits that were touched, and it may have been no attack. */
const MOSTLY_PEOPLE = 0.1

/** What the replay comes to, in a sentence or two for the owner of a site. Times are UTC. */
export function headline({ story, from, to }: ReplayResult): string {
  const all = total(story.visits)
  const stretch = `from ${dayAndTime(from ?? 0)} to ${dayAndTime(to ?? 0)} UTC`
  if (all === story.visits.serve && story.episodes.length === 0) {
    const strained =
      story.strainedSeconds < 60
        ? ''
        : ` In ${count(Math.round(story.strainedSeconds / 60), 'minute')} of it more came than the server can answer.`
    return `All ${count(all, 'visit')} ${stretch} would have been served at once: nobody would have noticed Holdfast.${strained}`
  }
  const [first, ...others] = heaviestFirst(story.episodes)
  const rest = others.length + story.untoldEpisodes
  const more =
    rest === 0 ? '' : ` ${rest === 1 ? 'One other time' : `${number(rest)} other times`} it would have acted on less.`
  const served = ` Of ${count(all, 'visit')} in all, ${number(story.visits.serve)} would have been served at once.`
  return `${first ? episodeWords(first) : `${touchedWords(story.visits, story.people)}.`}${more}${served}`
}

/** Which of the episodes did most, first. */
export function heaviestFirst(episodes: readonly Episode[]): Episode[] {
  return [...episodes].sort((a, b) => touched(b.visits) - touched(a.visits) || a.from - b.from)
}

/** An episode in a sentence: `On 7 August from 13:02 to 13:40 somebody flooded the site: 31,204 visits would have been …` */
export function episodeWords({ from, to, level, visits, people, unexplained }: Episode): string {
  const when = `On ${period(from, to)}`
  if (touched(visits) === 0) return `${when} something unusual came. It was only watched.`
  const who =
    people > MOSTLY_PEOPLE * touched(visits)
      ? 'many visits came that have something unusual in common'
      : level === 'severe' && unexplained !== null
        ? 'somebody sent visits that nothing tells apart from visitors'
        : 'somebody flooded the site'
  return `${when} ${who}: ${touchedWords(visits, people)}.`
}

/** `31,204 visits would have been challenged, 4 of them probably by people` */
function touchedWords(visits: Readonly<Record<Verdict, number>>, people: number): string {
  const done = (['challenge', 'refuse', 'drop', 'slow'] as const).filter((verdict) => visits[verdict] > 0)
  const parts = done.map((verdict, i) =>
    i === 0
      ? `${count(visits[verdict], 'visit')} would have been ${DONE[verdict]}`
      : `${number(visits[verdict])} ${DONE[verdict]}`,
  )
  return `${parts.join(' and ')}, ${people === 0 ? 'none' : number(people)} of them probably by people`
}

/** A rule for people: what it is about, and whom it would have met. */
export function ruleWords(rule: LiveRule, { peopleByRule, timeline }: Story): { what: string; met: string } {
  const what = matchWords(rule.mined)
  const upper = percentAtMost(rule.mined.collateral.upper)
  const done = rule.measure === 'slow' ? 'slowed' : 'challenged'
  const people = peopleByRule.get(rule.id) ?? 0
  // Not those that it only counted.
  const touched = timeline.stretches.reduce((sum, { rules }) => sum + (rules.get(rule.id) ?? 0), 0)
  return {
    what: `${what.charAt(0).toUpperCase()}${what.slice(1)}`,
    met:
      `Would have ${done} ${count(touched, 'visit')}, ${people === 0 ? 'none' : number(people)} of them probably by people. ` +
      `On ordinary days it touches at most ${upper} of visits.`,
  }
}

export function touched(visits: Readonly<Record<Verdict, number>>): number {
  return total(visits) - visits.serve
}

export function total(visits: Readonly<Record<Verdict, number>>): number {
  return Object.values(visits).reduce((sum, some) => sum + some, 0)
}

export function number(value: number): string {
  return value.toLocaleString('en')
}

export function count(value: number, what: string): string {
  return `${number(value)} ${what}${value === 1 ? '' : 's'}`
}

/** `7 August from 13:02 to 13:40 UTC`; over midnight `7 August 23:50 to 8 August 00:10 UTC` */
function period(from: number, to: number): string {
  if (day(from) !== day(to)) return `${dayAndTime(from)} to ${dayAndTime(to)} UTC`
  if (clock(from) === clock(to)) return `${day(from)} at ${clock(from)} UTC`
  return `${day(from)} from ${clock(from)} to ${clock(to)} UTC`
}

export function dayAndTime(at: number): string {
  return `${day(at)} ${clock(at)}`
}

function day(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 16)
}
