import type { Demand } from '../challenge/evidence.js'
import type { Level } from '../detect/level.js'
import type { LevelEvent } from '../mitigate/measure-events.js'
import { type LifeChange, MeasureLife, type Met } from '../mitigate/measure-life.js'
import { demandWords } from '../mitigate/rules-in-force.js'
import { ORDINARY, UNDER_ATTACK, type Watchfulness } from './watchfulness.js'

/** More than the origin can answer keeps the level for so long. */
const STRAINED_MS = 10_000
/** Without a rule, fewer visits a second than this that nobody can explain are no emergency. */
const SEVERE_PER_SECOND = 10
const SEVERE_AFTER_MS = 3_000
/** When more than this share of whom the severe level met seem to be people it was a mistake, and is not made again so soon. */
const SEVERE_PEOPLE_SHARE = 1 / 3
const SEVERE_NOT_AGAIN_MS = 60_000
const CALM_AFTER_MS = 10_000
/** Rules that proved right say for so long that there is an attack, which may come back with another face. */
const PROVED_MS = 60_000

/**
 * How grave it is, as visits tell: strained by much, attacked once a rule acts, severe when no rule would do. It rises at
 * once and falls in steps.
 */
export class AlarmLevel {
  readonly #tell: (event: LevelEvent) => void
  #level: Level = 'calm'
  #overloadedSince: number | null = null
  #strainedUntil = Number.NEGATIVE_INFINITY
  #alarmAt = Number.NEGATIVE_INFINITY
  #unexplainedSince: number | null = null
  #provedAt = Number.NEGATIVE_INFINITY
  /** While the level is severe: what unproven visitors must show, and whether that is still needed. */
  #severe: MeasureLife | null = null
  #severeFrom = Number.NEGATIVE_INFINITY

  /** @param tell called whenever the level changes, or what the severe one asks for */
  constructor(tell: (event: LevelEvent) => void) {
    this.#tell = tell
  }

  get level(): Level {
    return this.#level
  }

  /** What unproven visitors must show, and when that acts again while it only counts; see Orders. */
  get orders(): { severe: Demand | null; severeWakesAt: number | null } {
    return { severe: this.#severe?.demand ?? null, severeWakesAt: this.#severe?.wakesAt ?? null }
  }

  /** Something goes on that no rule explains. */
  get unexplained(): boolean {
    return this.#unexplainedSince !== null
  }

  /** For how many milliseconds more has come than the origin can answer; null when it can. */
  overloadedFor(now: number): number | null {
    return this.#overloadedSince === null ? null : now - this.#overloadedSince
  }

  /** Whether more comes than the origin can answer. */
  load(overloaded: boolean, now: number): void {
    if (overloaded) this.#strainedUntil = now + STRAINED_MS
    this.#overloadedSince = overloaded ? (this.#overloadedSince ?? now) : null
  }

  /** A rule is needed. */
  needed(now: number): void {
    this.#alarmAt = now
  }

  /** A rule is needed, and hardly anybody whom it met is a visitor. */
  proved(now: number): void {
    this.#provedAt = now
  }

  /** How closely it is to be looked. */
  watchfulness(now: number): Watchfulness {
    return now - this.#provedAt < PROVED_MS ? UNDER_ATTACK : ORDINARY
  }

  /** A rule has been found for what came, or nothing much comes any more. */
  explained(): void {
    this.#unexplainedSince = null
  }

  /**
   * No rule would do. Where that goes on, is a lot, and behaves like no browser, saying so is the answer: severe.
   * @param reason why none would, for people; null while that is not sure
   */
  notExplained(reason: string | null, perSecond: number, now: number, isUnusual: () => boolean): void {
    if (perSecond < SEVERE_PER_SECOND || !isUnusual()) {
      this.#unexplainedSince = null
      return
    }
    this.#unexplainedSince ??= now
    this.#alarmAt = now
    if (reason === null || now - this.#unexplainedSince < SEVERE_AFTER_MS || now < this.#severeFrom) return
    this.#severe ??= new MeasureLife('script', SEVERE_PEOPLE_SHARE, now)
    this.#set('severe', now, reason)
  }

  /** What the severe level has met. */
  met(met: Met): void {
    this.#severe?.met(met)
  }

  /** Another second has passed. @param normalPerSecond visits of all kinds a second on ordinary days */
  tick(normalPerSecond: number, now: number): void {
    const change = this.#severe?.tick(normalPerSecond, now) ?? null
    if (this.#severe && change) this.#become(change, this.#severe.demand, now)
  }

  /** @param meets a rule meets visits at present @param inForce there are rules that an operator does not keep */
  update(meets: boolean, inForce: boolean, now: number): void {
    if (this.#level === 'severe') return
    const resting = !inForce && now - this.#alarmAt > CALM_AFTER_MS
    if (meets) this.#set('attack', now, 'a rule is in force against visits that behave like no browser')
    else if (this.#level === 'attack' && !resting) return
    else if (now < this.#strainedUntil) this.#set('strained', now, 'more comes than the origin can answer')
    else this.#set('calm', now, 'the origin can answer what comes')
  }

  #become(change: LifeChange, demand: Demand, now: number): void {
    if (change === 'wrong' || change === 'over') {
      this.#severe = null
      this.#alarmAt = now
      if (change === 'wrong') this.#severeFrom = now + SEVERE_NOT_AGAIN_MS
      const text =
        change === 'wrong' ? 'most of who was challenged seem to be people' : 'nothing unusual comes any more'
      this.#set('attack', now, text)
    } else if (change === 'probing') {
      const text = 'nobody is challenged for a few seconds, to see whether it is still needed'
      this.#tell({ at: now, kind: 'severe-probing', demand, text })
    } else if (change === 'acting') {
      this.#tell({
        at: now,
        kind: 'severe-acting',
        demand,
        text: 'it still comes: unproven visitors are challenged again',
      })
    } else this.#tell({ at: now, kind: 'severe-demand', demand, text: demandWords(demand, change) })
  }

  #set(level: Level, now: number, text: string): void {
    if (level === this.#level) return
    this.#level = level
    this.#tell({ at: now, kind: 'level', level, text })
  }
}
