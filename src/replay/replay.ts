import { Baseline, type BaselineData } from '../baseline/baseline.js'
import type { AddressKey } from '../brain/address-key.js'
import { Defence, type DefenceEvent, type NormalVisits, type Search } from '../brain/defence.js'
import { mineAgainst } from '../explain/mine-against.js'
import { type PreparedNormal, prepareNormal } from '../explain/prepare-normal.js'
import type { LogFile, LogSource } from '../logs/log-source.js'
import { Convictions } from '../mitigate/convictions.js'
import { Judge, type Judgement, type Verdict } from '../mitigate/judge.js'
import type { LiveRule } from '../mitigate/live-rule.js'
import { PageFollowers } from '../mitigate/page-followers.js'
import type { LogEntry } from '../traffic/access-log/log-entry.js'
import { COLUMN } from '../traffic/attributes.js'
import { VisitDescriber } from '../traffic/visit-describer.js'
import { LogVisits } from './log-visits.js'
import { ReplayClock } from './replay-clock.js'

export interface ReplayOptions {
  baseline: BaselineData
  /** Of the hashes of addresses; with another one than the baseline's all networks are new. */
  key: AddressKey
  /** Visits a second that the origin can answer; null when nobody knows. */
  capacity: number | null
  /** Only visits of this stretch of time are judged, in milliseconds. */
  from: number
  to: number
  seed: number
  progress: (bytesRead: number, at: number) => void
  /** Called for every entry, in order. */
  judged: (entry: LogEntry, judgement: Judgement, file: LogFile) => void
}

export interface ReplayMinute {
  /** Milliseconds since the epoch. */
  at: number
  visits: Record<Verdict, number>
}

export interface ReplayResult {
  visits: Record<Verdict, number>
  from: number | null
  to: number | null
  minutes: ReplayMinute[]
  events: DefenceEvent[]
  rules: LiveRule[]
}

/** No more seconds without any visit are gone through one by one: by then everything has come to rest. */
const LONGEST_GAP_S = 900

/** Runs the defence over a log, on the log's own clock. */
export async function replay(source: LogSource, options: ReplayOptions): Promise<ReplayResult> {
  const describer = new VisitDescriber(new Set(options.baseline.ownHosts))
  const { dictionaries } = describer
  const baseline = new Baseline(options.baseline, dictionaries, options.key.id)
  const result: ReplayResult = { visits: none(), from: null, to: null, minutes: [], events: [], rules: [] }
  const clock = new ReplayClock()
  let rulesMade = 0
  const begin = () => {
    const followers = new PageFollowers(baseline.data.followed)
    const defence = new Defence({
      baseline,
      dictionaries,
      followers,
      capacity: options.capacity,
      newId: () => ++rulesMade,
    })
    const { isUnseen } = defence
    const judge = new Judge({ dictionaries, isUnseen, convictions: new Convictions(), followers })
    return { defence, judge }
  }
  const visits = new LogVisits(describer, options.key.key)
  let { defence, judge } = begin()
  let second = Number.NaN

  /** Lets the seconds pass until the time of an entry; gives the time at which it is judged. */
  const advance = (time: number): number => {
    const { now, anew } = clock.read(time)
    const reached = Math.floor(now / 1000)
    if (anew) ({ defence, judge } = begin())
    if (anew || Number.isNaN(second)) second = reached
    if (reached - second > LONGEST_GAP_S) second = reached - LONGEST_GAP_S
    while (second < reached) {
      second++
      tick(second * 1000)
    }
    return now
  }
  const tick = (now: number) => {
    defence.met(judge.takeHits())
    const search = defence.tick(now)
    if (search) defence.found(search, searched(search), now)
    judge.obey(defence.orders)
    collect()
  }
  /** Made ready for searches; another one when the hour changes. */
  let prepared: { of: NormalVisits; normal: PreparedNormal } | null = null
  const searched = (search: Search) => {
    const { normal } = search
    if (prepared?.of !== normal) prepared = { of: normal, normal: prepareNormal({ ...normal, seed: options.seed }) }
    return mineAgainst(prepared.normal, { ...search, dictionaries })
  }
  const collect = () => {
    for (const event of defence.takeEvents()) {
      result.events.push(event)
      if (event.kind === 'rule' && !result.rules.includes(event.rule)) result.rules.push(event.rule)
    }
  }

  for await (const { file, entries, bytesRead } of source.batches()) {
    for (const entry of entries) {
      if (entry.time < options.from || entry.time > options.to) continue
      const now = advance(entry.time)
      const visit = visits.of(entry)
      const known = defence.hasNetwork(visit.network)
      visit.values[COLUMN.network] = describer.id(COLUMN.network, known ? 'seen' : 'new')
      const judgement = judge.judge({ ...visit, known, cleared: false }, now)
      if (judgement.verdict === 'serve') defence.add(visit, now)
      result.visits[judgement.verdict]++
      minuteOf(result, now).visits[judgement.verdict]++
      result.from ??= entry.time
      result.to = now
      options.judged(entry, judgement, file)
    }
    options.progress(bytesRead, second * 1000)
  }
  if (result.to !== null) advance(result.to + 1000)
  return result
}

function minuteOf({ minutes }: ReplayResult, now: number): ReplayMinute {
  const at = Math.floor(now / 60_000) * 60_000
  const last = minutes.at(-1)
  if (last?.at === at) return last
  const minute = { at, visits: none() }
  minutes.push(minute)
  return minute
}

function none(): Record<Verdict, number> {
  return { serve: 0, slow: 0, challenge: 0, refuse: 0, drop: 0 }
}
