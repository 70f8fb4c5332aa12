import type { Demand } from '../challenge/evidence.js'
import type { Level } from '../detect/level.js'
import type { Refusal, Structure, Use } from '../link/structures.js'
import type { FrictionMeasure } from '../mitigate/friction.js'
import type { PeopleEstimate } from '../mitigate/people-estimate.js'
import type { Attribute } from '../traffic/attributes.js'
import type { OriginState } from '../traffic/origin-state.js'
import type { Outcome } from '../traffic/outcome.js'
import type { Tier } from '../traffic/tier.js'

/**
 * `full`: full speed · `slowed`: may wait · `late`: nothing makes it wait, but its answers take longer than in calm ·
 * `paused`: answered with a copy or a "later" only.
 */
export type ActivityState = 'full' | 'slowed' | 'late' | 'paused'

export interface ActivityStatus {
  name: string
  tier: Tier
  state: ActivityState
  /** When the present state began, ISO 8601. */
  since: string
  /** When it was back at full speed after it had been slower: nothing made it wait any more, and its answers took as long as
   *  in calm. null: it was never slower, or is. */
  backSince: string | null
  requestsPerSecond: number
  /** 95th percentile of the time to answer over the last 10 s, in milliseconds; null when there was nothing to measure. */
  p95Ms: number | null
  /** The same in calm times. */
  calmP95Ms: number | null
  /** Share (0..1) of visits of the last 10 s that got their answer (served, cached or stale), not counting those of
   *  clients that are held back. null without visits. */
  answered: number | null
}

export interface RouteStatus {
  /** `METHOD template`, for example `GET /article/:slug`. */
  route: string
  requestsPerSecond: number
  /** Share (0..1) of the origin time of the last 10 s. */
  originTimeShare: number
}

/** One of a platform's origins, over all edges. */
export interface OriginStatus {
  url: string
  /** An origin that no edge has reported on yet is `up`. */
  state: OriginState
  /** Requests there now. */
  inFlight: number
  /** Requests that got no answer or one of overload, over the last second; repeated ones count here only. */
  errorsPerSecond: number
}

export interface PlatformStatus {
  name: string
  hosts: string[]
  origins: OriginStatus[]
  level: Level
  since: string
  /** How close the origin is to falling over, 0..1. */
  distress: number
  /** What the distress comes from, largest first, in words: "visits wait 340 ms for a place". */
  reasons: string[]
  requestsPerSecond: number
  /** Totals since start. `served` counts answers from the origin; `cached` fresh and stale copies; `slowed` visits that a
   *  slowed activity made wait; `queued` visits that waited for a place (and then got one or not); `refused` includes
   *  visits sent to the waiting room or held back. */
  served: number
  cached: number
  slowed: number
  challenged: number
  queued: number
  refused: number
  p95Ms: number | null
  calmP95Ms: number | null
  /** Per second over the last second, by outcome. */
  perSecond: Record<Outcome, number>
  /** Totals since start, by outcome. */
  outcomes: Record<Outcome, number>
  /** Totals since start: challenges that visitors were given, and those that they passed, by kind. */
  challenges: Record<Demand, { given: number; passed: number }>
  queue: { waiting: number; limit: number; p95WaitMs: number | null }
  /** Requests at the origin now, and how many the adaptive limit allows. */
  atOrigin: { inFlight: number; limit: number; errorsPerSecond: number }
  activities: ActivityStatus[]
  routes: RouteStatus[]
  /** What is known of normal visits: how many were learned from, and whether that is enough to tell an attack from them. */
  normal: { visits: number; ready: boolean }
}

export interface EdgeStatus {
  pid: number
  connections: number
  connectionsLimit: number
  evictedTotal: number
  timedOutTotal: number
  memoryMb: number
  cacheMb: number
  cacheEntries: number
  eventLoopP99Ms: number
  /** Milliseconds since its last summary. */
  silentMs: number
  /** Share (0..1) of the visits that came from the address that came most; 0 while that cannot be told. */
  mostFromOne: number
  /** What it uses of everything that has a bound. */
  uses: Record<Structure, Use>
  /** Totals since it began: what was turned away without becoming a visit. */
  refusals: Record<Refusal, number>
}

