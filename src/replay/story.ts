import type { Level } from '../detect/level.js'
import type { Judgement, Verdict } from '../mitigate/judge.js'
import type { Kind } from '../traffic/kind.js'
import { TwoGenerations } from '../traffic/two-generations.js'
import { noVisits, Timeline, worse } from './timeline.js'

/** Who came, as far as a log tells; the first that fits. */
export const VISITOR_KINDS = ['crawler', 'program', 'known', 'browser', 'other'] as const
export type VisitorKind = (typeof VISITOR_KINDS)[number]

/** A stretch in which rules were in force or no rule would do: from the first sign to the last visit that was touched. */
export interface Episode {
  from: number
  to: number
  level: Level
  visits: Record<Verdict, number>
  /** Of the visits that would not have been served at once, those that were probably people. */
  people: number
  /** Rules in force, by number. */
  rules: Set<number>
  /** Why no rule would do, where the level was severe. */
  unexplained: string | null
}

/** A visit with what would have been done. */
export interface ToldVisit {
  kind: Kind
  client: number
  /** The network was here in calm times. */
  known: boolean
  crawler: boolean
  judgement: Judgement
  /** Whether the client fetches the files of pages, as browsers do. */
  follows: () => boolean
}

/** Trouble that comes back within so long is the same. */
const SAME_EPISODE_MS = 600_000
const MOST_EPISODES = 200
/** More rules than this are counted together. */
const MOST_RULES = 200
/** Browsers fetch the files of a page within this time. */
const FOLLOWS_WITHIN_MS = 10_000
const MOST_PENDING = 16_384

interface Pending {
  at: number
  visits: number
  rule: number | null
  episode: Episode | null
}

/** What came over time, to whom what would have been done, and the episodes of trouble. Bounded, however long the log. */
export class Story {
  readonly timeline = new Timeline()
  readonly visits = noVisits()
  readonly byKind: Readonly<Record<VisitorKind, Record<Verdict, number>>> = {
    crawler: noVisits(),
    program: noVisits(),
    known: noVisits(),
    browser: noVisits(),
    other: noVisits(),
  }
  readonly episodes: Episode[] = []
  /** Of all visits that would not have been served at once, those that were probably people. */
  people = 0
  /** The same by rule. */
  readonly peopleByRule = new Map<number, number>()
  /** Seconds in which more came than the origin can answer, without an attack. */
  strainedSeconds = 0
  /** Of which nothing more is told: there were too many. */
  untoldEpisodes = 0
  #open: Episode | null = null
  readonly #pending = new TwoGenerations<number, Pending>(MOST_PENDING)

  /** @param visit good for this call only */
  add(visit: ToldVisit, now: number): void {
    const { verdict, rule } = visit.judgement
    const kind = kindOf(visit)
    this.visits[verdict]++
    this.byKind[kind][verdict]++
    const stretch = this.timeline.at(now)
    stretch.visits[verdict]++
    if (rule !== null && (stretch.rules.has(rule) || stretch.rules.size < MOST_RULES)) {
      stretch.rules.set(rule, (stretch.rules.get(rule) ?? 0) + 1)
    }
    if (visit.kind === 'asset') this.#openedPage(visit.client, now)
    if (verdict === 'serve') return
    if (this.#open) {
      this.#open.visits[verdict]++
      this.#open.to = Math.max(this.#open.to, now)
    }
    // A network known from calm times proves nothing: the machines of a botnet stand in people's homes.
    if (visit.follows()) this.#addPeople({ rule, visits: 1, episode: this.#open })
    else this.#wait(visit.client, rule, now)
  }

  /** The state of the defence, once a second. */
  tick(level: Level, rules: readonly { id: number }[], now: number): void {
    if (level !== 'calm') {
      const stretch = this.timeline.at(now)
      stretch.level = worse(stretch.level, level)
    }
    if (level === 'strained') this.strainedSeconds++
    if (rules.length === 0 && (level === 'calm' || level === 'strained')) {
      this.#open = null
      return
    }
    this.#open ??= this.#begin(now)
    this.#open.level = worse(this.#open.level, level)
    for (const { id } of rules) if (this.#open.rules.size < MOST_RULES) this.#open.rules.add(id)
  }

  /** No rule would do, for this reason. */
  unexplained(reason: string): void {
    if (this.#open) this.#open.unexplained = reason
  }

  #begin(now: number): Episode {
    const last = this.episodes.at(-1)
    if (last && now >= last.from && now - last.to <= SAME_EPISODE_MS) return last
    const episode: Episode = {
      from: now,
      to: now,
      level: 'calm',
      visits: noVisits(),
      people: 0,
      rules: new Set(),
      unexplained: null,
    }
    if (this.episodes.length < MOST_EPISODES) this.episodes.push(episode)
    else this.untoldEpisodes++
    return episode
  }

  /** It may yet turn out that these were people. */
  #wait(client: number, rule: number | null, now: number): void {
    const pending = this.#pending.get(client)
    if (pending && pending.rule === rule && now - pending.at <= FOLLOWS_WITHIN_MS) {
      pending.visits++
      pending.at = now
    } else this.#pending.set(client, { at: now, visits: 1, rule, episode: this.#open })
  }

  /** Who goes on to fetch files of the page has opened it with a browser. */
  #openedPage(client: number, now: number): void {
    const pending = this.#pending.get(client)
    if (!pending || pending.visits === 0 || now - pending.at > FOLLOWS_WITHIN_MS) return
    this.#addPeople(pending)
    pending.visits = 0
  }

  #addPeople({ rule, visits, episode }: Omit<Pending, 'at'>): void {
    this.people += visits
    if (episode) episode.people += visits
    if (rule !== null && (this.peopleByRule.has(rule) || this.peopleByRule.size < MOST_RULES)) {
      this.peopleByRule.set(rule, (this.peopleByRule.get(rule) ?? 0) + visits)
    }
  }
}

function kindOf({ crawler, kind, known, follows }: ToldVisit): VisitorKind {
  if (crawler) return 'crawler'
  if (kind === 'feed' || kind === 'data') return 'program'
  if (known) return 'known'
  return follows() ? 'browser' : 'other'
}
