import { percent } from '../explain/percent.js'
import type { ReplayResult } from '../replay/replay.js'
import { VISITOR_KINDS } from '../replay/story.js'
import {
  count,
  DONE,
  dayAndTime,
  episodeWords,
  headline,
  number,
  ruleWords,
  total,
  VISITOR_WORDS,
} from '../replay/story-words.js'
import { printable } from './terminal-style.js'

const MOST_EPISODES = 20
const MOST_RULES = 20
const WIDTH = 100

/** What a replay found, for people to read. Times are UTC. */
export function formatReplay(result: ReplayResult, troubles: readonly string[]): string {
  const { story } = result
  const lines = [
    ...wrapped(headline(result), ''),
    '',
    'What would have happened to whom',
    ...whom(result),
    ...(story.episodes.length > 1 ? ['', 'When', ...when(result)] : []),
    ...unexplained(result),
    ...(result.rules.length === 0 ? [] : ['', 'What Holdfast would have acted on', ...rules(result)]),
    ...(troubles.length === 0 ? [] : ['', ...troubles.map((trouble) => `! ${printable(trouble)}`)]),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function whom({ story }: ReplayResult): string[] {
  return VISITOR_KINDS.flatMap((kind) => {
    const visits = story.byKind[kind]
    const all = total(visits)
    if (all === 0) return []
    const done = (['challenge', 'refuse', 'drop', 'slow'] as const).filter((verdict) => visits[verdict] > 0)
    const words = done.map(
      (verdict) => `${number(visits[verdict])} ${DONE[verdict]} (${percent(visits[verdict] / all)})`,
    )
    return `  ${VISITOR_WORDS[kind].padEnd(57)} ${count(all, 'visit').padStart(18)}  ${words.join(', ') || 'all served'}`
  })
}

function when({ story }: ReplayResult): string[] {
  const told = [...story.episodes].sort((a, b) => a.from - b.from).slice(0, MOST_EPISODES)
  const rest = story.episodes.length - told.length + story.untoldEpisodes
  return [
    ...told.flatMap((episode) => wrapped(episodeWords(episode), '  ')),
    ...(rest > 0 ? [`  … and ${count(rest, 'other time')}; --json has more`] : []),
  ]
}

function unexplained({ story }: ReplayResult): string[] {
  const episode = story.episodes.find(({ level, unexplained }) => level === 'severe' && unexplained !== null)
  return episode?.unexplained ? ['', 'Why no rule would do', ...wrapped(printable(episode.unexplained), '  ')] : []
}

function rules({ rules, story }: ReplayResult): string[] {
  const told = rules
    .filter(({ hits }) => hits > 0)
    .sort((a, b) => b.hits - a.hits)
    .slice(0, MOST_RULES)
  const rest = rules.length - told.length
  return [
    ...told.flatMap((rule) => {
      const { what, met } = ruleWords(rule, story)
      const [first = '', ...more] = wrapped(
        `${printable(what)}. ${met} In force from ${dayAndTime(rule.created)} UTC.`,
        '       ',
      )
      return [`  ${String(rule.id).padStart(3)}  ${first.trimStart()}`, ...more]
    }),
    ...(rest > 0 ? [`  … and ${count(rest, 'other rule')}; --json has them`] : []),
  ]
}

/** Lines of at most `WIDTH` characters, each after `indent`; a word that is longer stands alone. */
function wrapped(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, indent + line]
}