/** A certificate that visitors are shown. */
export interface CertificateStatus {
  /** The first host name that it is for. */
  name: string
  /** When it ends, ISO 8601. */
  until: string
}

export interface HistoryPoint {
  /** Unix time in seconds. */
  t: number
  perSecond: Record<Outcome, number>
  p95Ms: number | null
  distress: number
  waiting: number
  inFlight: number
  limit: number
  level: Level
}

/** What `GET /api/status` answers, the console shows and `holdfast status` prints. */
export interface Status {
  level: Level
  since: string
  /** One sentence for people: "Strained since 12:04: search is waiting, everything else is at full speed." */
  sentence: string
  now: string
  startedAt: string
  version: string
  /** Things the operator should mend, in words, each with what to do. */
  warnings: string[]
  /** Measures that touch visitors now, newest first, at most 20; all there were are in `GET /api/friction`. */
  friction: FrictionStatus[]
  /** What Holdfast checks of itself, all of them, and what they find; that stands among the warnings too. */
  checks: SelfCheckStatus[]
  platforms: PlatformStatus[]
  edges: EdgeStatus[]
  certificates: CertificateStatus[]
  /** The open drill window, in which `holdfast drill` may rehearse an attack on this Holdfast. */
  drill: DrillWindow | null
}

export interface SelfCheckStatus {
  check: SelfCheck
  /** Empty: all is well. Sentences for people, each with what to do. */
  says: string[]
}

export interface DrillWindow {
  id: string
  /** Who opened it: the drill itself, or an operator in the console, ahead of one drill. */
  openedBy: 'command' | 'console'
  /** A drill has begun in it. */
  inUse: boolean
  /** When it closes by itself, ISO 8601; at most 30 minutes after it was opened. */
  until: string
}

/**
 * - `challenges`: they can be passed · `orders`: edges apply what is decided · `fail-open`: an attack is answered
 * - `clocks`: the clocks run evenly and agree · `disk`: what must be kept can be written · `edges`: the edges agree
 * - `addresses`: visitors can be told apart by their addresses
 */
export const SELF_CHECKS = ['challenges', 'orders', 'fail-open', 'clocks', 'disk', 'edges', 'addresses'] as const
export type SelfCheck = (typeof SELF_CHECKS)[number]

/** The last five minutes, one point a second, oldest first, by platform name. `GET /api/history`. */
export type History = Record<string, HistoryPoint[]>

/** One test of a rule: `is` this value, or `unseen`: one that normal visits do not have (`value` is then empty). */
export interface RuleMatch {
  attribute: Attribute
  op: 'is' | 'unseen'
  value: string
}

/** A rule that is or was in force. `GET /api/rules`. Shares are 0..1, times ISO 8601. */
export interface RuleStatus {
  id: number
  platform: string
  /** `watch`: it is only looked whom it would meet · `slow`, `challenge`: what it does · `probing`: it only watches for a few
   *  seconds, to see whether it is still needed · `ended`. */
  state: 'watch' | 'slow' | 'challenge' | 'probing' | 'ended'
  /** What whom it challenges must show. */
  demand: Demand
  /** An operator keeps it in force until it is lifted. */
  pinned: boolean
  /** The rule in a sentence for people: what it matches, what that explains, what it would touch. */
  text: string
  match: RuleMatch[]
  /** Share of the visits in excess of normal that it matched when it was made. */
  explains: number
  /** Share of normal visits that it would touch, and its one-sided 95 % bound. */
  collateral: { share: number; upper: number }
  /** Visits that met it, and those of them by clients that seem to be people after all: they load pages whole, or have proved it. */
  hits: number
  people: number
  hitsPerSecond: number
  /** Visits that met it in each of the last 60 stretches of 5 s, oldest first. */
  recentHits: number[]
  created: string
  /** When it ends unless it goes on being needed; null: it is pinned, or has ended. */
  expires: string | null
  ended: { at: string; why: 'expired' | 'withdrawn' | 'lifted' | 'forbidden'; text: string } | null
  /** It has ended, and acts again at once when what it matches comes back before then; null: it does not. */
  remembered: string | null
  /** What became of it, for people, newest last, at most 20. */
  news: { at: string; text: string }[]
}

/** Rules that an operator does not want: nothing that says the same comes into force on the platform. */
export interface ForbiddenRule {
  id: number
  platform: string
  text: string
  match: RuleMatch[]
  since: string
}

/** What a rule would have done to the last hour, and to what is normal. `GET /api/rules/ID/preview`, `POST /api/rules/preview`. */
export interface RulePreview {
  platform: string
  match: RuleMatch[]
  /** What it matches, in words. */
  text: string
  /** Of a sample of the last hour; `visits` and `touched` are estimated from it for all visits. */
  lastHour: {
    sample: number
    visits: number
    touched: number
    share: number
    /** Of the touched ones, the share that seem to be people: from networks known from calm times. */
    people: number
    networks: number
    /** By minute, oldest first. */
    minutes: { at: string; visits: number; touched: number }[]
  }
  /** Of the sample of normal visits; null when nothing is known of normal yet. */
  normal: { sample: number; share: number; upper: number } | null
  /** What the touched visits of the last hour ask for and with what, most frequent first, at most 8. */
  examples: { method: string; route: string; program: string; share: number }[]
}

export type RuleAct = 'pin' | 'unpin' | 'lift' | 'forbid' | 'permit'

export type ListName = 'allow' | 'deny'
export interface ListEntry {
  list: ListName
  /** Address or CIDR in canonical form: `192.0.2.7/32`, `2001:db8::/48`. */
  cidr: string
  from: 'file' | 'live'
  note?: string
  /** ISO 8601; absent: until removed. */
  expires?: string
}

/** A measure that touched visitors, or may have; the ledger of them survives a restart. `GET /api/friction`. */
export interface FrictionStatus {
  id: number
  platform: string
  measure: FrictionMeasure
  /** The rule's number, where a rule did it. */
  rule: number | null
  /** The activity that it touched; null: any. */
  activity: string | null
  /** What was done, in a sentence for people. */
  text: string
  /** ISO 8601, as is `until`: when it ended; null: it is in force. */
  from: string
  until: string | null
  /** Visits that it touched. */
  visits: number
  /** How many of those were real, between the two, and how that is estimated. */
  real: PeopleEstimate
  /** Why it ended, where there is more to say than that it was not needed any more. */
  ending: string | null
}

/** What the console may ask of the brain. */
export interface BrainView {
  status(): Status
  history(): History
  /** Calls back once a second with the newest status and each platform's newest point; returns the way to stop. */
  subscribe(onTick: (status: Status, points: Record<string, HistoryPoint>) => void): () => void
  lists(): ListEntry[]
  /** Adds or replaces a live entry. Throws a RangeError with a message for people when the CIDR is wrong. */
  addToList(list: ListName, cidr: string, options: { note?: string; ttlMs?: number }): ListEntry
  /**
   * Opens a drill window; the command takes the one that an operator has opened, if no drill has begun in it. Throws a
   * RangeError with a message for people when that one ends too soon, another is open or the time is out of bounds.
   */
  openDrill(seconds: number, by: DrillWindow['openedBy']): DrillWindow
  /** False when no such window is open. */
  closeDrill(id: string): boolean
  /** Those in force, newest first, then those that ended lately, at most 100. */
  rules(): RuleStatus[]
  forbiddenRules(): ForbiddenRule[]
  /**
   * What an operator wants done about a rule. `lift` ends it, `forbid` ends it and keeps the same from coming again,
   * `permit` takes that back. Null when there is no such rule; throws a RangeError with a message for people where it
   * cannot be done (pin one that has ended).
   */
  actOnRule(id: number, act: RuleAct): RuleStatus | null
  /** Null when there is no such rule. */
  previewRule(id: number): RulePreview | null
  /** Throws a RangeError with a message for people when there is no such platform, or the match is none. */
  previewMatch(platform: string, match: readonly RuleMatch[]): RulePreview
  /** What touched visitors, newest first, at most 1,000. */
  friction(): FrictionStatus[]
  /** False when there was no such live entry. */
  removeFromList(list: ListName, cidr: string): boolean
}
